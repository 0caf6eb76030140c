package io.waggle.protocol;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the reason string of a CONNACK or PUBACK with reason code 0x97 says where a limit of how often is the reason, and not want
 * of room: {@code RATE_LIMITED 12}, the seconds to wait before the same again.
 *
 * @param pause at least a second; whole seconds on the wire
 */
public record RateRefusal(Duration pause) {

    private static final Pattern SYNTAX = Pattern.compile("RATE_LIMITED ([0-9]{1,9})");
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** Takes a wait, rounded up to whole seconds. */
    public RateRefusal {
        Duration whole = Duration.ofSeconds(pause.getSeconds() + (pause.getNano() > 0 ? 1 : 0));
        pause = whole.compareTo(LEAST) < 0 ? LEAST : whole;
    }

    /** The reason string. */
    public String reason() {
        return "RATE_LIMITED " + pause.toMillis() / 1_000;
    }

    /** The refusal that a reason string tells of; nothing if it tells of something else. */
    public static Optional<RateRefusal> parse(String reason) {
        Matcher matcher = SYNTAX.matcher(reason);
        return matcher.matches()
                ? Optional.of(new RateRefusal(Duration.ofSeconds(Integer.parseInt(matcher.group(1)))))
                : Optional.empty();
    }
}
