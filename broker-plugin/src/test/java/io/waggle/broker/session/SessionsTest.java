package io.waggle.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.database.Engine;
import io.waggle.broker.database.OnEachEngine;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.protocol.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SessionsTest extends OnEachEngine {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Duration LIFETIME = Duration.ofDays(90);
    private static final Address PHONE = Address.of("anna", "phone");

    private final SettableClock clock = new SettableClock(NOW);
    private final AccountChanges changes = new AccountChanges(clock);
    private final Sessions sessions = new Sessions(changes, LIFETIME, clock);

    SessionsTest(Engine engine) {
        super(engine);
    }

    @Test
    void aRefreshTokenIsTakenForItsSuccessor() {
        Grant first = start();
        Grant second = next(first.refreshToken());
        Grant third = next(second.refreshToken());

        assertThat(second.session()).isEqualTo(first.session());
        assertThat(second.device()).isEqualTo(PHONE);
        assertThat(List.of(first.refreshToken(), second.refreshToken(), third.refreshToken()))
                .doesNotHaveDuplicates();
        assertThat(ended()).isEmpty();
    }

    @Test
    void whoseAnswerWasLostGetsAnotherSuccessor() {
        Grant first = start();
        next(first.refreshToken());
        Grant again = next(first.refreshToken());

        assertThat(refresh(again.refreshToken())).isInstanceOf(Refreshed.Next.class);
        assertThat(ended()).isEmpty();
    }

    @Test
    void aTokenThatHasBeenUsedUpEndsTheSession() {
        Grant first = start();
        Grant second = next(first.refreshToken());
        Grant third = next(second.refreshToken());

        assertThat(refresh(first.refreshToken())).isEqualTo(new Refreshed.Refused(true));
        assertThat(ended()).containsExactly(first.session());
        assertThat(refresh(third.refreshToken())).isEqualTo(new Refreshed.Refused(false));
        assertThat(noted())
                .extracting(AccountChanges.Entry::change)
                .containsExactly(new AccountChange.SessionEnded(PHONE, first.session()));
    }

    @Test
    void aSuccessorThatWasReplacedHasBeenUsedUpToo() {
        Grant first = start();
        Grant lost = next(first.refreshToken());
        Grant replacement = next(first.refreshToken());

        assertThat(refresh(lost.refreshToken())).isEqualTo(new Refreshed.Refused(true));
        assertThat(refresh(replacement.refreshToken())).isEqualTo(new Refreshed.Refused(false));
        assertThat(ended()).containsExactly(first.session());
    }

    @Test
    void ofThoseWhoComeWithOneTokenAtOnceOnlyOneGoesOn() throws Exception {
        Grant first = start();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<CompletableFuture<Refreshed>> all = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> refresh(first.refreshToken()), threads))
                .toList();
        List<String> tokens = new ArrayList<>();
        for (CompletableFuture<Refreshed> one : all) {
            Refreshed refreshed = one.get();
            assertThat(refreshed).isInstanceOf(Refreshed.Next.class);
            tokens.add(((Refreshed.Next) refreshed).grant().refreshToken());
        }
        threads.shutdown();

        List<String> good = tokens.stream().filter(this::isCurrent).toList();
        assertThat(good).hasSize(1);
        assertThat(refresh(good.get(0))).isInstanceOf(Refreshed.Next.class);
    }

    private boolean isCurrent(String token) {
        byte[] hash = RefreshToken.parse(token).orElseThrow().hash();
        return database.read(
                        handle -> handle.createQuery("SELECT COUNT(*) FROM login_session WHERE current_hash = :hash")
                                .bind("hash", hash)
                                .mapTo(Integer.class)
                                .one())
                == 1;
    }

    @Test
    void aSessionExpiresUnlessItIsRefreshed() {
        Grant first = start();
        clock.advance(LIFETIME.minusSeconds(1));
        Grant second = next(first.refreshToken());
        clock.advance(LIFETIME.minusSeconds(1));
        Grant third = next(second.refreshToken());
        clock.advance(LIFETIME);

        assertThat(refresh(third.refreshToken())).isEqualTo(new Refreshed.Refused(false));
    }

    @Test
    void aDeviceThatSignsInAgainHasOneSession() {
        Grant first = start();
        Grant second = start();

        assertThat(refresh(first.refreshToken())).isEqualTo(new Refreshed.Refused(false));
        assertThat(refresh(second.refreshToken())).isInstanceOf(Refreshed.Next.class);
        assertThat(ended()).containsExactly(first.session());
    }

    @Test
    void aSessionIsEndedByEitherOfItsGoodTokensAndByNoOther() {
        Grant first = start();
        Grant second = next(first.refreshToken());
        Grant third = next(second.refreshToken());

        revoke(first.refreshToken());
        revoke("wgr1_" + "A".repeat(64));
        revoke("");
        assertThat(ended())
                .as("a used-up token ends nothing when it is given back")
                .isEmpty();
        revoke(third.refreshToken());
        assertThat(ended()).containsExactly(first.session());
        revoke(third.refreshToken());
        assertThat(noted()).hasSize(1);
    }

    @Test
    void whatIsNoTokenOfOursIsRefused() {
        Grant first = start();
        String token = first.refreshToken();
        String ofNobody = RefreshToken.of(UUID.randomUUID(), new java.security.SecureRandom())
                .serialize();

        for (String wrong :
                List.of("", "x", token + "A", token.substring(1), "' OR 1=1 --", token.replace('_', '='), ofNobody)) {
            assertThat(refresh(wrong)).as(wrong).isEqualTo(new Refreshed.Refused(false));
        }
        assertThat(ended()).isEmpty();
        assertThat(refresh(token)).isInstanceOf(Refreshed.Next.class);
    }

    @Test
    void aGuessOfASecretEndsTheSessionItGuessedAt() {
        Grant first = start();
        String guess = RefreshToken.of(first.session(), new java.security.SecureRandom())
                .serialize();

        assertThat(refresh(guess)).isEqualTo(new Refreshed.Refused(true));
        assertThat(refresh(first.refreshToken())).isEqualTo(new Refreshed.Refused(false));
    }

    @Test
    void sessionsThatEndedAreRememberedAsLongAsTheirTokensLive() {
        Grant first = start();
        end(first.session());
        clock.advance(Duration.ofHours(1));
        Grant second = start();
        end(second.session());

        assertThat(endedSince(NOW)).containsExactlyInAnyOrder(first.session(), second.session());
        assertThat(endedSince(NOW.plusSeconds(1))).containsExactly(second.session());
        int forgotten = database.write(handle -> sessions.forget(handle, NOW.plusSeconds(1)));
        assertThat(forgotten).isEqualTo(1);
        assertThat(endedSince(NOW)).containsExactly(second.session());
    }

    @Test
    void neitherATokenNorAGrantShowsItsSecret() {
        Grant grant = start();
        String secret = grant.refreshToken().substring("wgr1_".length());

        assertThat(grant.toString()).doesNotContain(secret);
        assertThat(RefreshToken.parse(grant.refreshToken()).orElseThrow().toString())
                .doesNotContain(secret);
    }

    private Grant start() {
        return database.write(handle -> sessions.start(handle, PHONE));
    }

    private Refreshed refresh(String token) {
        return database.write(handle -> sessions.refresh(handle, token));
    }

    private Grant next(String token) {
        Refreshed refreshed = refresh(token);
        assertThat(refreshed).isInstanceOf(Refreshed.Next.class);
        return ((Refreshed.Next) refreshed).grant();
    }

    private List<AccountChanges.Entry> noted() {
        return database.read(handle -> changes.next(handle, 10));
    }

    private void revoke(String token) {
        database.write(handle -> {
            sessions.revoke(handle, token);
            return true;
        });
    }

    private void end(UUID session) {
        database.write(handle -> {
            sessions.end(handle, session, EndReason.SIGNED_OUT);
            return true;
        });
    }

    private List<UUID> ended() {
        return endedSince(Instant.EPOCH);
    }

    private List<UUID> endedSince(Instant since) {
        return database.read(handle -> sessions.endedSince(handle, since)).stream()
                .map(Sessions.Ended::session)
                .toList();
    }
}
