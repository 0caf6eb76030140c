package io.waggle.loadtest;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.broker.Targets;
import io.waggle.loadtest.client.ClientLimits;
import io.waggle.loadtest.report.Terminal;
import io.waggle.loadtest.run.RunResult;
import io.waggle.loadtest.run.Runs;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.loadtest.scenario.ScenarioException;
import io.waggle.loadtest.scenario.Scenarios;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of the harness. */
@Command(
        name = "loadtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = Verdict.INCOMPLETE_EXIT,
        subcommands = {CompareCommand.class, CapacityCommand.class},
        description = "Puts a scenario's load on a broker and keeps a ledger of every message.",
        footer = {
            "",
            "Scenarios: chat, group, offline-drain, reconnect-storm, idle, mobile, crash, soak, chat-client; or a file",
            "like theirs in config/loadtest. Exit status: 0 passed; 1 something acknowledged was lost, came twice or out of order;",
            "2 wrong usage; 3 not everything that was to happen happened; 4 the generator fell behind."
        })
public final class LoadTest implements Callable<Integer> {

    @Parameters(index = "0", arity = "0..1", paramLabel = "SCENARIO", description = "what to do")
    private @Nullable String scenario;

    @Mixin
    private final LoadOptions load = new LoadOptions();

    @Option(
            names = "--target",
            defaultValue = Targets.WAGGLE,
            description =
                    "waggle, bare-memory, bare-file, mosquitto: started here; mqtt://HOST:PORT for any MQTT 5 broker,"
                            + " waggle://HOST:PORT with --keys for a Waggle (default ${DEFAULT-VALUE})")
    private String target = Targets.WAGGLE;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--flame-graph",
            paramLabel = "FILE.html",
            description = "write where a broker that is started here spends its CPU time while it is measured; which"
                    + " costs it a few percent")
    private @Nullable Path flameGraph;

    @Option(names = "--parameters", description = "list every parameter that --set and scenario files know")
    private boolean parameters;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    /** Runs the command line. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, for a test to call. */
    static CommandLine commandLine() {
        return new CommandLine(new LoadTest()).setExecutionExceptionHandler(LoadTest::explain);
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult result)
            throws Exception {
        if (failure instanceof ScenarioException || failure instanceof IllegalArgumentException) {
            command.getErr().println("loadtest: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        throw failure;
    }

    @Override
    public Integer call() {
        if (parameters) {
            listParameters();
            return 0;
        }
        if (scenario == null) {
            throw new ScenarioException("name a scenario: " + String.join(", ", Scenarios.NAMES) + "; or --help");
        }
        Scenario chosen = Scenarios.find(scenario).with(load.settings());
        ClientLimits.check(chosen, Targets.speech(target));
        output.check();
        OutputOptions.check("--flame-graph", flameGraph);
        Terminal terminal = output.terminal(out);
        RunResult result = run(chosen, terminal);
        terminal.result(result);
        output.write(result, terminal);
        return Verdict.of(result).exitCode();
    }

    private RunResult run(Scenario chosen, Terminal terminal) {
        terminal.say(chosen.name() + " on " + target);
        try (Target system = load.targets().open(target)) {
            return Runs.run(
                    chosen,
                    system,
                    flameGraph == null
                            ? terminal
                            : new Profiled(terminal, system, flameGraph, chosen.name() + " on " + target));
        }
    }

    private void listParameters() {
        for (Parameter parameter : Parameter.values()) {
            out.printf(Locale.ROOT, "%-14s %-10s %s%n", parameter.key(), parameter.byDefault(), parameter.meaning());
        }
    }
}
