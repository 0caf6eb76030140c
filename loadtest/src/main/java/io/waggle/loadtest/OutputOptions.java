package io.waggle.loadtest;

import io.waggle.loadtest.capacity.Capacity;
import io.waggle.loadtest.compare.Comparison;
import io.waggle.loadtest.report.Json;
import io.waggle.loadtest.report.Terminal;
import io.waggle.loadtest.report.html.HtmlReport;
import io.waggle.loadtest.run.RunResult;
import io.waggle.loadtest.scenario.ScenarioException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go. */
final class OutputOptions {

    /** Set by ./waggle where standard output is a terminal. */
    private static final String TERMINAL = "waggle.terminal";

    @Option(names = "--json", paramLabel = "FILE", description = "write the result for a program")
    private @Nullable Path json;

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "write the result for people: one page with plots, which needs no network and no script")
    private @Nullable Path report;

    /**
     * Checks that results can be written, before hours of load.
     *
     * @throws ScenarioException if they cannot
     */
    void check() {
        check("--json", json);
        check("--report", report);
    }

    /** The same for one file; nothing is in order. */
    static void check(String option, @Nullable Path file) {
        if (file != null) {
            fault(file).ifPresent(fault -> {
                throw new ScenarioException(option + " " + file + ": " + fault);
            });
        }
    }

    private static Optional<String> fault(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || directory == null) {
            return Optional.of("that is a directory; name a file");
        }
        if (!Files.isDirectory(directory)) {
            return Optional.of("there is no directory " + directory);
        }
        return Files.isWritable(Files.exists(file) ? file : directory)
                ? Optional.empty()
                : Optional.of("it cannot be written");
    }

    Terminal terminal(PrintStream out) {
        return new Terminal(out, Boolean.getBoolean(TERMINAL));
    }

    /** Writes what a run found, as far as it is asked for, and tells where. */
    void write(RunResult result, Terminal terminal) {
        if (json != null) {
            Json.write(result, json);
        }
        if (report != null) {
            HtmlReport.write(result, report);
            tell(report, terminal);
        }
    }

    /** Writes what a comparison found, as far as it is asked for, and tells where. */
    void write(Comparison comparison, Terminal terminal) {
        if (json != null) {
            Json.write(comparison, json);
        }
        if (report != null) {
            HtmlReport.write(comparison, report);
            tell(report, terminal);
        }
    }

    /** Writes what a broker's capacity is, as far as it is asked for, and tells where. */
    void write(Capacity capacity, Terminal terminal) {
        if (json != null) {
            Json.write(capacity, json);
        }
        if (report != null) {
            HtmlReport.write(capacity, report);
            tell(report, terminal);
        }
    }

    private static void tell(Path report, Terminal terminal) {
        terminal.say("report: " + report.toAbsolutePath().normalize().toUri());
    }
}
