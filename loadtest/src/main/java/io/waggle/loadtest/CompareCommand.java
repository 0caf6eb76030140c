package io.waggle.loadtest;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.broker.Targets;
import io.waggle.loadtest.client.ClientLimits;
import io.waggle.loadtest.compare.Comparer;
import io.waggle.loadtest.compare.Comparison;
import io.waggle.loadtest.report.Terminal;
import io.waggle.loadtest.scenario.Kind;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.loadtest.scenario.ScenarioException;
import io.waggle.loadtest.scenario.Scenarios;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loadtest compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = Verdict.INCOMPLETE_EXIT,
        description = "Puts the same load on several brokers, in alternation, and prints ratios with their spread.",
        footer = {
            "",
            "All brokers run all the time, each in a process of its own. Each is warmed up; then every round measures each",
            "as fast as it takes messages, for throughput and CPU time, and at a fixed rate, for latency; or, of a drain or of",
            "connecting, just that. Exit status as of loadtest; what is wrong with a peer is told and does not fail the comparison."
        })
final class CompareCommand implements Callable<Integer> {

    private static final Set<Kind> COMPARED = EnumSet.of(Kind.TRAFFIC, Kind.DRAIN, Kind.CONNECT);

    @Mixin
    private final LoadOptions load = new LoadOptions();

    @Option(
            names = "--scenario",
            defaultValue = "chat",
            description =
                    "which load, of those that send messages at a rate, drain inboxes or connect over and over (default"
                            + " ${DEFAULT-VALUE})")
    private String scenario = "chat";

    @Option(
            names = "--target",
            defaultValue = Targets.WAGGLE,
            description = "what is compared with the peers (default ${DEFAULT-VALUE})")
    private String target = Targets.WAGGLE;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "bare-memory, bare-file, mosquitto, or mqtt://HOST:PORT (default: the first three, as far as"
                    + " they are installed)")
    private List<String> peers = new ArrayList<>();

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "how often each is measured (default ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(
            names = "--fixed-rate",
            paramLabel = "N",
            description =
                    "messages per second at which latency is measured (default: a third of the highest rate at which"
                            + " 99 of 100 messages take 50 ms at most, on the slower of the target and the first peer; it is"
                            + " looked for first, which takes minutes)")
    private @Nullable Double fixedRate;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Override
    public Integer call() {
        Scenario chosen = Scenarios.find(scenario).with(load.settings());
        if (!COMPARED.contains(chosen.kind())) {
            throw new ScenarioException(scenario
                    + " neither sends messages at a rate nor drains inboxes nor connects over and over: compare chat, group,"
                    + " offline-drain, connect or another that does");
        }
        if (chosen.kind() != Kind.TRAFFIC && fixedRate != null) {
            throw new ScenarioException("--fixed-rate: " + scenario + " has none");
        }
        if (rounds < 1 || rounds > 100 || (fixedRate != null && !(fixedRate > 0))) {
            throw new ScenarioException("--rounds is 1 to 100, and --fixed-rate more than 0");
        }
        output.check();
        Terminal terminal = output.terminal(out);
        List<String> systems = systems(terminal);
        systems.forEach(system -> ClientLimits.check(chosen, Targets.speech(system)));
        Comparison comparison = compare(chosen, systems, terminal);
        terminal.comparison(comparison);
        output.write(comparison, terminal);
        return Verdict.of(comparison).exitCode();
    }

    private Comparison compare(Scenario chosen, List<String> systems, Terminal terminal) {
        List<Target> opened = new ArrayList<>();
        try {
            for (String system : systems) {
                opened.add(load.targets().open(system));
            }
            OptionalDouble rate = fixedRate == null ? OptionalDouble.empty() : OptionalDouble.of(fixedRate);
            return new Comparer(chosen, opened, rounds, rate, terminal).run();
        } finally {
            opened.forEach(Target::close);
        }
    }

    /** The target, then its peers. */
    private List<String> systems(Terminal terminal) {
        List<String> systems = new ArrayList<>(List.of(target));
        for (String peer : peers(terminal)) {
            if (systems.contains(peer)) {
                throw new ScenarioException(peer + " is named twice: a system is compared with others");
            }
            systems.add(peer);
        }
        return systems;
    }

    private List<String> peers(Terminal terminal) {
        if (!peers.isEmpty()) {
            return peers;
        }
        List<String> installed = new ArrayList<>();
        for (String peer : List.of(Targets.BARE_MEMORY, Targets.BARE_FILE, Targets.MOSQUITTO)) {
            if (peer.equals(target)) {
                continue;
            }
            if (Targets.isInstalled(peer)) {
                installed.add(peer);
            } else {
                terminal.say(peer + " is left out: it is not installed");
            }
        }
        return installed;
    }
}
