package io.waggle.broker.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EmailAddressTest {

    private static final String ALPHABET =
            "ab@@.-_+\"'<>()[]:;,\\ \u0000\r\n\t%!\u00E4\u00DF\u0130\u212A\u3002\uFF20\u200D\u202E\uD83D\uDE00\uD800xn--\u0660";

    @ParameterizedTest
    @CsvSource({
        "alice@example.org, alice@example.org",
        "Alice@Example.ORG, alice@example.org",
        "a@b.co, a@b.co",
        "first.last+tag@mail.example.org, first.last+tag@mail.example.org",
        "o'neil@example.org, o'neil@example.org",
        "!#$%&'*+/=?^_`{|}~-@example.org, !#$%&'*+/=?^_`{|}~-@example.org",
        "alice@1and1.example, alice@1and1.example",
        "alice@b\u00FCcher.example, alice@xn--bcher-kva.example",
        "alice@B\u00DCCHER.example, alice@xn--bcher-kva.example",
        "alice@XN--BCHER-KVA.example, alice@xn--bcher-kva.example",
        "alice@example\u3002org, alice@example.org",
        "alice@\u4F8B\u3048.\u30C6\u30B9\u30C8, alice@xn--r8jz45g.xn--zckzah",
    })
    void everySpellingOfAnAddressIsTheSameOne(String written, String address) {
        assertThat(EmailAddress.parse(written)).contains(new EmailAddress(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "alice",
                "alice@",
                "@example.org",
                "alice@localhost",
                "alice@example.org.",
                "alice@.example.org",
                "alice@example..org",
                "alice@-example.org",
                "alice@example-.org",
                "alice@exam_ple.org",
                "alice@127.0.0.1",
                "alice@[127.0.0.1]",
                "alice@example.123",
                ".alice@example.org",
                "alice.@example.org",
                "al..ice@example.org",
                "al ice@example.org",
                " alice@example.org",
                "alice@example.org ",
                "\"al ice\"@example.org",
                "alice@bob@example.org",
                "Alice <alice@example.org>",
                "<alice@example.org>",
                "alice@example.org,bob@example.org",
                "alice@example.org;bob@example.org",
                "alice@example.org\r\nBcc: bob@example.org",
                "alice\r\n@example.org",
                "alice\u0000@example.org",
                "alice(comment)@example.org",
                "\u00E4lice@example.org",
                "alice@stra\u00DFe.example",
                "alice@stra\u1E9Ee.example",
                "alice@\u03B2\u03CC\u03BB\u03BF\u03C2.example",
                "alice@a\u200Db.example",
                "alice@example\u202E.org",
                "alice@\uD83D.example",
                "alice\uFF20example.org",
                "+4915112345678",
            })
    void whatIsNoAddressThatProvidersGiveIsNone(String written) {
        assertThat(EmailAddress.parse(written)).isEmpty();
    }

    /** The Kelvin sign is a k in lower case, and the dotted capital I an i with a dot. */
    @ParameterizedTest
    @ValueSource(strings = {"\u212Aelvin@example.org", "al\u0130ce@example.org"})
    void aLetterThatOnlyBecomesAsciiInLowerCaseIsNotTaken(String written) {
        assertThat(EmailAddress.parse(written)).isEmpty();
    }

    @Test
    void lengthsAreBounded() {
        String domain = "b".repeat(63) + "." + "c".repeat(63) + "." + "d".repeat(57) + ".org";
        assertThat(EmailAddress.parse("a".repeat(64) + "@" + domain)).isPresent();
        assertThat(EmailAddress.parse("a".repeat(65) + "@example.org")).isEmpty();
        assertThat(EmailAddress.parse("a".repeat(64) + "@d" + domain)).isEmpty();
        assertThat(EmailAddress.parse("a@" + "b".repeat(64) + ".org")).isEmpty();
        assertThat(EmailAddress.parse("a".repeat(1_000_000) + "@example.org")).isEmpty();
        assertThat(EmailAddress.parse("a@" + "\u00FC.".repeat(120) + "org")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Alice@example.org", "alice@example.org\n", "alice@b\u00FCcher.example"})
    void theConstructorTakesTheNormalFormOnlyAndDoesNotQuoteWhatItRefuses(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EmailAddress(value))
                .withMessage("not an e-mail address");
    }

    @Test
    void itIsNotShown() {
        assertThat(new EmailAddress("alice@example.org")).hasToString("EmailAddress[hidden]");
        assertThat(new EmailAddress("alice@example.org").kind()).isEqualTo(Identifier.Kind.EMAIL);
    }

    /** The seed is in the name of a failed assertion. */
    @Test
    void anyTextIsAnAddressInItsNormalFormOrNone() {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(12), 0, ALPHABET.length()).forEach(at -> text.append(ALPHABET.charAt(at)));
            EmailAddress.parse(text + (random.nextBoolean() ? "@b.co" : ".co"))
                    .ifPresent(address -> assertThat(EmailAddress.parse(address.value()))
                            .as("seed %d, of %s", seed, text)
                            .contains(address));
        }
    }
}
