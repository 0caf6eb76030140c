package io.waggle.loadtest.capacity.curve;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.scenario.Addressing;
import io.waggle.loadtest.scenario.Parameter;
import java.util.List;

/**
 * Groups of more and more members, with the same number of deliveries per second, and of connections: whoever is in no group is
 * connected and silent.
 */
final class GroupSubject implements Subject {

    private static final int GROUPS = 10;

    private final Target target;
    private final Traffic traffic;
    private final List<Long> points;

    /** On a broker that somebody else closes. */
    GroupSubject(Target target, Traffic traffic, CurvePlan plan) {
        this.target = target;
        this.traffic = traffic.with(Parameter.CONVERSATIONS, GROUPS);
        this.points = plan.points(kind());
    }

    private long people() {
        return Math.max(GROUPS, points.get(points.size() - 1));
    }

    @Override
    public CurveKind kind() {
        return CurveKind.GROUP;
    }

    @Override
    public String how() {
        return traffic.describe() + ", to members who are all connected, as are " + people() + " people at every point";
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
        ofSize(points.get(points.size() - 1)).warmUp(target);
    }

    @Override
    public Sample measure(long point) {
        return ofSize(point).measure(target, point);
    }

    private Traffic ofSize(long members) {
        return traffic.with(Parameter.ADDRESSING, Addressing.GROUP)
                .with(Parameter.MEMBERS, members)
                .with(Parameter.DEVICES, people())
                .with(Parameter.IDLE_DEVICES, people() - Math.min(people(), GROUPS * members));
    }

    @Override
    public void close() {
        // the broker is another's
    }
}
