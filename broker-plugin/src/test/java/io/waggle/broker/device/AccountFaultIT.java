package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.broker.HttpCaller;
import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.database.Database;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.rocksdb.RocksDbInbox;
import io.waggle.broker.secret.SealKeys;
import io.waggle.protocol.Address;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;

/**
 * The broker is killed while people sign up, link, rename and unlink devices and delete their accounts. What was answered is so
 * afterwards; what was not is wholly done or not at all.
 */
final class AccountFaultIT {

    private static final int KILLS = Integer.getInteger("waggle.account.kills", 3);
    private static final int PEOPLE = 4;
    private static final int MOST_DEVICES = 5;

    private final SmsGateway gateway = new SmsGateway();
    private BrokerProcess broker;

    /** From just before the kill until the restart: whoever is cut off then is right to be. */
    private volatile boolean killed;

    @SuppressWarnings("NullAway.Init")
    AccountFaultIT() {}

    @BeforeEach
    void start() {
        broker = BrokerProcess.start(BrokerOptions.defaults()
                .set("verification.sms", "webhook")
                .set("verification.webhook.url", gateway.url())
                .set("verification.code-digits", "10") // in no log by chance
                .set("limit.codes-short-term", "off")
                .set("limit.codes-long-term", "off")
                .set("limit.code-requests", "off")
                .set("limit.failed-sign-ins", "off")
                .set("limit.bad-tokens", "off")
                .set("limit.device-link-requests", "off"));
    }

    @AfterEach
    void stop() {
        broker.close();
        gateway.close();
    }

