package io.waggle.broker.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.account.PhoneNumber;
import io.waggle.broker.account.Seals;
import io.waggle.broker.config.LimitConfig;
import io.waggle.broker.config.Rate;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.config.VerificationConfig;
import io.waggle.broker.database.Engine;
import io.waggle.broker.database.OnEachEngine;
import io.waggle.broker.event.Event;
import io.waggle.broker.idempotency.IdempotencyKey;
import io.waggle.broker.idempotency.IdempotentWrites;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.limit.RateLimits;
import io.waggle.broker.secret.SecretKey;
import io.waggle.broker.verification.Verifications.Begun;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class VerificationsTest extends OnEachEngine {

    private static final Identifier ANNA = new EmailAddress("anna@example.org");
    private static final Identifier BOB = new PhoneNumber("+4915123456789");
    private static final VerificationConfig CONFIG = new VerificationConfig(6, Duration.ofMinutes(10), 3);
    private static final LimitConfig LIMITS = new LimitConfig(
            1,
            Map.of(
                    RateLimit.CODES_SHORT_TERM, new Rate(2, Duration.ofHours(1)),
                    RateLimit.CODES_LONG_TERM, new Rate(3, Duration.ofDays(1))));

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-25T12:00:00Z"));
    private final Verifications verifications =
            new Verifications(Seals.random(), SecretKey.random(), CONFIG, LIMITS, clock);

    VerificationsTest(Engine engine) {
        super(engine);
    }

    @Test
    void theRightCodeShowsWhoseItIs() {
        Begun.Code anna = begin(ANNA);
        Begun.Code bob = begin(BOB);

        assertThat(anna.code()).matches("[0-9]{6}");
        assertThat(anna.validFor()).isEqualTo(Duration.ofMinutes(10));
        assertThat(check(anna.verification(), anna.code())).contains(ANNA);
        assertThat(check(bob.verification(), bob.code())).contains(BOB);
        assertThat(check(UUID.randomUUID(), anna.code())).isEmpty();
    }

    @Test
    void aCodeOfOneVerificationIsNoneOfAnother() {
        Begun.Code anna = begin(ANNA);
        Begun.Code bob = begin(BOB);

        if (!anna.code().equals(bob.code())) { // one in a million
            assertThat(check(bob.verification(), anna.code())).isEmpty();
        }
    }

    @Test
    void afterSoManyWrongCodesTheRightOneIsRefusedToo() {
        Begun.Code anna = begin(ANNA);
        for (int i = 0; i < 2; i++) {
            assertThat(check(anna.verification(), wrong(anna))).isEmpty();
        }
        assertThat(check(anna.verification(), anna.code())).contains(ANNA);
        assertThat(check(anna.verification(), wrong(anna))).isEmpty();
        assertThat(check(anna.verification(), anna.code())).isEmpty();
    }

    @Test
    void aCodeIsGoodOnce() {
        Begun.Code anna = begin(ANNA);
        assertThat(check(anna.verification(), anna.code())).contains(ANNA);
        database.write(handle -> {
            verifications.use(handle, anna.verification());
            return true;
        });
        assertThat(check(anna.verification(), anna.code())).isEmpty();
    }

    @Test
    void aCodeExpires() {
        Begun.Code anna = begin(ANNA);
        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        assertThat(check(anna.verification(), anna.code())).contains(ANNA);
        clock.advance(Duration.ofMillis(1));
        assertThat(check(anna.verification(), anna.code())).isEmpty();
    }

    @Test
    void onlySoManyCodesGoToOneIdentifierWithinAnHourAndADay() {
        begin(ANNA);
        clock.advance(Duration.ofMinutes(20));
        begin(ANNA);
        assertThat(tryToBegin(ANNA)).isEqualTo(new Begun.TooMany(RateLimit.CODES_SHORT_TERM, Duration.ofMinutes(40)));
        begin(BOB);

        clock.advance(Duration.ofMinutes(40));
        begin(ANNA);
        clock.advance(Duration.ofHours(2));
        assertThat(tryToBegin(ANNA)).isEqualTo(new Begun.TooMany(RateLimit.CODES_LONG_TERM, Duration.ofHours(21)));
        clock.advance(Duration.ofHours(21));
        begin(ANNA);
    }

    private IdempotentWrites writes() {
        return new IdempotentWrites(database, SecretKey.random(), Seals.aead(), clock);
    }

    @Test
    void aRepetitionSendsNoOtherCodeAndOneThatWasNotSentIsDoneAnew() {
        List<String> sent = new ArrayList<>();
        AtomicBoolean room = new AtomicBoolean(false);
        CodeDispatch dispatch = new CodeDispatch() {
            @Override
            public boolean reaches(Identifier.Kind kind) {
                return true;
            }

            @Override
            public boolean offer(Identifier to, String code, Duration validFor) {
                return room.get() && sent.add(code);
            }
        };
        RateLimits limits = new RateLimits(LIMITS, System::nanoTime, event -> {});
        CodeRequests requests = new CodeRequests(writes(), verifications, dispatch, limits);
        Optional<IdempotencyKey> key = IdempotencyKey.parse("scope", "made-up-by-a-client", new byte[0]);

        assertThat(requests.request(ANNA, key)).isInstanceOf(CodeRequests.Outcome.Busy.class);
        room.set(true);
        CodeRequests.Outcome first = requests.request(ANNA, key);
        assertThat(first).isInstanceOf(CodeRequests.Outcome.OnItsWay.class);
        assertThat(requests.request(ANNA, key)).isEqualTo(first);
        assertThat(sent).hasSize(1);
    }

    @Test
    void whoAskAtOnceGetNoMoreCodesThanWhoAskInTurn() throws Exception {
        List<String> sent = new CopyOnWriteArrayList<>();
        List<Event> events = new CopyOnWriteArrayList<>();
        CodeDispatch dispatch = new CodeDispatch() {
            @Override
            public boolean reaches(Identifier.Kind kind) {
                return kind == Identifier.Kind.EMAIL;
            }

            @Override
            public boolean offer(Identifier to, String code, Duration validFor) {
                return sent.add(code);
            }
        };
        RateLimits limits = new RateLimits(LIMITS, System::nanoTime, events::add);
        CodeRequests requests = new CodeRequests(writes(), verifications, dispatch, limits);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<CompletableFuture<CodeRequests.Outcome>> all = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> requests.request(ANNA, Optional.empty()), threads))
                .toList();
        int onTheirWay = 0;
        for (CompletableFuture<CodeRequests.Outcome> one : all) {
            onTheirWay += one.get() instanceof CodeRequests.Outcome.OnItsWay ? 1 : 0;
        }
        threads.shutdown();

        assertThat(onTheirWay).isEqualTo(2);
        assertThat(sent).hasSize(2);
        assertThat(events)
                .containsOnly(new Event.LimitRefused(RateLimit.CODES_SHORT_TERM))
                .hasSize(4);
        assertThat(requests.request(BOB, Optional.empty())).isInstanceOf(CodeRequests.Outcome.NotReached.class);
    }

    @Test
    void neitherTheCodeNorTheIdentifierCanBeReadInTheTable() {
        Begun.Code anna = begin(ANNA);
        List<byte[]> stored = database.read(handle -> handle.createQuery("SELECT code_hash FROM verification"
                        + " UNION ALL SELECT sealed FROM verification UNION ALL SELECT lookup_key FROM verification")
                .mapTo(byte[].class)
                .list());

        assertThat(stored)
                .hasSize(3)
                .allSatisfy(bytes -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .doesNotContain("anna", anna.code()));
        assertThat(anna.toString()).doesNotContain(anna.code());
    }

    @Test
    void whatIsOlderThanAnyLimitLooksBackIsForgotten() {
        begin(ANNA);
        clock.advance(Duration.ofDays(1));
        assertThat(forget()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(forget()).isEqualTo(1);
    }

    @Test
    void whatALimitThatIsOffWouldLookBackToIsForgotten() {
        Verifications unlimited =
                new Verifications(Seals.random(), SecretKey.random(), CONFIG, LimitConfig.off(), clock);
        for (int i = 0; i < 20; i++) {
            Begun begun = database.write(handle -> unlimited.begin(handle, ANNA));
            assertThat(begun).isInstanceOf(Begun.Code.class);
        }
        clock.advance(Duration.ofMinutes(10));
        assertThat(database.write(unlimited::forget))
                .as("codes that can be used")
                .isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(database.write(unlimited::forget)).isEqualTo(20);
    }

    private int forget() {
        return database.write(verifications::forget);
    }

    private Begun tryToBegin(Identifier identifier) {
        return database.write(handle -> verifications.begin(handle, identifier));
    }

    private Begun.Code begin(Identifier identifier) {
        Begun begun = tryToBegin(identifier);
        assertThat(begun).isInstanceOf(Begun.Code.class);
        return (Begun.Code) begun;
    }

    private static String wrong(Begun.Code code) {
        return code.code().equals("000000") ? "000001" : "000000";
    }

    private Optional<Identifier> check(UUID verification, String code) {
        return database.write(handle -> verifications.check(handle, verification, code));
    }
}
