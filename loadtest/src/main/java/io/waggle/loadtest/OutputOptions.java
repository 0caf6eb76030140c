package io.waggle.loadtest;

import io.waggle.loadtest.capacity.Capacity;
import io.waggle.loadtest.compare.Comparison;
import io.waggle.loadtest.report.Json;
import io.waggle.loadtest.report.Machine;
import io.waggle.loadtest.report.Terminal;
import io.waggle.loadtest.report.html.HtmlReport;
import io.waggle.loadtest.run.RunResult;
import java.io.PrintStream;
import java.nio.file.Path;
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

    Terminal terminal(PrintStream out) {
        return new Terminal(out, Boolean.getBoolean(TERMINAL));
    }

    /** Writes what a run found, as far as it is asked for, and tells where. */
    void write(RunResult result, Terminal terminal) {
        if (json != null) {
            Json.write(result, json);
        }
        if (report != null) {
            HtmlReport.write(result, Machine.here(), report);
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
