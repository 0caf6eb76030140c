package io.waggle.loadtest.capacity.curve;

import io.waggle.loadtest.broker.Brokers;
import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.run.Backlog;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.run.RunResult.Fault;
import io.waggle.loadtest.scenario.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Inboxes in which more and more waits, all on one broker. Into each, while its device is away, a number of messages is appended;
 * then its device comes back and drains as many, so that it is as deep afterwards as it was before. In the end each is emptied at
 * full speed, and the ledger is asked whether everything came.
 *
 * <p>While it is measured an inbox is deeper by what was appended: at the point of 1 message that matters, and is said.
 */
final class DepthSubject implements Subject {

    /** Small enough for a million of them; said in {@link #how}. */
    private static final int MESSAGE_BYTES = 64;

    /** Fewer are emptied before that can be measured. */
    private static final int FEWEST_TO_EMPTY = 5_000;

    /**
     * An inbox may hold them all, and one device send them all; and little is sent that is not acknowledged, because sending what a device then holds back
     * is work that is done at deep points only.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "limit.messages", "off",
            "inbox.max-messages", "10000000",
            "inbox.max-bytes", "16GiB",
            "delivery.unacknowledged-rows", "100",
            "delivery.redelivery-after", "1h",
            "delivery.redelivery-max", "1h");

    private final Brokers brokers;
    private final CurvePlan plan;
    private final Traffic traffic;
    private final Progress progress;
    private final List<Long> points;
    private final Map<Long, Backlog> inboxes = new LinkedHashMap<>();
    private @Nullable Target target;

    /** On a broker that it starts and closes. */
    DepthSubject(Brokers brokers, Traffic traffic, CurvePlan plan, Progress progress) {
        this.brokers = brokers;
        this.plan = plan;
        this.traffic = traffic;
        this.progress = progress;
        this.points = plan.points(kind());
    }

    @Override
    public CurveKind kind() {
        return CurveKind.DEPTH;
    }

    @Override
    public String how() {
        return String.format(
                "one sender appends %,d messages of %d bytes at %,.0f/s while the device is away, which then drains as many at"
                        + " that rate; meanwhile the inbox is that much deeper than the point says. Emptied: all of it, once,"
                        + " at the end. The broker's settings: %s",
                block(),
                MESSAGE_BYTES,
                plan.deliveriesPerS(),
                SETTINGS.entrySet().stream().map(Map.Entry::toString).sorted().toList());
    }

    private int block() {
        return Math.toIntExact(Math.round(plan.deliveriesPerS() * plan.step().toMillis() / 1_000));
    }

    @Override
    public List<Long> points() {
        return points;
    }

    @Override
    public List<Figure> judged() {
        return List.of(Figure.CPU_PER_APPEND, Figure.CPU_PER_DRAINED);
    }

    @Override
    public void prepare() {
        Target opened = brokers.open(SETTINGS);
        target = opened;
        traffic.warmUp(opened);
        for (long point : points) {
            Backlog inbox = new Backlog(
                    Scenario.of(
                            "depth",
                            Map.of(
                                    "conversations",
                                    "1",
                                    "size",
                                    Integer.toString(MESSAGE_BYTES),
                                    "batch",
                                    "256",
                                    "ack-delay",
                                    "0ms",
                                    "settle",
                                    "30s")),
                    opened,
                    "depth" + point,
                    progress);
            inboxes.put(point, inbox);
            inbox.fill(Math.toIntExact(point));
        }
    }

    @Override
    public Sample measure(long point) {
        Backlog inbox = inboxes.get(point);
        if (inbox == null) {
            throw new IllegalStateException("no inbox for " + point);
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        put(
                figures,
                Figure.CPU_PER_APPEND,
                inbox.append(plan.deliveriesPerS(), plan.step()).cpuUsPerMessage());
        put(
                figures,
                Figure.CPU_PER_DRAINED,
                inbox.drain(plan.deliveriesPerS(), block()).cpuUsPerMessage());
        return new Sample(point, figures, List.of());
    }

    @Override
    public List<Sample> conclude() {
        List<Sample> samples = new ArrayList<>();
        inboxes.forEach((point, inbox) -> samples.add(emptied(point, inbox)));
        return samples;
    }

    private static Sample emptied(long point, Backlog inbox) {
        Map<String, Double> figures = new LinkedHashMap<>();
        List<Fault> faults = new ArrayList<>();
        try {
            Backlog.Cost cost = inbox.empty();
            if (cost.messages() >= FEWEST_TO_EMPTY) {
                put(figures, Figure.CPU_PER_EMPTIED, cost.cpuUsPerMessage());
                put(figures, Figure.EMPTIED_PER_SECOND, cost.messages() / cost.seconds());
            }
        } catch (IllegalStateException e) {
            faults.add(new Fault(Fault.Kind.INCOMPLETE, String.valueOf(e.getMessage())));
        }
        faults.addAll(inbox.faults());
        return new Sample(point, figures, faults);
    }

    private static void put(Map<String, Double> figures, Figure figure, @Nullable Double value) {
        if (value != null) {
            figures.put(figure.key(), value);
        }
    }

    @Override
    public void close() {
        inboxes.values().forEach(Backlog::close);
        if (target != null) {
            target.close();
        }
    }
}
