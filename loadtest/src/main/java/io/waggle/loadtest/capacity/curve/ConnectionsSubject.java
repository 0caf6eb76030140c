package io.waggle.loadtest.capacity.curve;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.scenario.Parameter;
import java.util.List;

/** Devices that are connected and silent, beside traffic that stays the same. */
final class ConnectionsSubject implements Subject {

    private final Target target;
    private final Traffic traffic;
    private final List<Long> points;

    /** On a broker that somebody else closes. */
    ConnectionsSubject(Target target, Traffic traffic, CurvePlan plan) {
        this.target = target;
        this.traffic = traffic;
        this.points = plan.points(kind());
    }

    @Override
    public CurveKind kind() {
        return CurveKind.CONNECTIONS;
    }

    @Override
    public String how() {
        return traffic.describe() + ", while other devices are connected and silent";
    }

    @Override
    public List<Long> points() {
        return points;
    }

    @Override
    public List<Figure> judged() {
        return List.of(Figure.CPU_PER_DELIVERY);
    }

    @Override
    public void prepare() {
        // the search has warmed it up with the same traffic
    }

    @Override
    public Sample measure(long point) {
        return traffic.with(Parameter.IDLE_DEVICES, point).measure(target, point);
    }

    @Override
    public void close() {
        // the broker is another's
    }
}
