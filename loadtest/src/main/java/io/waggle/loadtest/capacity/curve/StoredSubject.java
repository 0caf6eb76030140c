package io.waggle.loadtest.capacity.curve;

import io.waggle.loadtest.broker.Brokers;
import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.run.Backlog;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.scenario.Scenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fresh traffic on brokers that hold more and more for people who are away. Each point has a broker of its own, and all run all
 * the time: so points can be measured in any order, which a store that only ever grows would not allow.
 */
final class StoredSubject implements Subject {

    private static final long MESSAGE_BYTES = 16_384;

    /** Stays below what an inbox holds by default, 64 MiB and 10,000 messages. */
    private static final long MESSAGES_PER_INBOX = 3_000;

    private static final String CAST = "away";

    private final Brokers brokers;
    private final Traffic traffic;
    private final Progress progress;
    private final List<Long> points;
    private final Map<Long, Target> targets = new LinkedHashMap<>();

    /** On brokers that it starts and closes. */
    StoredSubject(Brokers brokers, Traffic traffic, CurvePlan plan, Progress progress) {
        this.brokers = brokers;
        this.traffic = traffic;
        this.progress = progress;
        this.points = plan.points(kind());
    }

    @Override
    public CurveKind kind() {
        return CurveKind.STORED;
    }

    @Override
    public String how() {
        return traffic.describe() + ", on a broker per point, all running all the time; stored are messages of "
                + MESSAGE_BYTES + " bytes for people who are away";
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
        for (long point : points) {
            Target target = brokers.open(Map.of());
            targets.put(point, target);
            if (point > 0) {
                store(target, point);
            }
            traffic.warmUp(target);
        }
    }

    private void store(Target target, long bytes) {
        long messages = ceiling(bytes, MESSAGE_BYTES);
        long inboxes = ceiling(messages, MESSAGES_PER_INBOX);
        Scenario people = Scenario.of(
                "stored",
                Map.of(
                        "conversations",
                        Long.toString(inboxes),
                        "size",
                        Long.toString(MESSAGE_BYTES),
                        "batch",
                        "16",
                        "settle",
                        "2m"));
        try (Backlog backlog = new Backlog(people, target, CAST, progress)) {
            backlog.fill(Math.toIntExact(ceiling(messages, inboxes)));
        }
    }

    private static long ceiling(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    @Override
    public Sample measure(long point) {
        Target target = targets.get(point);
        if (target == null) {
            throw new IllegalStateException("no broker for " + point);
        }
        return traffic.measure(target, point);
    }

    @Override
    public void close() {
        targets.values().forEach(Target::close);
    }
}
