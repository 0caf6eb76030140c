package io.waggle.broker.webhook;

import io.waggle.broker.config.BotConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long a request that failed waits: twice as long each time, up to a bound, and somewhere between half and all of that, so that
 * those who failed together do not come back together. A receiver may ask for more, up to the same bound. For any thread.
 */
final class RetryDelay {

    private static final int MAX_DOUBLINGS = 30;

    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private final Clock clock;

    RetryDelay(BotConfig config, RandomGenerator random, Clock clock) {
        first = config.webhookRetryAfter();
        most = config.webhookRetryMax();
        this.random = random;
        this.clock = clock;
    }

    /**
     * The wait.
     *
     * @param failures in a row, at least 1
     * @param asked what the receiver asks for (RFC 9110, section 10.2.3)
     */
    Duration after(int failures, Optional<String> asked) {
        Duration doubled = atMost(first.multipliedBy(1L << Math.min(MAX_DOUBLINGS, failures - 1)));
        Duration varied = doubled.minusMillis(random.nextLong(doubled.toMillis() / 2 + 1));
        Duration wanted = asked.flatMap(this::parse).map(this::atMost).orElse(Duration.ZERO);
        return wanted.compareTo(varied) > 0 ? wanted : varied;
    }

    private Duration atMost(Duration delay) {
        return delay.compareTo(most) < 0 ? delay : most;
    }

    /** Seconds, or a date; what is neither is not asked for. */
    private Optional<Duration> parse(String text) {
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(Duration.between(clock.instant(), date.toInstant()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
