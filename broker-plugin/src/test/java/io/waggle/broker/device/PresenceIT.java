package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.broker.HttpCaller;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.client.ClientOptions;
import io.waggle.client.WaggleClient;
import io.waggle.client.WaggleListener;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.sqlite.JdbcSqliteDatabase;
import io.waggle.client.transport.paho.PahoTransport;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.SetPresence;
import io.waggle.protocol.frame.WatchPresence;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is there and who is told, on one real broker. In each test another Anna and Bob have each other among their contacts. */
final class PresenceIT {

    private static final int TAKEN_OVER = 0x8E;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final AtomicInteger PEOPLE = new AtomicInteger();

    private static SmsGateway gateway;
    private static BrokerProcess broker;
    private Tokens anna;
    private Tokens bob;

    @SuppressWarnings("NullAway.Init")
    PresenceIT() {}

    @BeforeAll
    static void start() {
        gateway = new SmsGateway();
        broker = BrokerProcess.start(BrokerOptions.defaults()
                .set("presence.offline-grace", GRACE.toSeconds() + "s")
                .set("verification.sms", "webhook")
                .set("verification.webhook.url", gateway.url()));
    }

    @BeforeEach
    void meet() {
        anna = signIn();
        bob = signIn();
        add(anna, bob);
        add(bob, anna);
    }

    @AfterAll
    static void stop() {
        broker.close();
        gateway.close();
    }

    @Test
    void aContactSeesWhoIsThereAndAStrangerDoesNotNorDoesWhoIsBlocked() {
        Tokens eve = signIn();
        Tokens carl = signIn();
        add(eve, bob); // who does not know her
        add(carl, bob);
        add(bob, carl);
        http(bob).put("/v1/blocks/" + carl.account(), Map.of()).expect(204);
        try (TestDevice bobs = online(bob);
                TestDevice annas = online(anna);
                TestDevice eves = online(eve);
                TestDevice carls = online(carl)) {
            assertThat(bobs.publish(new SetPresence(true))).isZero();
            assertThat(annas.publish(watch(bob))).isZero();
            eves.publish(watch(bob));
            carls.publish(watch(bob));
            awaitOf(annas, bob, Presence::online);
            awaitOf(eves, bob, told -> true);
            awaitOf(carls, bob, told -> true);
            assertThat(of(eves, bob)).contains(Presence.hidden(id(bob)));
            assertThat(of(carls, bob)).contains(Presence.hidden(id(bob)));

            bobs.publish(new SetPresence(false));
            awaitOf(annas, bob, told -> told.lastSeen().isPresent());
            bobs.publish(new SetPresence(true));
            awaitOf(annas, bob, Presence::online);
            assertThat(of(eves, bob)).contains(Presence.hidden(id(bob)));
            assertThat(of(carls, bob)).contains(Presence.hidden(id(bob)));
        }
    }

    @Test
    void whatIsWatchedAlreadyIsJudgedAgainWhenSettingsContactsOrBlocksChange() {
        try (TestDevice bobs = online(bob);
                TestDevice annas = online(anna)) {
            bobs.publish(new SetPresence(true), watch(anna));
            annas.publish(new SetPresence(true), watch(bob));
            awaitOf(annas, bob, Presence::online);
            awaitOf(bobs, anna, Presence::online);

            http(bob).put("/v1/blocks/" + anna.account(), Map.of()).expect(204);
            awaitHiddenFromEachOther(annas, bobs);
            http(bob).delete("/v1/blocks/" + anna.account()).expect(204);
            awaitOf(annas, bob, Presence::online);

            lastSeen(anna, "nobody");
            awaitHiddenFromEachOther(annas, bobs);
            lastSeen(anna, "contacts");
            awaitOf(annas, bob, Presence::online);
            awaitOf(bobs, anna, Presence::online);

            http(anna).delete("/v1/contacts/" + bob.account()).expect(204);
            awaitHiddenFromEachOther(annas, bobs);
            lastSeen(anna, "everyone");
            awaitOf(annas, bob, Presence::online);
            awaitOf(bobs, anna, Presence::online);
        }
    }

