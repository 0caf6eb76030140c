package io.waggle.broker.verification.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CodeTextTest {

    @ParameterizedTest
    @CsvSource({
        "PT1S, 1 second",
        "PT59S, 59 seconds",
        "PT90S, 90 seconds",
        "PT119S, 119 seconds",
        "PT2M, 2 minutes",
        "PT9M59S, 9 minutes",
        "PT10M, 10 minutes",
        "PT1H, 60 minutes",
    })
    void neverPromisesMoreTimeThanThereIs(Duration validFor, String period) {
        CodeText text = new CodeText("Waggle", "123456", validFor);

        assertThat(text.message())
                .isEqualTo("Your Waggle code is 123456. It can be used for " + period + ". Do not give it to anybody.");
        assertThat(text.mail()).contains("It can be used for " + period + ". ");
    }

    @Test
    void aNameOfFortyLettersAndTheLongestCodeFitOneTextMessage() {
        assertThat(new CodeText("N".repeat(40), "1234567890", Duration.ofSeconds(119)).message())
                .hasSizeLessThanOrEqualTo(160)
                .matches("\\p{ASCII}*");
    }

    @Test
    void itIsNotShown() {
        assertThat(new CodeText("Waggle", "123456", Duration.ofMinutes(1))).hasToString("CodeText[hidden]");
    }
}
