package io.waggle.loadtest;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What a command line came to, without any result: its exit status and what it said of errors. */
record Said(int status, String errors) {

    static Said by(List<String> arguments) {
        StringWriter errors = new StringWriter();
        int status =
                LoadTest.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments.toArray(String[]::new));
        return new Said(status, errors.toString());
    }
}