    private void awaitHiddenFromEachOther(TestDevice annas, TestDevice bobs) {
        awaitOf(annas, bob, told -> told.equals(Presence.hidden(id(bob))));
        awaitOf(bobs, anna, told -> told.equals(Presence.hidden(id(anna))));
    }

    @Test
    void whoDisconnectsIsOfflineAfterTheGraceAndWasSeenBefore() {
        try (TestDevice annas = online(anna)) {
            annas.publish(watch(bob));
            Instant came = now();
            TestDevice bobs = online(bob);
            bobs.publish(new SetPresence(true));
            awaitOf(annas, bob, Presence::online);
            bobs.close();

            awaitOf(annas, bob, told -> !told.online());
            assertThat(seen(annas))
                    .as("before the grace, not at its end")
                    .isBetween(came, now().minus(GRACE.dividedBy(2)));
        }
    }

    @Test
    void whoseLinkIsHalfOpenWasSeenWhenTheLastPacketCame() throws IOException {
        try (TestDevice annas = online(anna);
                Socket bobs =
                        new Socket(broker.mqtt().getAddress(), broker.mqtt().getPort())) {
            annas.publish(watch(bob));
            bobs.setSoTimeout(RawMqtt.TIMEOUT_MS);
            DataInputStream in = new DataInputStream(bobs.getInputStream());
            OutputStream out = bobs.getOutputStream();
            out.write(RawMqtt.connectPacket(address(bob).clientId(), bob.account(), bob.access(), 2));
            assertThat(RawMqtt.next(in)).containsExactly(RawMqtt.CONNACK, 0);
            byte[] available = OutboxCodec.encode(OutboxFrame.of(new SetPresence(true)));
            out.write(RawMqtt.publishPacket(address(bob), 1, available));
            assertThat(RawMqtt.next(in)).containsExactly(RawMqtt.PUBACK, 1);
            awaitOf(annas, bob, Presence::online);

            Instant before = now();
            out.write(RawMqtt.pingPacket());
            assertThat(RawMqtt.next(in)[0]).isEqualTo(RawMqtt.PINGRESP);
            Instant after = now();
            awaitOf(annas, bob, told -> !told.online()); // it says nothing more, and does not hang up

            assertThat(seen(annas)).isBetween(before, after);
            assertThat(now()).as("when it was found out").isAfter(after.plus(GRACE));
        }
    }

    @Test
    void theEndOfAConnectionThatWasTakenOverSwitchesNothingOff() {
        try (TestDevice annas = online(anna)) {
            annas.publish(watch(bob));
            TestDevice old = online(bob);
            old.publish(new SetPresence(true));
            awaitOf(annas, bob, Presence::online);
            try (TestDevice taking = online(bob)) {
                taking.publish(new SetPresence(true));
                assertThat(old.awaitClosed()).isEqualTo(OptionalInt.of(TAKEN_OVER));

                await().during(GRACE.multipliedBy(2))
                        .atMost(TestDevice.PATIENCE)
                        .until(() -> of(annas, bob).filter(Presence::online).isPresent());
                assertThat(annas.frames().stream()
                                .flatMap(frame -> frame.presence().stream())
                                .dropWhile(told -> !told.online()))
                        .as("it did not flicker")
                        .hasSize(1);
                Instant before = now();
                taking.publish(new SetPresence(false));
                awaitOf(annas, bob, told -> !told.online());
                assertThat(seen(annas)).isBetween(before, now());
            }
        }
    }

    @Test
    void afterACrashNobodyIsOnlineUntilTheySaySo() {
        TestDevice bobs = online(bob);
        TestDevice annas = online(anna);
        bobs.publish(new SetPresence(true));
        annas.publish(watch(bob));
        awaitOf(annas, bob, Presence::online);
        broker.kill();
        Instant crashed = now();
        bobs.awaitClosed();
        annas.awaitClosed();
        broker.restart();

        try (TestDevice annasAgain = online(anna)) {
            annasAgain.publish(watch(bob));
            awaitOf(annasAgain, bob, told -> true);
            assertThat(of(annasAgain, bob).orElseThrow().online()).isFalse();
            assertThat(seen(annasAgain)).as("what the database has").isBefore(crashed);
            try (TestDevice bobsAgain = online(bob)) {
                bobsAgain.publish(new SetPresence(true));
                awaitOf(annasAgain, bob, Presence::online);
            }
        }
    }

