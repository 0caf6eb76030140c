package io.waggle.broker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.config.BotConfig;
import io.waggle.broker.inbox.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryDelayTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final RetryDelay delay = new RetryDelay(
            new BotConfig(20, 1, Duration.ofSeconds(10), Duration.ofSeconds(1), HOUR, List.of()),
            new SplittableRandom(42),
            new SettableClock(Instant.parse("2026-11-27T12:00:00Z")));

    @Test
    void doublesFromASecondToAnHourAndVariesDownToHalfOfIt() {
        for (int failures = 1; failures <= 1_000; failures++) {
            Duration full = Duration.ofSeconds(Math.min(3_600, 1L << Math.min(40, failures - 1)));
            for (int i = 0; i < 20; i++) {
                assertThat(delay.after(failures, Optional.empty())).isBetween(full.dividedBy(2), full);
            }
        }
        assertThat(delay.after(12, Optional.empty())).isNotEqualTo(delay.after(12, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "120, 120",
        "999999999, 3600",
        "'Fri, 27 Nov 2026 12:02:00 GMT', 120",
        "'Sat, 28 Nov 2026 12:02:00 GMT', 3600"
    })
    void waitsAsLongAsItIsAskedToUpToTheBound(String asked, long seconds) {
        assertThat(delay.after(1, Optional.of(asked))).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"0", "-5", "soon", "''", "9999999999999999999", "'Fri, 27 Nov 2020 12:02:00 GMT'", "1.5"})
    void whatAsksForNothingChangesNothing(String asked) {
        assertThat(delay.after(1, Optional.of(asked))).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(delay.after(10, Optional.of("3"))).isGreaterThanOrEqualTo(Duration.ofSeconds(256));
    }
}
