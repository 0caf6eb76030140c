package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What happens to whoever calls the API too often. */
class LimitsApiTest {

    private static final String CODE_GRANT = "urn:waggle:oauth:grant-type:one-time-code";
    private static final String LINK_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final String ANNA = "anna@example.org";

    /** Those that MQTT has: see LimitsIT. */
    private static final Set<RateLimit> OF_MQTT = EnumSet.of(
            RateLimit.FAILED_CONNECTS,
            RateLimit.CONNECTS,
            RateLimit.FRAMES,
            RateLimit.MESSAGES,
            RateLimit.GROUP_CHANGES,
            RateLimit.GROUP_MESSAGES,
            RateLimit.GROUP_QUERIES,
            RateLimit.PRESENCE,
            RateLimit.LIVE_EVENTS,
            RateLimit.PAIR_MESSAGES,
            RateLimit.STRANGER_MESSAGES);

    @TempDir
    private Path folder;

    private TestApi api;

    @SuppressWarnings("NullAway.Init")
    LimitsApiTest() {}

    @AfterEach
    void stop() {
        api.close();
    }

    private void start(Map<String, String> settings) {
        api = new TestApi(folder, settings);
    }

    private void limit(RateLimit limit, String rate) {
        start(Map.of("limit." + limit.text(), rate));
    }

    // --- every limit