    @Test
    void presenceWaitsForTheSubscription() {
        try (TestDevice bobs = online(bob);
                TestDevice annas = TestDevice.offline(broker.mqtt(), address(anna), anna.access())) {
            bobs.publish(new SetPresence(true));
            annas.connect();
            assertThat(annas.publish(watch(bob))).isZero();
            annas.subscribe();
            awaitOf(annas, bob, Presence::online);
        }
    }

    @Test
    void theLibrarySeesSomebodyComeAndLeaveWithoutAGrace(@TempDir Path folder) {
        Queue<Presence> told = new ConcurrentLinkedQueue<>();
        WaggleListener listener = new WaggleListener() {
            @Override
            public void onPresence(Presence presence) {
                told.add(presence);
            }
        };
        try (WaggleClient annas = client(anna, folder, listener);
                WaggleClient bobs = client(bob, folder, new WaggleListener() {})) {
            annas.watch(List.of(id(bob)));
            bobs.setAvailable(true);
            await().atMost(TestDevice.PATIENCE).until(() -> told.stream().anyMatch(Presence::online));

            Instant before = now();
            bobs.disconnect();
            await().atMost(TestDevice.PATIENCE)
                    .until(() ->
                            annas.presence(id(bob)).filter(now -> !now.online()).isPresent());

            assertThat(annas.presence(id(bob)).flatMap(Presence::lastSeen).orElseThrow())
                    .as("it said so")
                    .isAfterOrEqualTo(before);
        }
    }

    // --- vocabulary

    private WaggleClient client(Tokens person, Path folder, WaggleListener listener) {
        Address device = address(person);
        ClientStore store = ClientStore.open(JdbcSqliteDatabase.open(folder.resolve(person.account() + ".db")), device);
        URI server = URI.create("tcp://localhost:" + broker.mqtt().getPort());
        WaggleClient client = WaggleClient.open(
                ClientOptions.of(device, server, person::access), store, new PahoTransport(), listener);
        client.connect();
        return client;
    }

    private static Optional<Presence> of(TestDevice watcher, Tokens person) {
        return watcher.presenceOf(id(person));
    }

    private static void awaitOf(TestDevice watcher, Tokens person, Predicate<Presence> told) {
        await().atMost(TestDevice.PATIENCE)
                .until(() -> of(watcher, person).filter(told).isPresent());
    }

    /** When Bob was. */
    private Instant seen(TestDevice watcher) {
        return of(watcher, bob).flatMap(Presence::lastSeen).orElseThrow();
    }

    /** As exact as what is told. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static WatchPresence watch(Tokens... people) {
        return new WatchPresence(Arrays.stream(people).map(PresenceIT::id).toList());
    }

    private static AccountId id(Tokens person) {
        return new AccountId(person.account());
    }

    private void add(Tokens person, Tokens other) {
        http(person).put("/v1/contacts/" + other.account(), Map.of()).expect(204);
    }

    private void lastSeen(Tokens person, String audience) {
        http(person).patch("/v1/privacy", Map.of("last_seen", audience)).expect(204);
    }

    private HttpCaller http(Tokens person) {
        return new HttpCaller(broker.http("")).as(person);
    }

    private static Tokens signIn() {
        String number = "+49151234567" + (10 + PEOPLE.getAndIncrement());
        return new HttpCaller(broker.http("")).signIn("phone", number, gateway::codeFor);
    }

    private static Address address(Tokens tokens) {
        return Address.of(tokens.account(), tokens.device());
    }

    private TestDevice online(Tokens tokens) {
        TestDevice device = TestDevice.offline(broker.mqtt(), address(tokens), tokens.access());
        device.connect();
        device.subscribe();
        return device;
    }
}
