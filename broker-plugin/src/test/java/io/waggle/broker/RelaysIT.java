package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.inbox.SettableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API gives a device, shown to a real TURN server. */
final class RelaysIT {

    private static final String SECRET = "what this server and coturn share: north";

    @TempDir
    private Path folder;

    @BeforeEach
    void need() {
        assumeTrue(
                Coturn.isInstalled(),
                "coturn (turnserver, turnutils_uclient) is not installed: ./waggle test does so where it may");
    }

    private Answer relays(Coturn coturn, String secret, Instant now) throws Exception {
        Path data = Files.createDirectories(folder.resolve(secret.replaceAll("[^a-z]", "") + now.getEpochSecond()));
        Map<String, String> settings = new TreeMap<>(Coturn.settings(data, coturn.uri(), secret));
        settings.put("turn.lifetime", "1h");
        try (TestApi api = new TestApi(data, settings, new SettableClock(now))) {
            return api.http
                    .as(api.signIn("anna@example.org"))
                    .get("/v1/calls/relays")
                    .expect(200);
        }
    }

    private static boolean isTaken(Coturn coturn, Answer relays) throws Exception {
        return coturn.relaysFor(relays.text("username"), relays.text("password"));
    }

    @Test
    void whatTheApiGivesOpensAWayThroughTheRelayUntilItExpires() throws Exception {
        try (Coturn coturn = new Coturn(folder, SECRET)) {
            assertThat(isTaken(coturn, relays(coturn, SECRET, Instant.now()))).isTrue();
            assertThat(isTaken(coturn, relays(coturn, SECRET, Instant.now().minus(Duration.ofHours(2)))))
                    .as("an hour after its end")
                    .isFalse();
        }
    }

    @Test
    void anotherSecretOpensNothingAndSoDoesAnotherName() throws Exception {
        try (Coturn coturn = new Coturn(folder, SECRET)) {
            assertThat(isTaken(coturn, relays(coturn, "not the secret of this relay", Instant.now())))
                    .isFalse();
            Answer good = relays(coturn, SECRET, Instant.now());
            assertThat(coturn.relaysFor(good.text("username") + "x", good.text("password")))
                    .isFalse();
        }
    }
}
