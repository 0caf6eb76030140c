package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.transport.Closed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofSeconds(60);

    @Test
    void theBoundDoublesFromTheFirstToTheLast() {
        List<Duration> longest = new ArrayList<>();
        for (int attempt = 0; attempt < 9; attempt++) {
            longest.add(Duration.ZERO);
        }
        Random random = new Random(1);
        for (int run = 0; run < 2_000; run++) {
            Backoff backoff = new Backoff(MIN, MAX, random);
            for (int attempt = 0; attempt < 9; attempt++) {
                Duration wait = backoff.next();
                Duration bound = Duration.ofSeconds(Math.min(60, 1L << attempt));
                assertThat(wait).isBetween(Duration.ofMillis(1), bound);
                longest.set(attempt, longest.get(attempt).compareTo(wait) < 0 ? wait : longest.get(attempt));
            }
        }
        for (int attempt = 0; attempt < 9; attempt++) {
            assertThat(longest.get(attempt).toMillis())
                    .as("attempt %s uses its whole range", attempt)
                    .isGreaterThan(950 * Math.min(60, 1L << attempt));
        }
    }

    @Test
    void itBeginsAgainAfterASuccess() {
        Backoff backoff = new Backoff(MIN, MAX, new Random(1));
        for (int i = 0; i < 10; i++) {
            backoff.next();
        }

        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(MIN);
    }

    @Test
    void whoIsToldHowLongToWaitWaitsThatLongAndNotMuchLonger() {
        Backoff backoff = new Backoff(MIN, MAX, new Random(1));
        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.asTold(Duration.ofSeconds(1)))
                    .isBetween(Duration.ofMillis(1_001), Duration.ofMillis(2_101));
            assertThat(backoff.asTold(Duration.ofMinutes(5)))
                    .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(5).plusSeconds(32));
            assertThat(backoff.asTold(Duration.ofDays(10_000)))
                    .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
        }
        assertThat(backoff.next()).as("what it says of itself is not touched").isLessThanOrEqualTo(MIN);
    }

    @ParameterizedTest
    @CsvSource({
        "LOST, 0, SOON",
        "LOCAL, 0, SOON",
        "REFUSED, 0x85, RARELY",
        "REFUSED, 0x86, SOON",
        "REFUSED, 0x87, RARELY",
        "REFUSED, 0x88, SOON",
        "REFUSED, 0x89, SOON",
        "REFUSED, 0x95, RARELY",
        "REFUSED, 0x97, AS_LONG_AS_POSSIBLE",
        "REFUSED, 0x9F, RARELY",
        "REFUSED, 0xFF, RARELY",
        "DISCONNECTED, 0x81, RARELY",
        "DISCONNECTED, 0x82, RARELY",
        "DISCONNECTED, 0x83, SOON",
        "DISCONNECTED, 0x87, SOON",
        "DISCONNECTED, 0x8B, SOON",
        "DISCONNECTED, 0x8D, SOON",
        "DISCONNECTED, 0x93, RARELY",
        "DISCONNECTED, 0x97, RARELY",
        "DISCONNECTED, 0x98, RARELY",
        "DISCONNECTED, 0xFF, RARELY"
    })
    void patienceIsWhatTheProtocolSays(Closed.Cause cause, String code, Patience patience) {
        assertThat(Patience.after(new Closed(cause, Integer.decode(code), ""))).isEqualTo(patience);
    }
}
