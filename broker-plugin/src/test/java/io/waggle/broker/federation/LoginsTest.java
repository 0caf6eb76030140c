package io.waggle.broker.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.secret.SecretKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LoginsTest {

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final AppRequest REQUEST =
            new AppRequest("the app", "org.example.app:/signed-in", Optional.of("a state"), CHALLENGE);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-25T12:00:00Z"));
    private final SecretKey secret = SecretKey.random();
    private final Logins logins = new Logins(secret, clock);

    @Test
    void anotherProcessWithTheSecretGoesOnWithALogin() {
        Login login = logins.begin(REQUEST);
        Login there = new Logins(secret, clock).read(logins.write(login)).orElseThrow();

        assertThat(there.request()).isEqualTo(REQUEST);
        assertThat(there.isState(login.state())).isTrue();
        assertThat(there.nonce()).isEqualTo(login.nonce());
        assertThat(there.codeVerifier()).isEqualTo(login.codeVerifier());
        assertThat(there.hash()).isEqualTo(login.hash());
        assertThat(new Logins(SecretKey.random(), clock).read(logins.write(login)))
                .isEmpty();
    }

    @Test
    void aLoginLivesForTenMinutes() {
        String cookie = logins.write(logins.begin(REQUEST));
        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        assertThat(logins.read(cookie)).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(logins.read(cookie)).isEmpty();
    }

    @Test
    void whatIsTakenFromALoginTellsNothingOfTheRest() {
        Login login = logins.begin(REQUEST);

        assertThat(List.of(login.id(), login.state(), login.nonce(), login.codeVerifier()))
                .doesNotHaveDuplicates();
        assertThat(logins.begin(REQUEST).isState(login.state())).isFalse();
        assertThat(login.isState("")).isFalse();
        assertThat(login.toString()).isEqualTo("Login[hidden]");
    }

    @Test
    void noCharacterOfACookieCanBeChanged() {
        String cookie = logins.write(logins.begin(REQUEST));

        assertThat(cookie).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}");
        for (int i = 0; i < cookie.length(); i++) {
            char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(logins.read(cookie.substring(0, i) + other + cookie.substring(i + 1)))
                    .as("at " + i)
                    .isEmpty();
        }
    }

    @Test
    void aRequestHoldsNothingThatItsCookieCouldNot() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AppRequest("a\nb", "org.example.app:/", Optional.empty(), CHALLENGE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AppRequest("app", "org.example.app:/", Optional.of("a\nb"), CHALLENGE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AppRequest("app", "org.example.app:/", Optional.of(""), CHALLENGE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AppRequest("app", "org.example.app:/", Optional.empty(), CHALLENGE + "\n"));
        Login without = logins.begin(new AppRequest("app", "org.example.app:/", Optional.empty(), CHALLENGE));
        assertThat(logins.read(logins.write(without)).orElseThrow().request().state())
                .isEmpty();
    }
}