    @Test
    void everyLimitIsOfTheApiOrOfMqtt() {
        start(Map.of());

        assertThat(requests(api.signIn(ANNA)).keySet()).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(OF_MQTT)));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {
                "FAILED_CONNECTS",
                "CONNECTS",
                "FRAMES",
                "MESSAGES",
                "GROUP_CHANGES",
                "GROUP_MESSAGES",
                "GROUP_QUERIES",
                "PRESENCE",
                "LIVE_EVENTS",
                "PAIR_MESSAGES",
                "STRANGER_MESSAGES"
            })
    void whoDoesTooMuchIsToldHowLongToWaitAndThenServed(RateLimit limit) {
        limit(limit, "4/20m");
        Tokens anna = api.signIn(ANNA);
        Supplier<Answer> request = request(limit, anna);
        api.clock.advance(Duration.ofMinutes(20)); // the sign-in has counted too
        Answer answer = request.get();
        int served = 0;
        while (answer.status() != 429) {
            served++;
            assertThat(served).isLessThanOrEqualTo(4);
            answer = request.get();
        }
        assertThat(served).isEqualTo(4);

        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("type")).isEqualTo("urn:waggle:problem:too-many-requests");
        assertThat(answer.body()).doesNotContain(ANNA, "127.0.0.1", anna.account());
        assertThat(api.published)
                .filteredOn(event -> event instanceof Event.LimitRefused || event instanceof Event.LimitUndecided)
                .containsExactly(new Event.LimitRefused(limit));

        long seconds = seconds(answer);
        assertThat(seconds).isBetween(1L, 1_200L);
        api.clock.advance(Duration.ofSeconds(seconds).minusSeconds(1));
        assertThat(request.get().status()).isEqualTo(429);
        api.clock.advance(Duration.ofSeconds(1));
        assertThat(request.get().status()).isNotEqualTo(429);
    }

    @Test
    void aLimitThatIsOffRefusesNobody() {
        start(Map.of("limit.api-reads", "off", "limit.code-requests", "off", "limit.failed-sign-ins", "off"));
        Tokens anna = api.signIn(ANNA);
        for (RateLimit limit : EnumSet.of(RateLimit.API_READS, RateLimit.CODE_REQUESTS, RateLimit.FAILED_SIGN_INS)) {
            Supplier<Answer> request = request(limit, anna);
            for (int i = 0; i < 150; i++) {
                assertThat(request.get().status()).isNotEqualTo(429);
            }
        }
    }

    private Supplier<Answer> request(RateLimit limit, Tokens anna) {
        return Optional.ofNullable(requests(anna).get(limit)).orElseThrow();
    }

    /** For each limit a request that it counts. */
    private Map<RateLimit, Supplier<Answer>> requests(Tokens anna) {
        Map<RateLimit, Supplier<Answer>> requests = new EnumMap<>(RateLimit.class);
        int[] person = {0};
        HttpCaller http = api.http;
        requests.put(
                RateLimit.CODE_REQUESTS,
                () -> http.post("/v1/verifications", Map.of("email", "person" + person[0]++ + "@example.org")));
        requests.put(
                RateLimit.CODES_SHORT_TERM, () -> http.post("/v1/verifications", Map.of("email", "x@example.org")));
        requests.put(RateLimit.CODES_LONG_TERM, () -> http.post("/v1/verifications", Map.of("email", "x@example.org")));
        requests.put(RateLimit.TOKEN_REQUESTS, () -> http.form("/oauth/token", Map.of("grant_type", "none")));
        requests.put(RateLimit.FAILED_SIGN_INS, this::wrongCode);
        requests.put(
                RateLimit.DEVICE_LINK_REQUESTS,
                () -> http.form("/oauth/device_authorization", Map.of("device_name", "Browser")));
        requests.put(
                RateLimit.BAD_TOKENS,
                () -> http.with("Authorization", "Bearer x").get("/v1/devices"));
        requests.put(RateLimit.LINK_CODE_GUESSES, () -> current(anna).get("/v1/device-links/BCDF-GHJK"));
        requests.put(RateLimit.API_READS, () -> current(anna).get("/v1/devices"));
        requests.put(RateLimit.LOGINS, () -> http.get("/oauth/authorize"));
        requests.put(
                RateLimit.CONTACT_HASHES,
                () -> current(anna).post("/v1/address-book", Map.of("add", List.of(hash(person[0]++)))));
        requests.put(
                RateLimit.AVATAR_UPLOADS, () -> current(anna).send("/v1/profile/avatar", "PUT", "image/png", "none"));
        requests.put(RateLimit.RELAY_CREDENTIALS, () -> current(anna).get("/v1/calls/relays"));
        requests.put(RateLimit.DATA_EXPORTS, () -> current(anna).get("/v1/account/export"));
        requests.put(RateLimit.API_WRITES, () -> current(anna).delete("/v1/blocks/nobody"));
        return requests;
    }

    private static String hash(int number) {
        byte[] hash = new byte[32];
        hash[0] = (byte) number;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    /** With an access token that has not expired, whatever the test did to the clock. */
    private HttpCaller current(Tokens tokens) {
        String access = refreshed
                .computeIfAbsent(tokens.device(), device -> new Refreshed(tokens))
                .at(api);
        return api.http.with("Authorization", "Bearer " + access);
    }

    private final Map<String, Refreshed> refreshed = new HashMap<>();

    private static final class Refreshed {

        private String access;
        private String refresh;
        private Instant since = Instant.EPOCH;

        Refreshed(Tokens tokens) {
            access = tokens.access();
            refresh = tokens.refresh();
        }

        String at(TestApi api) {
            if (since.plus(Duration.ofMinutes(30)).isBefore(api.clock.instant())) {
                Tokens next = api.http
                        .form("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", refresh))
                        .tokens();
                access = next.access();
                refresh = next.refresh();
                since = api.clock.instant();
            }
            return access;
        }
    }

    private Answer wrongCode() {
        return api.http.form(
                "/oauth/token",
                Map.of(
                        "grant_type", CODE_GRANT,
                        "verification_id", "00000000-0000-4000-8000-000000000000",
                        "code", "123456",
                        "device_name", "a phone"));
    }

    private static long seconds(Answer answer) {
        String header = answer.header("Retry-After");
        assertThat(header).isNotNull();
        return Long.parseLong(header);
    }

    // --- failures

    @Test
    void whoSignsInRightIsNotCountedAmongTheFailuresAndADeviceThatWaitsIsNeither() {
        start(Map.of("limit.failed-sign-ins", "2/10m", "limit.codes-short-term", "off"));
        for (int i = 0; i < 4; i++) {
            api.signIn(ANNA);
        }
        Answer waiting = api.http.form("/oauth/device_authorization", Map.of("device_name", "Browser"));
        for (int i = 0; i < 5; i++) {
            assertThat(poll(waiting.text("device_code")).error()).isIn("authorization_pending", "slow_down");
        }
        assertThat(wrongCode().error()).isEqualTo("invalid_grant");
        assertThat(poll("A".repeat(43)).error()).isEqualTo("expired_token");
        assertThat(wrongCode().status()).isEqualTo(429);
        assertThat(poll(waiting.text("device_code")).status())
                .as("not even the right one is looked at")
                .isEqualTo(429);
    }

    private Answer poll(String deviceCode) {
        return api.http.form("/oauth/token", Map.of("grant_type", LINK_GRANT, "device_code", deviceCode));
    }

    @Test
    void codesOfDevicesThatWaitAreNotGuesses() {
        limit(RateLimit.LINK_CODE_GUESSES, "2/10m");
        Tokens anna = api.signIn(ANNA);
        Tokens bob = api.signIn("bob@example.org");
        String code = api.http
                .form("/oauth/device_authorization", Map.of("device_name", "Browser"))
                .text("user_code");
        for (int i = 0; i < 5; i++) {
            api.http.as(anna).get("/v1/device-links/" + code).expect(200);
        }
        api.http.as(anna).get("/v1/device-links/ZZZZ-ZZZZ").expect(404);
        api.http.as(anna).post("/v1/device-links/none", Map.of("approve", true)).expect(404);

        api.http.as(anna).get("/v1/device-links/" + code).expect(429);
        api.http
                .as(anna)
                .post("/v1/device-links/" + code, Map.of("approve", true))
                .expect(429);
        api.http.as(bob).get("/v1/device-links/" + code).expect(200);
    }

    @Test
    void badTokensHoldUpGoodOnesOfTheSameAddressOnlyForAWhile() {
        start(Map.of("limit.bad-tokens", "3/1m", "http.trusted-proxies", "127.0.0.1"));
        Tokens anna = api.signIn(ANNA);
        HttpCaller here = api.http.with("X-Forwarded-For", "192.0.2.1");
        for (int i = 0; i < 3; i++) {
            here.with("Authorization", "Bearer " + anna.access() + "x")
                    .get("/v1/devices")
                    .expect(401);
        }
        Answer refused = here.as(anna).get("/v1/devices").expect(429);
        api.http
                .with("X-Forwarded-For", "192.0.2.2")
                .as(anna)
                .get("/v1/devices")
                .expect(200);
        api.clock.advance(Duration.ofSeconds(seconds(refused)));
        here.as(anna).get("/v1/devices").expect(200);
    }

    // --- accounts

    @Test
    void whatOneAccountDoesCountsForItsDevicesTogetherAndForNobodyElse() {
        limit(RateLimit.API_WRITES, "2/10m");
        Tokens phone = api.signIn(ANNA);
        Tokens tablet = api.signIn(ANNA);
        Tokens bob = api.signIn("bob@example.org");

        api.http.as(phone).put("/v1/blocks/" + bob.account(), Map.of()).expect(204);
        api.http.as(tablet).delete("/v1/blocks/" + bob.account()).expect(204);

        api.http.as(phone).put("/v1/blocks/" + bob.account(), Map.of()).expect(429);
        assertThat(api.http.as(phone).get("/v1/blocks").expect(200).json().get("blocks"))
                .isEmpty();
        api.http.as(bob).put("/v1/blocks/" + phone.account(), Map.of()).expect(204);
    }

    // --- addresses

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 1.2.3.5",
        "'1.2.3.4, 9.9.9.9', '1.2.3.4, 8.8.8.8'",
        "2001:db8:1:2::1, 2001:db8:1:3::1",
        "'1.2.3.4, 10.0.0.1', '1.2.3.5, 10.0.0.1'"
    })
    void behindATrustedProxyEachClientCountsForItself(String one, String other) {
        start(Map.of("limit.device-link-requests", "1/10m", "http.trusted-proxies", "127.0.0.1, 10.0.0.0/8"));

        assertThat(link(one)).isEqualTo(200);
        assertThat(link(one)).isEqualTo(429);
        assertThat(link(other)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'9.9.9.9, 1.2.3.4', '8.8.8.8, 1.2.3.4'",
        "'unknown, 1.2.3.4', '1.2.3.4'",
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::1",
        "'1.2.3.4, 10.0.0.1, 10.0.0.2', '1.2.3.4, 10.9.9.9'",
        "'1.1.1.1, evil, 10.0.0.1', '2.2.2.2, evil, 10.0.0.1'",
        "'1.1.1.1:80', '2.2.2.2:80'",
        "'', ','",
        "'<script>', '   '",
        "'999.1.1.1', '998.1.1.1'"
    })
    void whatAClientWritesInFrontOfWhatTheProxySawGivesItNoOtherAddress(String one, String other) {
        start(Map.of("limit.device-link-requests", "1/10m", "http.trusted-proxies", "127.0.0.1, 10.0.0.0/8"));

        assertThat(link(one)).isEqualTo(200);
        assertThat(link(other)).isEqualTo(429);
    }

    @Test
    void withoutATrustedProxyTheHeaderCountsForNothing() {
        limit(RateLimit.DEVICE_LINK_REQUESTS, "1/10m");

        assertThat(link("1.2.3.4")).isEqualTo(200);
        assertThat(link("5.6.7.8")).isEqualTo(429);
    }

    private int link(String forwarded) {
        return api.http
                .with("X-Forwarded-For", forwarded)
                .form("/oauth/device_authorization", Map.of("device_name", "Browser"))
                .status();
    }
}
