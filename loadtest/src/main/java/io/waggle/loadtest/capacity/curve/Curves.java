package io.waggle.loadtest.capacity.curve;

import io.waggle.loadtest.broker.Brokers;
import io.waggle.loadtest.broker.Speech;
import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures the curves that are asked for, as far as that can be done with a broker, and says what cannot. */
public final class Curves {

    private final Brokers brokers;
    private final CurvePlan plan;
    private final Traffic traffic;
    private final Progress progress;
    private final Consumer<String> say;

    /**
     * Curves to be.
     *
     * @param scenario whose traffic they are measured with
     * @param progress hears of runs
     * @param say hears of figures, a line each
     */
    public Curves(Scenario scenario, Brokers brokers, CurvePlan plan, Progress progress, Consumer<String> say) {
        this.brokers = brokers;
        this.plan = plan;
        this.traffic = new Traffic(scenario, plan, progress);
        this.progress = progress;
        this.say = say;
    }

    /**
     * Measures, one after another.
     *
     * @param target a broker that is there already, for curves that leave nothing behind
     */
    public List<Curve> run(Target target) {
        List<Curve> curves = new ArrayList<>();
        for (CurveKind kind : plan.kinds()) {
            Optional<String> obstacle = obstacle(kind, target);
            obstacle.ifPresent(why -> say.accept(kind.key() + ": not measured: " + why));
            curves.add(obstacle.map(why -> Curve.without(kind, why)).orElseGet(() -> measure(kind, target)));
        }
        return curves;
    }

    private Optional<String> obstacle(CurveKind kind, Target target) {
        boolean known = brokers.areStartedHere();
        return switch (kind) {
            case CONNECTIONS, GROUP -> Optional.empty();
            case STORED ->
                known
                        ? Optional.empty()
                        : Optional.of("it takes a broker for each point, and this one is not started here");
            case DEPTH ->
                target.speech() != Speech.WAGGLE
                        ? Optional.of(
                                "plain MQTT has no acknowledgement that a device could hold back to keep an inbox deep")
                        : known
                                ? Optional.empty()
                                : Optional.of(
                                        "it takes a broker with settings of its own, and this one is not started here");
        };
    }

    private Curve measure(CurveKind kind, Target target) {
        try (Subject subject = subject(kind, target)) {
            return new CurveRun(subject, plan.rounds(), plan.flatWithin(), say).run();
        } catch (IllegalStateException e) {
            say.accept(kind.key() + ": not measured: " + e.getMessage());
            return Curve.failed(kind, String.valueOf(e.getMessage()));
        }
    }

    private Subject subject(CurveKind kind, Target target) {
        return switch (kind) {
            case CONNECTIONS -> new ConnectionsSubject(target, traffic, plan);
            case GROUP -> new GroupSubject(target, traffic, plan);
            case DEPTH -> new DepthSubject(brokers, traffic, plan, progress);
            case STORED -> new StoredSubject(brokers, traffic, plan, progress);
        };
    }
}
