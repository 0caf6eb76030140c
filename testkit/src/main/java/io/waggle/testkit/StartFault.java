package io.waggle.testkit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a broker did not become ready. */
public sealed interface StartFault {

    /** Someone else has the port: not the broker's fault, other ports will do. */
    record PortTaken(String line) implements StartFault {}

    /**
     * The extension refused to start. The standalone broker has ended; a host that it was dropped into lets nobody in.
     *
     * @param reason what it said
     */
    record Refused(String reason) implements StartFault {}

    /** The process ended by itself. */
    record Exited(int status) implements StartFault {}

    /** Nothing of the above, but not ready in time. */
    record TimedOut() implements StartFault {}

    /** What the log of a start says, if it says that it failed. */
    static Optional<StartFault> in(String log) {
        for (Signature signature : Signature.values()) {
            Matcher matcher = signature.pattern.matcher(log);
            if (matcher.find()) {
                String text = matcher.group(1).strip();
                return Optional.of(signature == Signature.PORT ? new PortTaken(text) : new Refused(text));
            }
        }
        return Optional.empty();
    }

    /** What HiveMQ CE 2025.5 and the extension write; the first that is found counts. */
    enum Signature {
        PORT("(Could not start [^\\n]* Is it already in use\\?|cannot serve HTTP at [^\\n]*)"),
        STANDALONE("Waggle does not start, and nobody can connect: (.*?)\\n(?=\\d{4}-\\d\\d-\\d\\dT|\\z)"),
        PREVENTED("was prevented by the extension itself, reason: (.*?)\\.? Extension will be disabled"),
        EXCEPTION("(cannot be started because of an uncaught exception[^\\n]*\\n[^\\n]*)"),
        NOT_LOADED(
                "(Extension [^\\n]* cannot be loaded[^\\n]*|No implementation of the interface ExtensionMain[^\\n]*)"),
        DEFAULTS("([^\\n]*Using (?:HiveMQ )?default config[^\\n]*)");

        private final Pattern pattern;

        Signature(String regex) {
            this.pattern = Pattern.compile(regex, Pattern.DOTALL);
        }
    }
}
