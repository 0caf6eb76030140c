package io.waggle.broker.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.secret.SecretKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is hashed, by whom and how: PROTOCOL.md has the same example. */
class DiscoveryTest {

    private static final byte[] SALT = salt();

    private static byte[] salt() {
        byte[] salt = new byte[Discovery.SALT_BYTES];
        IntStream.range(0, salt.length).forEach(i -> salt[i] = (byte) i);
        return salt;
    }

    @Test
    void theRecipeIsTheDocumentedOne() {
        assertThat(Discovery.hash(SALT, new PhoneNumber("+4915123456789")).text())
                .isEqualTo("-JEi7E-W0lm3zJ9IUytWb-lbZVWuKGUytn6oCRxsYd4");
        assertThat(Discovery.hash(SALT, new EmailAddress("anna@example.org")).text())
                .isEqualTo("liYNjEo6E2UO0XliuakWcRWv9ztxXtwdQksanlLYSzM");
    }

    @Test
    void theSaltStaysAndIsEachServersOwn() {
        SecretKey secret = SecretKey.random();

        assertThat(new Discovery(secret).salt())
                .hasSize(16)
                .isEqualTo(new Discovery(secret).salt())
                .isNotEqualTo(new Discovery(SecretKey.random()).salt());
    }

    @Test
    void whatIsStoredNeedsTheSecret() {
        Identifier anna = new EmailAddress("anna@example.org");
        Discovery here = new Discovery(SecretKey.random());
        Discovery there = new Discovery(SecretKey.random());
        DiscoveryHash sent = here.hash(anna);

        assertThat(here.key(sent)).isEqualTo(here.key(anna)).isNotEqualTo(there.key(sent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAA",
                "-JEi7E-W0lm3zJ9IUytWb-lbZVWuKGUytn6oCRxsYd4A",
                "-JEi7E-W0lm3zJ9IUytWb-lbZVWuKGUytn6oCRxsYd4=",
                "+++++++++++++++++++++++++++++++++++++++++++",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\n",
                "ÄAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void whatIsNoHashInItsOneSpellingIsNotTaken(String text) {
        assertThat(DiscoveryHash.parse(text)).isEmpty();
    }

    @Test
    void aHashIsNotShown() {
        assertThat(Discovery.hash(SALT, new EmailAddress("anna@example.org"))).hasToString("DiscoveryHash[hidden]");
    }
}
