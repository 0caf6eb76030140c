package io.waggle.broker.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.broker.config.TurnConfig;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.secret.SecretException;
import io.waggle.broker.secret.SecretKey;
import io.waggle.protocol.AccountId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RelaysTest {

    private static final AccountId ANNA = new AccountId("anna");
    private static final AccountId BOB = new AccountId("bob");
    private static final String TURN = "turn:turn.example.org:3478?transport=udp";
    private static final Path NOT_READ = Path.of("/not/read");

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-27T12:00:00.750Z"));
    private final SecretKey persons = SecretKey.random();

    private Relays relays(SecretKey key, String... uris) {
        TurnConfig config = new TurnConfig(List.of(uris), Optional.of(NOT_READ), Duration.ofHours(12));
        return new Relays(config, Optional.of("north"), key, clock);
    }

    private RelayAccess.Credentials credentials(AccountId account) {
        return relays(persons, TURN).access(account).credentials().orElseThrow();
    }

    @Test
    void theUserNameSaysWhenItExpiresAndThePasswordIsTheHmacThatCoturnComputes() throws GeneralSecurityException {
        RelayAccess.Credentials credentials = credentials(ANNA);

        assertThat(credentials.expiresAt()).isEqualTo("2026-11-28T00:00:00Z");
        assertThat(credentials.username()).matches("1795824000:[A-Za-z0-9_-]{22}");
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec("north".getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        assertThat(Base64.getDecoder().decode(credentials.password()))
                .isEqualTo(mac.doFinal(credentials.username().getBytes(StandardCharsets.UTF_8)));
        assertThat(credentials.toString()).doesNotContain(credentials.password());
    }

    @Test
    void aPersonIsTheSameToTheRelayEachTimeAndNobodyItKnows() {
        String person = person(ANNA);
        clock.advance(Duration.ofDays(3));

        assertThat(person(ANNA)).isEqualTo(person).doesNotContain("anna");
        assertThat(person(BOB)).isNotEqualTo(person);
        assertThat(relays(SecretKey.random(), TURN)
                        .access(ANNA)
                        .credentials()
                        .orElseThrow()
                        .username())
                .as("whoever has the shared secret and not this server's cannot compute it")
                .doesNotEndWith(person);
    }

    private String person(AccountId account) {
        return credentials(account).username().split(":", 2)[1];
    }

    @Test
    void serversOfStunAloneAskForNoCredentials() {
        assertThat(relays(persons, "stun:stun.example.org", "stuns:[2001:db8::1]:5349")
                        .access(ANNA))
                .isEqualTo(new RelayAccess(
                        List.of("stun:stun.example.org", "stuns:[2001:db8::1]:5349"), Optional.empty()));
        assertThat(relays(persons).access(ANNA)).isEqualTo(new RelayAccess(List.of(), Optional.empty()));
    }

    @Test
    void theSharedSecretIsOneLineThatNobodyElseReads() throws IOException {
        Path file = Files.writeString(folder.resolve("turn.key"), "north\n");
        TurnConfig config = new TurnConfig(List.of(TURN), Optional.of(file), Duration.ofHours(12));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Relays.open(config, persons, clock))
                .isInstanceOf(SecretException.class)
                .hasMessageNotContaining("north");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(Relays.open(config, persons, clock).access(ANNA).credentials())
                .isEqualTo(Optional.of(credentials(ANNA)));
    }
}