    @Test
    void aKillInTheMiddleOfAnyCallLeavesNoHalfMadeAccount(TestReporter reporter) {
        long seed = Long.getLong("waggle.seed", System.nanoTime() & 0xFFFFFF);
        reporter.publishEntry("seed (-Dwaggle.seed)", Long.toString(seed));
        Random random = new Random(seed);
        List<Person> people = IntStream.range(0, PEOPLE)
                .mapToObj(i -> new Person("+49151234568" + (10 + i), new Random(random.nextLong())))
                .toList();
        int calls = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            liveUntilKilled(people, random.nextInt(2_000));
            broker.restart();
            killed = false;
            people.forEach(Person::requireWhole);
            int devices =
                    people.stream().mapToInt(person -> person.devices.size()).sum();
            await().atMost(TestDevice.PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    broker.metric("chat_inbox_count_inboxes").orElseThrow())
                            .as("inboxes")
                            .isEqualTo(devices));
            calls = calls(people);
        }
        reporter.publishEntry("calls that were answered", Integer.toString(calls));
        assertThat(calls).as("else nothing was tried").isGreaterThan(KILLS * PEOPLE);
        broker.stop();
        requireTablesWhole(people);
    }

    private static int calls(List<Person> people) {
        return people.stream().mapToInt(person -> person.calls.get()).sum();
    }

    /** However slow the machine is, some calls are answered before the kill comes, at any moment after that. */
    private void liveUntilKilled(List<Person> people, int millis) {
        ExecutorService threads = Executors.newFixedThreadPool(PEOPLE);
        List<CompletableFuture<Void>> lives = people.stream()
                .map(person -> CompletableFuture.runAsync(person::live, threads))
                .toList();
        try {
            int before = calls(people);
            await().atMost(TestDevice.PATIENCE)
                    .until(() ->
                            calls(people) > before + PEOPLE || lives.stream().anyMatch(CompletableFuture::isDone));
            var unused = CompletableFuture.anyOf(lives.toArray(CompletableFuture[]::new))
                    .completeOnTimeout("still alive", millis, TimeUnit.MILLISECONDS)
                    .join(); // who ends before has failed
            killed = true;
            broker.kill();
            lives.forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
    }

    /** By the tables and the store themselves. */
    private void requireTablesWhole(List<Person> people) {
        WaggleConfig config = WaggleConfig.defaults(broker.home().resolve("data"));
        Set<Address> devices;
        try (Database database = Database.open(config.database())) {
            devices =
                    database.read(handle -> new TreeSet<>(handle.createQuery("SELECT account_id, device_id FROM device")
                            .map((row, context) -> Address.of(row.getString(1), row.getString(2)))
                            .list()));
            List<Address> signedIn = database.read(handle -> handle.createQuery(
                            "SELECT account_id, device_id FROM login_session WHERE ended_at IS NULL")
                    .map((row, context) -> Address.of(row.getString(1), row.getString(2)))
                    .list());
            assertThat(signedIn).as("every device is signed in, once").containsExactlyInAnyOrderElementsOf(devices);
            List<String> accounts =
                    database.read(handle -> handle.createQuery("SELECT account_id FROM account ORDER BY account_id")
                            .mapTo(String.class)
                            .list());
            List<String> found =
                    database.read(handle -> handle.createQuery("SELECT account_id FROM identifier ORDER BY account_id")
                            .mapTo(String.class)
                            .list());
            assertThat(found).as("every account is found by something").isEqualTo(accounts);
            assertThat(accounts)
                    .containsExactlyInAnyOrderElementsOf(
                            people.stream().map(Person::accountId).toList());
        }
        try (Inbox inbox = RocksDbInbox.open(
                config.data().directory().resolve("inbox"),
                SealKeys.open(config.seal().keyset()),
                config.inbox(),
                config.commit(),
                Clock.systemUTC(),
                event -> {})) {
            assertThat(inbox.figures().inboxes()).isEqualTo(devices.size());
            devices.forEach(device -> assertThat(inbox.state(device))
                    .as("the inbox of %s", device)
                    .isPresent());
        }
    }

    private enum Call {
        SIGN_IN,
        LINK,
        UNLINK,
        RENAME,
        REFRESH,
        DELETE
    }

    /** A device as its person knows it: without tokens where the answer that brought them was lost. */
    private static final class Installed {

        private @Nullable Tokens tokens;
        private String name;

        Installed(@Nullable Tokens tokens, String name) {
            this.tokens = tokens;
            this.name = name;
        }
    }

    /** Somebody who makes one call after the other, and knows what was answered. Used by one thread at a time. */
    private final class Person {

        private final String number;
        private final Random random;
        private final Map<String, Installed> devices = new HashMap<>();
        private final List<Tokens> voided = new ArrayList<>();
        private final Set<String> deletedAccounts = new TreeSet<>();
        private @Nullable String account;
        private final AtomicInteger calls = new AtomicInteger();

        /** The call that has no answer, what it was about, and what it would have made of it. */
        private @Nullable Call pending;

        private String about = "";
        private String newName = "";

        Person(String number, Random random) {
            this.number = number;
            this.random = random;
        }

        String accountId() {
            return account == null ? "" : account;
        }

        /** Until the broker is gone. */
        void live() {
            try {
                while (true) {
                    call();
                    pending = null;
                    calls.incrementAndGet();
                }
            } catch (UncheckedIOException | BrokerGone e) {
                assertThat(killed).as("%s", e).isTrue();
            }
        }

        private void call() {
            int choice = random.nextInt(10);
            if (account == null) {
                signIn();
            } else if (choice < 5 && devices.size() < MOST_DEVICES) {
                if (choice < 3) {
                    signIn();
                } else {
                    link();
                }
            } else if (choice < 6 && withTokens().size() > 1) {
                unlink(pick());
            } else if (choice < 8) {
                rename(pick(), "name " + random.nextInt(1_000));
            } else if (choice < 9) {
                refresh(pick());
            } else {
                delete();
            }
        }

        private List<String> withTokens() {
            return devices.entrySet().stream()
                    .filter(each -> each.getValue().tokens != null)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }

        private String pick() {
            List<String> all = withTokens();
            return all.get(random.nextInt(all.size()));
        }

        private Tokens tokens(String device) {
            return Objects.requireNonNull(Objects.requireNonNull(devices.get(device)).tokens);
        }

        private void begin(Call call, String device) {
            pending = call;
            about = device;
        }

        private void signIn() {
            begin(Call.SIGN_IN, "");
            gateway.forget(number);
            String verification = http().post("/v1/verifications", Map.of("phone", number))
                    .expect(202)
                    .text("verification_id");
            Tokens tokens = http().form(
                            "/oauth/token",
                            Map.of(
                                    "grant_type",
                                    "urn:waggle:oauth:grant-type:one-time-code",
                                    "verification_id",
                                    verification,
                                    "code",
                                    code(),
                                    "device_name",
                                    "a phone"))
                    .tokens();
            came(tokens, "a phone");
        }

        private String code() {
            await().atMost(TestDevice.PATIENCE).until(() -> gateway.has(number) || killed);
            if (!gateway.has(number)) {
                throw new BrokerGone();
            }
            return gateway.codeFor(number);
        }

        private void came(Tokens tokens, String name) {
            if (account != null) {
                assertThat(tokens.account()).as("the account of %s", number).isEqualTo(account);
            }
            assertThat(deletedAccounts).doesNotContain(tokens.account());
            account = tokens.account();
            devices.put(tokens.device(), new Installed(tokens, name));
        }

        private void link() {
            begin(Call.LINK, "");
            Answer waiting = http().form("/oauth/device_authorization", Map.of("device_name", "a browser"));
            http().as(tokens(pick()))
                    .post("/v1/device-links/" + waiting.text("user_code"), Map.of("approve", true))
                    .expect(204);
            came(
                    http().form(
                                    "/oauth/token",
                                    Map.of(
                                            "grant_type",
                                            "urn:ietf:params:oauth:grant-type:device_code",
                                            "device_code",
                                            waiting.text("device_code")))
                            .tokens(),
                    "a browser");
        }

        private void unlink(String device) {
            begin(Call.UNLINK, device);
            String by = withTokens().stream()
                    .filter(each -> !each.equals(device))
                    .findAny()
                    .orElseThrow();
            http().as(tokens(by)).delete("/v1/devices/" + device).expect(204);
            voided.add(tokens(device));
            devices.remove(device);
        }

        private void rename(String device, String name) {
            begin(Call.RENAME, device);
            newName = name;
            http().as(tokens(device))
                    .patch("/v1/devices/" + device, Map.of("name", name))
                    .expect(204);
            Objects.requireNonNull(devices.get(device)).name = name;
        }

        private void refresh(String device) {
            begin(Call.REFRESH, device);
            Tokens next = refreshed(tokens(device)).tokens();
            Objects.requireNonNull(devices.get(device)).tokens = next;
        }

        private Answer refreshed(Tokens tokens) {
            return http().form(
                            "/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh()));
        }

        private void delete() {
            begin(Call.DELETE, "");
            http().as(tokens(pick())).delete("/v1/account?confirm=" + account).expect(204);
            forgetAccount();
        }

        private void forgetAccount() {
            devices.values().stream()
                    .map(device -> device.tokens)
                    .filter(Objects::nonNull)
                    .forEach(voided::add);
            devices.clear();
            deletedAccounts.add(accountId());
            account = null;
        }

        // --- after the restart

        void requireWhole() {
            if (account != null) {
                findOutWhoIsStillIn();
            }
            if (account == null) {
                int lost = pending == Call.SIGN_IN ? 1 : 0;
                signIn();
                requireDevices(lost);
            } else {
                requireDevices(pending == Call.SIGN_IN || pending == Call.LINK ? 1 : 0);
            }
            pending = null;
            for (Tokens old : voided) {
                assertThat(refreshed(old).error()).isEqualTo("invalid_grant");
                http().as(old).get("/v1/account").expect(401);
            }
            Tokens one = tokens(pick());
            TestDevice device =
                    TestDevice.offline(broker.mqtt(), Address.of(one.account(), one.device()), one.access());
            device.connect();
            device.close();
        }

        private void findOutWhoIsStillIn() {
            Set<String> in = new TreeSet<>();
            for (String device : withTokens()) {
                Answer answer = refreshed(tokens(device));
                if (answer.status() == 200) {
                    in.add(device);
                    Objects.requireNonNull(devices.get(device)).tokens = answer.tokens();
                }
            }
            if (pending == Call.DELETE && in.isEmpty()) {
                forgetAccount();
                return;
            }
            Set<String> expected = new TreeSet<>(withTokens());
            if (pending == Call.UNLINK && !in.contains(about)) {
                expected.remove(about);
                voided.add(tokens(about));
                devices.remove(about);
            }
            assertThat(in).as("signed in on, after a lost %s", pending).isEqualTo(expected);
        }

        private void requireDevices(int mostUnknown) {
            Tokens by = tokens(pick());
            JsonNode listed =
                    http().as(by).get("/v1/devices").expect(200).json().get("devices");
            Set<String> unknown = new TreeSet<>();
            Set<String> seen = new TreeSet<>();
            for (JsonNode device : listed) {
                String id = device.get("id").asString();
                String name = device.get("name").asString();
                seen.add(id);
                Installed known = devices.get(id);
                if (known == null) {
                    unknown.add(id);
                    devices.put(id, new Installed(null, name));
                } else if (pending == Call.RENAME && id.equals(about)) {
                    assertThat(name).isIn(known.name, newName);
                    known.name = name;
                } else {
                    assertThat(name).isEqualTo(known.name);
                }
            }
            assertThat(seen).as("devices, after a lost %s", pending).isEqualTo(devices.keySet());
            assertThat(unknown).as("after a lost %s", pending).hasSizeLessThanOrEqualTo(mostUnknown);
            http().as(by).get("/v1/account").expect(200);
        }
    }

    /** The broker went while something was awaited from it. */
    private static final class BrokerGone extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private HttpCaller http() {
        return new HttpCaller(broker.http(""));
    }
}
