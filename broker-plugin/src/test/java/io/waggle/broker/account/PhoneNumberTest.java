package io.waggle.broker.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PhoneNumberTest {

    private static final String ALPHABET =
            "+\uFF0B0123456789 ()-./;=,#*ABCxte\u0000\u00A0\u200E\u0661\uD83D\uDE00\u2011\r\n\t";

    @ParameterizedTest
    @CsvSource({
        "+4915112345678, +4915112345678",
        "+49 151 12345678, +4915112345678",
        "+49 (0)151 123-45678, +4915112345678",
        "+49.151.12345678, +4915112345678",
        "+49/151/12345678, +4915112345678",
        "'  +49 151 12345678 ', +4915112345678",
        "+49\u00A0151\u201112345678, +4915112345678",
        "\uFF0B\uFF14\uFF19 151 12345678, +4915112345678",
        "+\u0664\u0669 \u0661\u0665\u0661 12345678, +4915112345678",
        "+1 (201) 555-0123, +12015550123",
        "+44 20 7946 0958, +442079460958",
        "+39 06 698 12345, +390669812345",
        "+52 55 1234 5678, +525512345678",
        "+54 9 11 2345-6789, +5491123456789",
        "+91 98765 43210, +919876543210",
        "+86 131 2345 6789, +8613123456789",
    })
    void everySpellingOfANumberIsTheSameOne(String written, String number) {
        assertThat(PhoneNumber.parse(written)).contains(new PhoneNumber(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "+",
                "++4915112345678",
                "4915112345678",
                "004915112345678",
                "0151 12345678",
                "+49",
                "+49 1",
                "+49 151 1234567890123456",
                "+999 123456789",
                "+0 123456789",
                "+1 555 555 5555",
                "+4915112345678 ext. 5",
                "+4915112345678;ext=5",
                "+4915112345678x5",
                "tel:+4915112345678",
                "tel:15112345678;phone-context=+49",
                "call +4915112345678",
                "+4915112345678 or so",
                "+1 800 FLOWERS",
                "+49151123\u000045678",
                "+49151\r\nBcc: 12345678",
                "+49151\t12345678",
                "\u202E+4915112345678",
                "+4915112345678\uD83D\uDE00",
                "alice@example.org",
            })
    void whatIsNoNumberOfAPersonIsNone(String written) {
        assertThat(PhoneNumber.parse(written)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "premium rate of Germany, +49 900 1 234567",
        "premium rate of Britain, +44 909 879 0000",
        "shared cost of Germany, +49 180 5 123456",
        "free of charge of the United States, +1 800 234 5678",
        "company number of Germany, +49 700 12345678 901",
    })
    void numbersOfServicesAreNobodys(String what, String written) {
        assertThat(PhoneNumber.parse(written)).as(what).isEmpty();
    }

    @Test
    void whatIsLongerThanAnySpellingIsNotLookedAt() {
        assertThat(PhoneNumber.parse("+49 151 12345678" + " ".repeat(48))).isPresent();
        assertThat(PhoneNumber.parse("+49 151 12345678" + " ".repeat(49))).isEmpty();
        assertThat(PhoneNumber.parse("+" + "1".repeat(1_000_000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4915112345678", "+0123456789", "+1234", "+1234567890123456", "+49151\n", "+49 151"})
    void theConstructorTakesE164OnlyAndDoesNotQuoteWhatItRefuses(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PhoneNumber(value))
                .withMessage("not a phone number as E.164 has it");
    }

    @Test
    void itIsNotShown() {
        assertThat(new PhoneNumber("+4915112345678")).hasToString("PhoneNumber[hidden]");
        assertThat(new PhoneNumber("+4915112345678").kind()).isEqualTo(Identifier.Kind.PHONE);
    }

    /** The seed is in the name of a failed assertion. */
    @Test
    void anyTextIsANumberInItsNormalFormOrNone() {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("+");
            random.ints(random.nextInt(20), 0, ALPHABET.length()).forEach(at -> text.append(ALPHABET.charAt(at)));
            PhoneNumber.parse(text.toString())
                    .ifPresent(number -> assertThat(PhoneNumber.parse(number.value()))
                            .as("seed %d, of %s", seed, text)
                            .contains(number));
        }
    }
}
