package io.waggle.loadtest;

import io.waggle.loadtest.broker.Brokers;
import io.waggle.loadtest.broker.Targets;
import io.waggle.loadtest.capacity.Capacity;
import io.waggle.loadtest.capacity.CapacityRun;
import io.waggle.loadtest.capacity.Objective;
import io.waggle.loadtest.capacity.SearchPlan;
import io.waggle.loadtest.capacity.curve.CurveKind;
import io.waggle.loadtest.capacity.curve.CurvePlan;
import io.waggle.loadtest.report.CapacityText;
import io.waggle.loadtest.report.Terminal;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.loadtest.scenario.ScenarioException;
import io.waggle.loadtest.scenario.Scenarios;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loadtest capacity}. */
@Command(
        name = "capacity",
        exitCodeOnExecutionException = Verdict.INCOMPLETE_EXIT,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Finds the highest rate that holds a latency objective, and how cost grows.",
        footer = {
            "",
            "Search: the rate doubles until it does not hold, then what is between is",
            "halved. What does not hold is tried once more, and what is found once again",
            "at the end. A rate at which the generator fell behind bounds the search, and",
            "is said to be the generator's limit.",
            "Curves: connections, depth (of an inbox), group (its size), stored (bytes).",
            "Each point is measured in each round, in every second one the other way round.",
            "Exit status as of loadtest; 4 if it was the generator that bounds the search;",
            "3 if no rate held or a point could not be measured. A curve that is not flat",
            "is told and does not fail anything."
        })
final class CapacityCommand implements Callable<Integer> {

    @Mixin
    private final LoadOptions load = new LoadOptions();

    @Option(
            names = "--scenario",
            defaultValue = "chat",
            description = "which load, of those that send messages at a rate (default ${DEFAULT-VALUE})")
    private String scenario = "chat";

    @Option(
            names = "--target",
            defaultValue = Targets.WAGGLE,
            description = "as of loadtest (default ${DEFAULT-VALUE}); curves that a target cannot have are named")
    private String target = Targets.WAGGLE;

    @Option(
            names = "--objective",
            paramLabel = "P=TIME",
            defaultValue = "p99=50ms",
            description = "what a rate has to hold: p50, p90, p99, p999 or max, and a time (default ${DEFAULT-VALUE})")
    private String objective = "p99=50ms";

    @Option(
            names = "--from",
            paramLabel = "N",
            defaultValue = "1000",
            description = "messages per second at first (default ${DEFAULT-VALUE})")
    private double from = 1_000;

    @Option(
            names = "--to",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "messages per second at most (default ${DEFAULT-VALUE})")
    private double to = 1_000_000;

    @Option(
            names = "--resolution",
            paramLabel = "SHARE",
            defaultValue = "0.05",
            description = "how exact, 0.01 to 1 (default ${DEFAULT-VALUE}, that is 5 %%)")
    private double resolution = 0.05;

    @Option(
            names = "--step",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "how long each measurement takes (default ${DEFAULT-VALUE})")
    private String step = "10s";

    @Option(
            names = "--curves",
            split = ",",
            paramLabel = "CURVE",
            defaultValue = "connections,depth,group,stored",
            description = "which curves, or none (default: all)")
    private List<String> curves = List.of();

    @Option(
            names = "--curve-rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "deliveries per second at which curves are measured (default ${DEFAULT-VALUE})")
    private double curveRate = 1_000;

    @Option(
            names = "--rounds",
            defaultValue = "2",
            description = "how often each point of a curve is measured (default ${DEFAULT-VALUE})")
    private int rounds = 2;

    @Option(
            names = "--scale",
            paramLabel = "X",
            defaultValue = "1",
            description = "points of curves, multiplied: 0.01 is quick (default ${DEFAULT-VALUE})")
    private double scale = 1;

    @Option(
            names = "--flat-within",
            paramLabel = "X",
            defaultValue = "1.5",
            description =
                    "the last point may cost this many times the first and counts as flat (default ${DEFAULT-VALUE})")
    private double flatWithin = 1.5;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Override
    public Integer call() {
        Map<String, String> settings = load.settings();
        if (settings.containsKey(Parameter.RATE.key()) || settings.containsKey(Parameter.DURATION.key())) {
            throw new ScenarioException("capacity tries rates by itself: --from, --to and --step take the place of"
                    + " rate and duration; --curve-rate is that of the curves");
        }
        Scenario chosen = Scenarios.find(scenario).with(settings);
        Duration length = chosen.with(Parameter.DURATION, step).time(Parameter.DURATION);
        output.check();
        Terminal terminal = output.terminal(out);
        terminal.say("the capacity of " + target + ", scenario " + chosen.name());
        Capacity capacity = new CapacityRun(
                        chosen,
                        Brokers.of(load.targets(), target),
                        Objective.parse(objective),
                        new SearchPlan(from, to, resolution),
                        length,
                        new CurvePlan(
                                kinds(), curveRate, length, chosen.time(Parameter.WARM_UP), rounds, scale, flatWithin),
                        terminal,
                        terminal::say)
                .run();
        CapacityText.lines(capacity).forEach(terminal::say);
        output.write(capacity, terminal);
        return Verdict.of(capacity).exitCode();
    }

    private List<CurveKind> kinds() {
        if (curves.equals(List.of("none"))) {
            return List.of();
        }
        return curves.stream()
                .distinct()
                .map(name -> CurveKind.named(name)
                        .orElseThrow(() -> new ScenarioException("no curve " + name + ": "
                                + Arrays.stream(CurveKind.values())
                                        .map(CurveKind::key)
                                        .toList()
                                + " or none")))
                .toList();
    }
}
