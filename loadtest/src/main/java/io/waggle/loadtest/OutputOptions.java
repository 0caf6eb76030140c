package io.waggle.loadtest;

import io.waggle.loadtest.report.Json;
import io.waggle.loadtest.report.Terminal;
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

    Terminal terminal(PrintStream out) {
        return new Terminal(out, Boolean.getBoolean(TERMINAL));
    }

    void write(Object result) {
        if (json != null) {
            Json.write(result, json);
        }
    }
}
