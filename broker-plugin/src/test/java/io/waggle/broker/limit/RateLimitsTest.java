package io.waggle.broker.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.waggle.broker.config.LimitConfig;
import io.waggle.broker.config.Rate;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.config.RateLimit.WhenUndecided;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.event.Event;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RateLimitsTest {

    private static final LimitKey ANNA = account("anna");
    private static final LimitKey BOB = account("bob");

    /** Begins shortly before an overflow, as System.nanoTime may. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

    private final List<Event> events = new CopyOnWriteArrayList<>();

    private RateLimits limits(RateLimit limit, int count, Duration period, int maxKeys) {
        return new RateLimits(
                new LimitConfig(maxKeys, Map.of(limit, new Rate(count, period))), nanos::get, events::add);
    }

    private RateLimits writes(int count, Duration period) {
        return limits(RateLimit.API_WRITES, count, period, 100);
    }

    private static LimitKey account(String name) {
        return new LimitKey.Account(new AccountId(name));
    }

    private static LimitKey network(String address) {
        try {
            return LimitKey.Network.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    // --- buckets

    @Test
    void aFullBucketHoldsWhatTheRateSaysAndFillsUpEvenly() {
        RateLimits limits = writes(3, Duration.ofMinutes(1));

        for (int i = 0; i < 3; i++) {
            assertThat(limits.take(RateLimit.API_WRITES, ANNA)).isEmpty();
        }
        assertThat(limits.take(RateLimit.API_WRITES, ANNA)).contains(Duration.ofSeconds(20));
        assertThat(limits.take(RateLimit.API_WRITES, BOB)).as("somebody else").isEmpty();

        pass(Duration.ofSeconds(20).minusMillis(1));
        assertThat(limits.take(RateLimit.API_WRITES, ANNA)).contains(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(limits.take(RateLimit.API_WRITES, ANNA)).isEmpty();
        assertThat(limits.take(RateLimit.API_WRITES, ANNA)).contains(Duration.ofSeconds(20));

        pass(Duration.ofDays(300));
        assertThat(limits.take(RateLimit.API_WRITES, ANNA, 3))
                .as("never more than full")
                .isEmpty();
        assertThat(limits.take(RateLimit.API_WRITES, ANNA)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"7, PT1H", "3, PT0.001S", "999983, PT1S", "1, PT8760H", "1000000, PT8760H", "1000000000, PT1000S"})
    void aFullBucketHoldsExactlyItsCountAlsoWhereThePeriodCannotBeDivided(int count, Duration period) {
        RateLimits limits = writes(count, period);
        int singly = Math.min(count, 1_000_000);

        for (int i = 0; i < singly; i++) {
            assertThat(limits.take(RateLimit.API_WRITES, ANNA).isEmpty()).isTrue();
        }
        if (count > singly) {
            assertThat(limits.take(RateLimit.API_WRITES, ANNA, (long) count - singly))
                    .isEmpty();
        }
        assertThat(limits.take(RateLimit.API_WRITES, ANNA)).isPresent();
    }

    @Test
    void whoWaitsAsLongAsTheyAreToldIsLetThrough() {
        Random random = new Random(17);
        for (int round = 0; round < 300; round++) {
            int count = 1 + random.nextInt(50);
            RateLimits limits = writes(count, Duration.ofMillis(1L + random.nextInt(100_000)));
            for (int i = 0; i < 20; i++) {
                long tokens = 1L + random.nextInt(count + 5);
                Optional<Duration> wait = limits.take(RateLimit.API_WRITES, ANNA, tokens);
                if (wait.isPresent()) {
                    pass(wait.get());
                    assertThat(limits.take(RateLimit.API_WRITES, ANNA, tokens)).isEmpty();
                }
            }
        }
    }

    @Test
    void aRefusalTakesNothing() {
        RateLimits limits = writes(10, Duration.ofSeconds(10));
        assertThat(limits.take(RateLimit.API_WRITES, ANNA, 8)).isEmpty();

        assertThat(limits.take(RateLimit.API_WRITES, ANNA, 5)).contains(Duration.ofSeconds(3));

        assertThat(limits.take(RateLimit.API_WRITES, ANNA, 2)).isEmpty();
    }

    @Test
    void moreThanABucketHoldsPassesAFullOneAndNoOther() {
        RateLimits limits = writes(10, Duration.ofSeconds(10));

        assertThat(limits.take(RateLimit.API_WRITES, ANNA, 256)).isEmpty();
        assertThat(limits.take(RateLimit.API_WRITES, ANNA, 256)).contains(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(9));
        assertThat(limits.take(RateLimit.API_WRITES, ANNA, Long.MAX_VALUE)).contains(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(limits.take(RateLimit.API_WRITES, ANNA, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void whatIsGivenBackCanBeTakenAgainButABucketIsNeverMoreThanFull() {
        RateLimits limits = writes(10, Duration.ofSeconds(10));
        assertThat(limits.take(RateLimit.API_WRITES, ANNA, 10)).isEmpty();
        limits.giveBack(RateLimit.API_WRITES, ANNA, 4);

        assertThat(limits.take(RateLimit.API_WRITES, ANNA, 4)).isEmpty();
        assertThat(limits.take(RateLimit.API_WRITES, ANNA)).isPresent();

        limits.giveBack(RateLimit.API_WRITES, ANNA, 10);
        limits.giveBack(RateLimit.API_WRITES, ANNA, 10);
        assertThat(limits.take(RateLimit.API_WRITES, ANNA, 10)).isEmpty();
        assertThat(limits.take(RateLimit.API_WRITES, ANNA)).isPresent();
        limits.giveBack(RateLimit.API_WRITES, BOB, 10);
        assertThat(limits.take(RateLimit.API_WRITES, BOB, 10)).isEmpty();
        assertThat(limits.take(RateLimit.API_WRITES, BOB)).isPresent();
    }

    @Test
    void aLimitOfFailuresRefusesOnlyAfterFailures() {
        RateLimits limits = limits(RateLimit.BAD_TOKENS, 2, Duration.ofSeconds(2), 100);
        LimitKey here = network("192.0.2.1");

        for (int i = 0; i < 10; i++) {
            assertThat(limits.check(RateLimit.BAD_TOKENS, here)).isEmpty();
        }
        limits.charge(RateLimit.BAD_TOKENS, here);
        assertThat(limits.check(RateLimit.BAD_TOKENS, here)).isEmpty();
        limits.charge(RateLimit.BAD_TOKENS, here);
        limits.charge(RateLimit.BAD_TOKENS, here);
        assertThat(limits.check(RateLimit.BAD_TOKENS, here))
                .as("no more than an empty bucket")
                .contains(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(limits.check(RateLimit.BAD_TOKENS, here)).isEmpty();
        assertThat(limits.check(RateLimit.BAD_TOKENS, network("192.0.2.2"))).isEmpty();
    }

    @Test
    void ofManyThreadsOnlyAsManyPassAsThereIsRoomFor() throws Exception {
        for (int round = 0; round < 200; round++) {
            RateLimits limits = writes(5, Duration.ofDays(1));
            assertThat(inParallel(
                            8, () -> limits.take(RateLimit.API_WRITES, ANNA).isEmpty()))
                    .as("round %d", round)
                    .isEqualTo(5);
        }
    }

    @Test
    void aBucketThatIsForgottenWhileItIsUsedCountsAllTheSame() throws Exception {
        for (int round = 0; round < 200; round++) {
            RateLimits limits = writes(1, Duration.ofDays(1));
            assertThat(inParallel(8, () -> {
                        limits.forgetFull();
                        boolean passed = limits.take(RateLimit.API_WRITES, ANNA).isEmpty();
                        limits.forgetFull();
                        return passed;
                    }))
                    .as("round %d", round)
                    .isEqualTo(1);
            assertThat(events).doesNotContain(new Event.LimitUndecided(RateLimit.API_WRITES));
        }
    }

    @Test
    void onlyAFullBucketIsForgottenAndThenNothingCanBeTakenOfIt() {
        Bucket bucket = new Bucket(0);
        assertThat(bucket.take(10, 10, 0)).isZero();
        assertThat(bucket.forgetIfFull(9)).isFalse();
        assertThat(bucket.take(1, 10, 1)).isZero();

        assertThat(bucket.forgetIfFull(11)).isTrue();

        assertThat(bucket.take(1, 10, 11)).isEqualTo(Bucket.FORGOTTEN);
        assertThat(bucket.drain(1, 10, 11)).isEqualTo(Bucket.FORGOTTEN);
        assertThat(bucket.wait(1, 10, 11)).isEqualTo(Bucket.FORGOTTEN);
    }

    private static int inParallel(int threads, Callable<Boolean> task) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(pool.submit(() -> {
                start.await();
                return task.call();
            }));
        }
        int passed = 0;
        for (Future<Boolean> one : all) {
            passed += one.get() ? 1 : 0;
        }
        pool.shutdown();
        return passed;
    }

    // --- tables

    @Test
    void anOpenLimitWhoseTableIsFullLetsThroughAndCounts() {
        assertThat(RateLimit.API_WRITES.whenUndecided()).isEqualTo(WhenUndecided.LET_THROUGH);
        RateLimits limits = limits(RateLimit.API_WRITES, 1, Duration.ofMinutes(1), 2);
        fill(limits, RateLimit.API_WRITES, 2);

        assertThat(limits.take(RateLimit.API_WRITES, ANNA)).isEmpty();
        assertThat(limits.check(RateLimit.API_WRITES, ANNA)).isEmpty();
        limits.charge(RateLimit.API_WRITES, ANNA);

        assertThat(events).hasSize(3).containsOnly(new Event.LimitUndecided(RateLimit.API_WRITES));
        assertThat(limits.take(RateLimit.API_WRITES, account("filler0")))
                .as("those who have a bucket are limited as ever")
                .isPresent();
    }

    @Test
    void aClosedLimitWhoseTableIsFullRefusesAndCounts() {
        assertThat(RateLimit.DATA_EXPORTS.whenUndecided()).isEqualTo(WhenUndecided.REFUSE);
        RateLimits limits = limits(RateLimit.DATA_EXPORTS, 2, Duration.ofMinutes(1), 2);
        fill(limits, RateLimit.DATA_EXPORTS, 2);

        assertThat(limits.take(RateLimit.DATA_EXPORTS, ANNA)).isPresent();
        assertThat(limits.check(RateLimit.DATA_EXPORTS, ANNA)).isPresent();

        assertThat(events)
                .containsExactly(
                        new Event.LimitUndecided(RateLimit.DATA_EXPORTS),
                        new Event.LimitRefused(RateLimit.DATA_EXPORTS),
                        new Event.LimitUndecided(RateLimit.DATA_EXPORTS),
                        new Event.LimitRefused(RateLimit.DATA_EXPORTS));
        assertThat(limits.take(RateLimit.DATA_EXPORTS, account("filler0")))
                .as("those who have a bucket are limited as ever")
                .isEmpty();
    }

    @Test
    void bucketsThatAreFullAgainMakeRoom() {
        RateLimits limits = limits(RateLimit.DATA_EXPORTS, 1, Duration.ofMinutes(1), 2);
        fill(limits, RateLimit.DATA_EXPORTS, 2);
        assertThat(limits.take(RateLimit.DATA_EXPORTS, ANNA)).isPresent();

        pass(Duration.ofMinutes(1));

        assertThat(limits.take(RateLimit.DATA_EXPORTS, ANNA)).isEmpty();
        assertThat(limits.take(RateLimit.DATA_EXPORTS, BOB)).isEmpty();
        assertThat(limits.take(RateLimit.DATA_EXPORTS, account("cy"))).isPresent();
    }

    @Test
    void tablesKeepNoMoreThanTheyMayAndForgetWhatIsFull() {
        Buckets buckets = new Buckets(new Rate(1, Duration.ofSeconds(10)), 50, nanos::get);
        for (int i = 0; i < 1_000; i++) {
            buckets.take(account("a" + i), 1);
            assertThat(buckets.count()).isLessThanOrEqualTo(50);
        }
        pass(Duration.ofSeconds(10));
        buckets.forgetFull();
        assertThat(buckets.count()).isZero();
        assertThat(buckets.take(account("a0"), 1)).isZero();
    }

    private static void fill(RateLimits limits, RateLimit limit, int keys) {
        for (int i = 0; i < keys; i++) {
            assertThat(limits.take(limit, account("filler" + i))).isEmpty();
        }
    }

    // --- every limit

    private static Stream<RateLimit> inMemory() {
        return Arrays.stream(RateLimit.values()).filter(limit -> limit.key() != RateLimit.Key.IDENTIFIER);
    }

    @ParameterizedTest
    @MethodSource("inMemory")
    void everyLimitRefusesByDefaultWhatIsMoreThanItsRateAndTellsOfIt(RateLimit limit) {
        LimitConfig defaults = WaggleConfig.defaults(Path.of("unused")).limits();
        RateLimits limits = new RateLimits(defaults, nanos::get, events::add);
        LimitKey key = keyOf(limit);
        Rate rate = defaults.rate(limit).orElseThrow();

        assertThat(limits.isOn(limit)).isTrue();
        assertThat(limits.take(limit, key, rate.count())).isEmpty();
        assertThat(events).isEmpty();
        Optional<Duration> wait = limits.take(limit, key);

        assertThat(wait).hasValueSatisfying(it -> assertThat(it).isBetween(Duration.ofMillis(1), rate.period()));
        assertThat(events).containsExactly(new Event.LimitRefused(limit));
    }

    @ParameterizedTest
    @MethodSource("inMemory")
    void aLimitThatIsOffLimitsNothing(RateLimit limit) {
        RateLimits limits = new RateLimits(LimitConfig.off(), nanos::get, events::add);
        LimitKey key = keyOf(limit);

        assertThat(limits.isOn(limit)).isFalse();
        for (int i = 0; i < 1_000; i++) {
            assertThat(limits.take(limit, key, 1_000_000)).isEmpty();
            limits.charge(limit, key);
            assertThat(limits.check(limit, key)).isEmpty();
        }
        limits.giveBack(limit, key, 1);
        assertThat(events).isEmpty();
    }

    private static LimitKey keyOf(RateLimit limit) {
        return switch (limit.key()) {
            case ADDRESS -> network("192.0.2.1");
            case ACCOUNT -> ANNA;
            case DEVICE -> new LimitKey.Device(Address.of("anna", "phone"));
            case PAIR -> new LimitKey.Pair(new AccountId("anna"), new AccountId("bob"));
            case IDENTIFIER -> throw new IllegalArgumentException("kept in the database");
        };
    }

    @Test
    void aKeyOfAnotherKindIsABug() {
        RateLimits limits = writes(1, Duration.ofSeconds(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits.take(RateLimit.API_WRITES, network("192.0.2.1")))
                .withMessageContaining("API_WRITES");
        assertThatIllegalArgumentException().isThrownBy(() -> limits.take(RateLimit.CODES_LONG_TERM, ANNA));
    }

    // --- networks

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2:0:0:0:0"})
    void addressesOfOneIpv6NetworkAreOneKey(String address) {
        assertThat(network(address)).isEqualTo(network("2001:db8:1:2::42"));
    }

    @Test
    void otherAddressesAreOthers() {
        assertThat(network("2001:db8:1:3::1")).isNotEqualTo(network("2001:db8:1:2::1"));
        assertThat(network("192.0.2.1")).isNotEqualTo(network("192.0.2.2"));
        assertThat(network("::1")).as("all zeros").isNotEqualTo(network("0.0.0.0"));
        assertThat(network("::ffff:192.0.2.1")).as("IPv4 in IPv6").isEqualTo(network("192.0.2.1"));
    }
}
