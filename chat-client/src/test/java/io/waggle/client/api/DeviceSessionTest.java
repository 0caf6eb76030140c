package io.waggle.client.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waggle.protocol.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceSessionTest {

    private static final Address PHONE = Address.of("anna", "phone");

    private final ScriptedServer server = new ScriptedServer();
    private final WaggleApi api = WaggleApi.of(server.address(), ApiOptions.DEFAULT);
    private final MemoryStore store = new MemoryStore();
    private final TestClock clock = new TestClock();

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    private static final class TestClock extends Clock {

        private Instant now = Instant.parse("2026-11-27T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static final class MemoryStore implements CredentialStore {

        private final List<Credentials> saved = new ArrayList<>();
        private boolean full;

        @Override
        public Optional<Credentials> load() {
            return saved.isEmpty() ? Optional.empty() : Optional.of(saved.get(saved.size() - 1));
        }

        @Override
        public void save(Credentials credentials) throws IOException {
            if (full) {
                throw new IOException("no room");
            }
            saved.add(credentials);
        }

        @Override
        public void clear() {
            saved.clear();
        }
    }

    private static String answer(int number) {
        return "{\"account_id\":\"anna\",\"device_id\":\"phone\",\"access_token\":\"access " + number
                + "\",\"expires_in\":3600,\"refresh_token\":\"refresh " + number + "\"}";
    }

    private DeviceSession begin() throws IOException {
        Tokens tokens = new Tokens(PHONE, "access 1", Duration.ofHours(1), "refresh 1");
        return DeviceSession.begin(tokens, api.signIn(), store, clock);
    }

    @Test
    void anAccessTokenIsUsedUntilAMinuteBeforeItsEnd() throws IOException {
        DeviceSession session = begin();
        server.then(200, answer(2));

        clock.now = clock.now.plus(Duration.ofMinutes(59)).minusMillis(1);
        assertThat(session.token()).isEqualTo("access 1");
        assertThat(server.asked()).isEmpty();
        clock.now = clock.now.plusMillis(1);
        assertThat(session.token()).isEqualTo("access 2");
        assertThat(session.token()).isEqualTo("access 2");
        assertThat(server.asked())
                .singleElement()
                .satisfies(asked ->
                        assertThat(asked.body()).isEqualTo("grant_type=refresh_token&refresh_token=refresh%201"));
        assertThat(store.load()).contains(new Credentials(PHONE, "refresh 2"));
    }

    @Test
    void aRestartGoesOnWithWhatWasStored() throws IOException {
        begin();
        server.then(200, answer(2));

        DeviceSession resumed = DeviceSession.resume(store.load().orElseThrow(), api.signIn(), store, clock);
        assertThat(resumed.device()).isEqualTo(PHONE);
        assertThat(server.asked()).isEmpty();
        assertThat(resumed.token()).isEqualTo("access 2");
    }

    @Test
    void aTokenThatCannotBeStoredIsNotUsedAndTheOneBeforeItIsSentAgain() throws IOException {
        DeviceSession session = begin();
        session.forgetAccessToken();
        server.then(200, answer(2)).then(200, answer(3));
        store.full = true;
        assertThatIOException().isThrownBy(session::token).withMessage("no room");

        store.full = false;
        assertThat(session.token()).isEqualTo("access 3");
        assertThat(server.asked()).allSatisfy(asked -> assertThat(asked.body()).endsWith("refresh_token=refresh%201"));
        assertThat(store.load()).contains(new Credentials(PHONE, "refresh 3"));
    }

    @Test
    void aSessionThatHasEndedIsToldFromAServerThatIsAway() throws IOException {
        DeviceSession session = begin();
        session.forgetAccessToken();
        server.thenHangUp().thenHangUp().then(400, "{\"error\":\"invalid_grant\"}");

        assertThatIOException().isThrownBy(session::token).isNotInstanceOf(ApiException.class);
        ApiException ended = catchThrowableOfType(ApiException.class, session::token);
        assertThat(ended.isSignedOut()).isTrue();
    }

    @Test
    void manyWhoNeedATokenAtOnceGetOne() {
        server.then(200, answer(2));
        DeviceSession session = DeviceSession.resume(new Credentials(PHONE, "refresh 1"), api.signIn(), store, clock);
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return session.token();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }

        assertThat(all).allSatisfy(one -> assertThat(one.join()).isEqualTo("access 2"));
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void whoSignsOutKeepsNothingEvenIfTheServerIsAway() throws IOException {
        DeviceSession session = begin();
        server.thenHangUp().thenHangUp();

        assertThatIOException().isThrownBy(session::signOut);
        assertThat(store.load()).isEmpty();
    }

    @Test
    void nothingSecretIsShown() throws IOException {
        assertThat(begin().toString() + store.load() + new Tokens(PHONE, "access", Duration.ofHours(1), "refresh"))
                .doesNotContain("access", "refresh");
    }

    @Test
    void aFileKeepsTheLastCredentialsForItsOwnerAlone(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("credentials");
        CredentialFile file = new CredentialFile(path);
        assertThat(file.load()).isEmpty();
        file.save(new Credentials(PHONE, "refresh 1"));
        Files.writeString(folder.resolve("credentials.next"), "half of a wr"); // what a crash leaves
        file.save(new Credentials(PHONE, "refresh 2"));

        assertThat(new CredentialFile(path).load()).contains(new Credentials(PHONE, "refresh 2"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
        file.clear();
        file.clear();
        assertThat(file.load()).isEmpty();
    }

    @Test
    void aFileOfSomethingElseIsAFailureThatNamesItAndQuotesNothing(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("credentials");
        for (String text : List.of("", "anna/phone", "anna\nrefresh", "anna/phone\nrefresh\nmore\n")) {
            Files.writeString(path, text);
            assertThatIOException()
                    .isThrownBy(() -> new CredentialFile(path).load())
                    .withMessageContaining("credentials")
                    .withMessageNotContaining("refresh");
        }
    }
}
