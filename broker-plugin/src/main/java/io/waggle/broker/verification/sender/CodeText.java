package io.waggle.broker.verification.sender;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What a person reads. It never names them: whoever gets it by mistake learns nothing, and nobody can use it to have something
 * of their own sent to others.
 */
final class CodeText {

    private static final Pattern CODE = Pattern.compile("[0-9]{1,16}");

    private final String service;
    private final String code;
    private final Duration validFor;

    /**
     * @param service what the service is called
     * @throws IllegalArgumentException if the code is not decimal digits, without the code
     */
    CodeText(String service, String code, Duration validFor) {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("a code is 1 to 16 decimal digits");
        }
        this.service = service;
        this.code = code;
        this.validFor = validFor;
    }

    /** For a mail: lines that end with {@code \r\n}. */
    String mail() {
        return String.join(
                "\r\n",
                "Your " + service + " code is " + code,
                "",
                "It can be used for " + period() + ". Do not give it to anybody:",
                "nobody from " + service + " will ever ask you for it.",
                "",
                "If you did not ask for a code, there is nothing that you need to do.",
                "");
    }

    /** For a text message: with a name of up to 40 ASCII characters it fits into a single one, of 160 (GSM 03.38). */
    String message() {
        return "Your " + service + " code is " + code + ". It can be used for " + period()
                + ". Do not give it to anybody.";
    }

    /** In whole minutes, rounded down, from two minutes on. */
    private String period() {
        long seconds = validFor.toSeconds();
        if (seconds >= 120) {
            return seconds / 60 + " minutes";
        }
        return seconds == 1 ? "1 second" : seconds + " seconds";
    }

    @Override
    public String toString() {
        return "CodeText[hidden]";
    }
}
