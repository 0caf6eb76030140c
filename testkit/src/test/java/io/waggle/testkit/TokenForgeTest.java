package io.waggle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.protocol.Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenForgeTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path keys;

    @Test
    void aTokenIsSignedWithTheNewestKeyAndSaysWhoAndHowLong() throws Exception {
        writeKey("old", 1);
        KeyPair newest = writeKey("new", 3);
        writeKey("older", 2);

        String token = TokenForge.of(keys).mint(Address.of("alice", "phone"), NOW, Duration.ofHours(1));

        String[] parts = token.split("\\.", -1);
        assertThat(parts).hasSize(3);
        assertThat(decode(parts[0])).contains("\"alg\":\"EdDSA\"", "\"kid\":\"new\"");
        assertThat(decode(parts[1]))
                .contains("\"sub\":\"alice\"", "\"device\":\"phone\"", "\"iat\":1795521600", "\"exp\":1795525200");
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(newest.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    @Test
    void withoutAKeyThereIsNoForge() {
        assertThatThrownBy(() -> TokenForge.of(keys)).hasMessageContaining("no signing key in " + keys);
        assertThatThrownBy(() -> TokenForge.of(keys.resolve("none"))).hasMessageContaining("no signing key");
    }

    private KeyPair writeKey(String id, int issuedAt) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] secret = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        Files.writeString(
                keys.resolve(id + ".jwk"),
                String.format(
                        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"iat\":%d,\"d\":\"%s\"}",
                        id, issuedAt, Base64.getUrlEncoder().withoutPadding().encodeToString(secret)));
        return pair;
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
