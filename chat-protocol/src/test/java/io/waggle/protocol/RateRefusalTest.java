package io.waggle.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RateRefusalTest {

    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.001S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT11.5S, 12", "PT240H, 864000"})
    void saysWholeSecondsThatAreNotTooFew(Duration wait, long seconds) {
        String reason = new RateRefusal(wait).reason();

        assertThat(reason).isEqualTo("RATE_LIMITED " + seconds);
        assertThat(RateRefusal.parse(reason)).contains(new RateRefusal(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "RECIPIENT_FULL",
                "SENDER_FULL",
                "RATE_LIMITED",
                "RATE_LIMITED ",
                "RATE_LIMITED -1",
                "RATE_LIMITED 1.5",
                "RATE_LIMITED 1 ",
                "RATE_LIMITED 9999999999",
                "xRATE_LIMITED 1"
            })
    void otherReasonsAreNone(String reason) {
        assertThat(RateRefusal.parse(reason)).isEmpty();
    }

    @Test
    void whatAServerSaysThatWantsNoWaitIsASecond() {
        assertThat(RateRefusal.parse("RATE_LIMITED 0")).contains(new RateRefusal(Duration.ofSeconds(1)));
    }
}
