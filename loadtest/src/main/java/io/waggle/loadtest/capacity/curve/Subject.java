package io.waggle.loadtest.capacity.curve;

import java.util.List;

/** One curve's broker or brokers, with what grows. For one thread. */
interface Subject extends AutoCloseable {

    CurveKind kind();

    /** What is done at each point, and what stays as it is, for a person. */
    String how();

    /** Where it is measured, in rising order. */
    List<Long> points();

    /** Figures that should be flat. */
    List<Figure> judged();

    /**
     * Brings everything to where measuring makes sense: compiled, filled.
     *
     * @throws IllegalStateException if that cannot be done
     */
    void prepare();

    /**
     * Measures at a point.
     *
     * @throws IllegalStateException if that cannot be done
     */
    Sample measure(long point);

    /** What can be measured once only, when all rounds are over. */
    default List<Sample> conclude() {
        return List.of();
    }

    @Override
    void close();
}
