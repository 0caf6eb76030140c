package io.waggle.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * Wraps a command so that it does not outlive this JVM, however this JVM ends. A shutdown hook does not run when a test is
 * killed, so the command's standard input is a pipe from here: when the pipe closes, a watcher beside the command kills it. The
 * watcher kills by pid and start time, so it can only ever hit that one process.
 */
public final class Watched {

    private static final String SCRIPT = """
            exec 3<&0 </dev/null
            started() { sed 's/.*) //' "/proc/$$/stat" 2>/dev/null | cut -d ' ' -f 20; }
            began=$(started)
            (cat <&3; [ "$(started)" = "$began" ] && kill -KILL $$) >/dev/null 2>&1 &
            exec 3<&-
            exec "$@"
            """;

    private Watched() {}

    /** The command, watched; it becomes the process itself, under the same pid. */
    public static List<String> command(List<String> command) {
        List<String> watched = new ArrayList<>(List.of("bash", "-c", SCRIPT, "watched"));
        watched.addAll(command);
        return watched;
    }
}
