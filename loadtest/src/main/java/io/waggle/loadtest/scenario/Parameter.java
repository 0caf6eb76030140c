package io.waggle.loadtest.scenario;

import io.waggle.loadtest.ledger.Stamp;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that can be set of a scenario: its key in a file and on the command line, its default, its meaning and what is
 * allowed.
 */
@SuppressWarnings("ImmutableEnumChecker") // a parser has no state
public enum Parameter {
    KIND("kind", "traffic", "what the run does: " + oneOf(Kind.values()), choice(Kind.values())),
    CONVERSATIONS("conversations", "100", "senders, each with recipients of its own; 1 to 20000", integer(1, 20_000)),
    MEMBERS("members", "1", "recipients of each message; 1 to 1024", integer(1, 1_024)),
    ADDRESSING(
            "addressing",
            Addressing.NAMED.toString(),
            "whom a message is for, where the system has groups and devices are simulated: "
                    + oneOf(Addressing.values()),
            choice(Addressing.values())),
    DEVICES(
            "devices",
            "0",
            "recipients' devices in all, shared by the conversations; 0: as many as needed without sharing; to 50000",
            integer(0, 50_000)),
    RATE(
            "rate",
            "2000",
            "messages per second, all senders together; 0: each sends as fast as its window lets it; to 1000000",
            decimal(0, 1_000_000)),
    SIZE(
            "size",
            "256",
            "bytes of a message, or several sizes that take turns, as in 64,256,4096; 24 to 61440",
            Parameter::sizes),
    BATCH("batch", "1", "messages of one PUBLISH at most, where the system has frames; 1 to 256", integer(1, 256)),
    WINDOW("window", "10", "PUBLISHes of one sender under way at most; 1 to 32", integer(1, 32)),
    RECEIPTS(
            "receipts",
            "delivered",
            "what recipients say, where the system has receipts: " + oneOf(Receipts.values()),
            choice(Receipts.values())),
    ACK_DELAY(
            "ack-delay",
            "50ms",
            "how long a recipient gathers what it has stored before it says so; 0ms to 200ms",
            duration(Duration.ZERO, Duration.ofMillis(200))),
    WARM_UP(
            "warm-up",
            "10s",
            "load that is not measured, before; 0s to 1h",
            duration(Duration.ZERO, Duration.ofHours(1))),
    DURATION(
            "duration",
            "30s",
            "load that is measured; 1s to 30d",
            duration(Duration.ofSeconds(1), Duration.ofDays(30))),
    SETTLE(
            "settle",
            "30s",
            "how long the run waits for what is under way at its end; 0s to 1h",
            duration(Duration.ZERO, Duration.ofHours(1))),
    WAITING(
            "waiting",
            "1000",
            "messages that wait for each device before it drains; 1 to 1000000",
            integer(1, 1_000_000)),
    IDLE_DEVICES("idle-devices", "0", "further devices that are connected and silent; 0 to 50000", integer(0, 50_000)),
    ADDRESSES("addresses", "1", "loopback addresses that devices connect from; 1 to 250", integer(1, 250)),
    CONNECT_RATE("connect-rate", "2000", "connections begun per second; 1 to 100000", integer(1, 100_000)),
    CONNECTING(
            "connecting",
            "16",
            "devices that connect at a time, of those that do so over and over; 1 to 1024",
            integer(1, 1_024)),
    TOKENS(
            "tokens",
            "1",
            "access tokens that such a device has and connects with in turn, where the system has tokens; 1 to 1000",
            integer(1, 1_000)),
    KEEP_ALIVE(
            "keep-alive", "10m", "MQTT Keep Alive; 5s to 18h", duration(Duration.ofSeconds(5), Duration.ofHours(18))),
    FLAP_EVERY(
            "flap-every",
            "0s",
            "how long a link holds on average before it breaks; 0s: it does not; to 1d",
            duration(Duration.ZERO, Duration.ofDays(1))),
    FLAP_FOR(
            "flap-for",
            "2s",
            "how long a broken link stays away on average; 0s to 1h",
            duration(Duration.ZERO, Duration.ofHours(1))),
    KILL_EVERY(
            "kill-every",
            "0s",
            "how often the broker is killed (SIGKILL) and started again; 0s: never; to 1d",
            duration(Duration.ZERO, Duration.ofDays(1))),
    THREADS("threads", "1", "event loops of the generator; 1 to 64", integer(1, 64)),
    MAX_LAG(
            "max-lag",
            "50ms",
            "how late the generator may hand over one message in a hundred before the run fails; 1ms to 1h",
            duration(Duration.ofMillis(1), Duration.ofHours(1))),
    CLIENT(
            "client",
            ClientKind.SIMULATED.toString(),
            "what devices are made of: " + oneOf(ClientKind.values())
                    + ", which is the real library on Paho, for kind = traffic and up to 500 devices",
            choice(ClientKind.values())),
    SEED("seed", "1", "what chance is drawn from", integer(0, Integer.MAX_VALUE));

    private final String key;
    private final String byDefault;
    private final String meaning;
    private final Function<String, Optional<?>> parser;

    Parameter(String key, String byDefault, String meaning, Function<String, Optional<?>> parser) {
        this.key = key;
        this.byDefault = byDefault;
        this.meaning = meaning;
        this.parser = parser;
    }

    /** Its name in files and on the command line. */
    public String key() {
        return key;
    }

    /** What it is where nobody says anything. */
    public String byDefault() {
        return byDefault;
    }

    /** What it means and what is allowed. */
    public String meaning() {
        return meaning;
    }

    /** The value that a text means, or nothing if it is not allowed. */
    Optional<?> parse(String text) {
        return parser.apply(text.trim());
    }

    /** The parameter of this name, if there is one. */
    static Optional<Parameter> named(String key) {
        return Arrays.stream(values())
                .filter(parameter -> parameter.key.equals(key))
                .findAny();
    }

    private static String oneOf(Object[] values) {
        return String.join(" or ", Arrays.stream(values).map(Object::toString).toList());
    }

    private static <T> Function<String, Optional<?>> choice(T[] values) {
        return text -> Arrays.stream(values)
                .filter(value -> value.toString().equals(text))
                .findAny();
    }

    private static Function<String, Optional<?>> integer(int least, int most) {
        return text -> {
            try {
                return Optional.of(Integer.valueOf(text)).filter(value -> value >= least && value <= most);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        };
    }

    private static Function<String, Optional<?>> decimal(double least, double most) {
        return text -> {
            try {
                return Optional.of(Double.valueOf(text)).filter(value -> value >= least && value <= most);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        };
    }

    private static Function<String, Optional<?>> duration(Duration least, Duration most) {
        return text -> parseDuration(text).filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
    }

    private static final class Patterns {
        static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
        static final Pattern SIZES = Pattern.compile("\\d{1,5}(,\\d{1,5})*");
    }

    private static Optional<Duration> parseDuration(String text) {
        Matcher matcher = Patterns.DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    private static Optional<?> sizes(String text) {
        return Patterns.SIZES.matcher(text).matches()
                ? Optional.of(Arrays.stream(text.split(",", -1))
                                .map(Integer::valueOf)
                                .toList())
                        .filter(Parameter::areAllowed)
                : Optional.empty();
    }

    private static boolean areAllowed(List<Integer> sizes) {
        return sizes.stream().allMatch(size -> size >= Stamp.BYTES && size <= 61_440);
    }
}
