package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waggle.broker.HttpCaller;
import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.token.OperatorTokens;
import io.waggle.broker.token.SigningKeys;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcomes;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People and their devices, from the sign-up on, on the real broker and through nothing but what a client has. */
final class AccountIT {

    private static final String ANNA = "+4915123456701";
    private static final String BOB = "+4915123456702";
    private static final int NOT_AUTHORIZED = 0x87;

    private final SmsGateway gateway = new SmsGateway();
    private BrokerProcess broker;

    @SuppressWarnings("NullAway.Init")
    AccountIT() {}

    @BeforeEach
    void start() {
        broker = BrokerProcess.start(BrokerOptions.defaults()
                .set("verification.code-digits", "10") // in no log by chance
                .set("verification.sms", "webhook")
                .set("verification.webhook.url", gateway.url()));
    }

    @AfterEach
    void stop() {
        broker.close();
        gateway.close();
    }

    /** Figures to look at: no test depends on them. */
    private static void tellTime(String what, long since) {
        System.out.println("AccountIT: " + (System.nanoTime() - since) / 1_000_000 + " ms from " + what);
    }

    @Test
    void twoPeopleSignUpAndOneWritesToTheOtherBeforeThatOneHasEverConnected() {
        Tokens anna = signIn(ANNA);
        Tokens bob = signIn(BOB);
        try (TestDevice annas = online(anna)) {
            awaitInboxes();
            assertThat(annas.publish(annas.text("Hi Bob", address(bob)))).isZero();
            try (TestDevice bobs = online(bob)) {
                bobs.awaitTexts("Hi Bob");
            }
        }
    }

    /** Inboxes follow the sign-up by a moment. */
    private void awaitInboxes() {
        await().atMost(TestDevice.PATIENCE)
                .until(() -> broker.metric("chat_inbox_created_inboxes_total").orElse(0.0) >= 2);
    }

    @Test
    void whoHasATokenGetsIntoNoOtherAccountOrDevice() {
        Tokens anna = signIn(ANNA);
        Tokens bob = signIn(BOB);

        for (Address wrong : List.of(
                Address.of(bob.account(), anna.device()),
                Address.of(bob.account(), bob.device()),
                Address.of(anna.account(), bob.device()))) {
            TestDevice device = TestDevice.offline(broker.mqtt(), wrong, anna.access());
            assertThatThrownBy(device::connect).isInstanceOf(CompletionException.class);
        }
    }

    @Test
    void aRevokedSessionLosesItsConnectionAndGetsNoOtherAlsoAfterACrash() throws Exception {
        Tokens anna = signIn(ANNA);
        try (TestDevice device = online(anna)) {
            long before = System.nanoTime();
            http().form("/oauth/revoke", Map.of("token", anna.refresh())).expect(200);
            assertThat(device.awaitClosed()).isEqualTo(OptionalInt.of(NOT_AUTHORIZED));
            tellTime("the request to the end of the connection", before);
        }
        assertThatThrownBy(() -> online(anna)).isInstanceOf(CompletionException.class);
        broker.kill();
        broker.restart();
        assertThatThrownBy(() -> online(anna)).isInstanceOf(CompletionException.class);
        http().as(anna).get("/v1/devices").expect(401);
    }

    @Test
    void anUnlinkedDeviceLosesItsConnectionAndItsInboxAndWhoWroteToItIsTold() {
        Tokens anna = signIn(ANNA);
        Tokens phone = signIn(BOB);
        Tokens tablet = signIn(BOB);
        try (TestDevice annas = online(anna);
                TestDevice phones = online(phone)) {
            online(tablet).close();
            assertThat(annas.publish(annas.text("to both", address(phone), address(tablet))))
                    .isZero();
            phones.awaitTexts("to both");
            phones.acknowledgeAll();

            http().as(phone).delete("/v1/devices/" + tablet.device()).expect(204);

            await().atMost(TestDevice.PATIENCE).until(() -> results(annas).contains(SendOutcome.Result.DEVICE_REMOVED));
            assertThat(annas.publish(annas.text("to one", address(phone))))
                    .as("the tablet is missed by nobody")
                    .isZero();
            assertThatThrownBy(() -> online(tablet)).isInstanceOf(CompletionException.class);
            assertThat(phones.isClosed()).isFalse();
        }
    }

    @Test
    void whomAPersonBlocksReachesThemNoMoreUntilTheyAreUnblocked() {
        Tokens anna = signIn(ANNA);
        Tokens bob = signIn(BOB);
        try (TestDevice annas = online(anna);
                TestDevice bobs = online(bob)) {
            http().as(bob).put("/v1/blocks/" + anna.account(), Map.of()).expect(204);
            await().atMost(TestDevice.PATIENCE).until(() -> annas.publish(annas.text("blocked", address(bob))) == 0x10);
            await().atMost(TestDevice.PATIENCE)
                    .until(() -> results(annas).contains(SendOutcome.Result.RECIPIENT_REFUSES));
            assertThat(bobs.publish(bobs.text("from who blocks", address(anna))))
                    .isZero();
            annas.awaitTexts("from who blocks");

            http().as(bob).delete("/v1/blocks/" + anna.account()).expect(204);
            await().atMost(TestDevice.PATIENCE).until(() -> annas.publish(annas.text("back", address(bob))) == 0);
            await().atMost(TestDevice.PATIENCE).until(() -> bobs.texts().contains("back"));
            assertThat(bobs.texts().get(bobs.texts().size() - 1)).isEqualTo("back");
        }
    }

    private static List<SendOutcome.Result> results(TestDevice device) {
        return device.contents(SendOutcomes.class).stream()
                .flatMap(row -> row.outcomes().stream())
                .flatMap(outcome -> Stream.concat(
                        Stream.of(outcome.result()),
                        outcome.recipients().stream().map(recipient -> recipient.result())))
                .toList();
    }

    @Test
    void aSuspendedAccountLosesItsConnectionsAndMessagesWaitForItUntilItIsResumed() {
        Tokens anna = signIn(ANNA);
        Tokens bob = signIn(BOB);
        String suspension = "/v1/operator/accounts/" + bob.account() + "/suspension";
        try (TestDevice annas = online(anna)) {
            TestDevice bobs = online(bob);
            long before = System.nanoTime();
            operator().put(suspension, Map.of()).expect(204);
            assertThat(bobs.awaitClosed()).isEqualTo(OptionalInt.of(NOT_AUTHORIZED));
            tellTime("the suspension to the end of the connection", before);
            assertThatThrownBy(() -> online(bob)).isInstanceOf(CompletionException.class);
            assertThat(refresh(bob.refresh()).error()).isEqualTo("invalid_grant");
            http().as(bob).get("/v1/account").expect(401);
            assertThat(signInAnswer(BOB, Map.of()).error()).isEqualTo("access_denied");
            assertThat(annas.publish(annas.text("waits", address(bob)))).isZero();
            assertThat(annas.isClosed()).isFalse();

            operator().delete(suspension).expect(204);
            Tokens again = signInAnswer(BOB, Map.of("device_id", bob.device())).tokens();
            assertThat(address(again)).isEqualTo(address(bob));
            try (TestDevice back = online(again)) {
                back.awaitTexts("waits");
            }
        }
        assertThat(broker.log())
                .contains("Account " + bob.account() + " suspended by its operator")
                .contains("Account " + bob.account() + " resumed by its operator");
    }

    @Test
    void aDeletedAccountIsGoneFromConnectionsTablesAndInboxesAndWhoWroteToItIsTold() throws Exception {
        Tokens anna = signIn(ANNA);
        Tokens phone = signIn(BOB);
        Tokens tablet = signIn(BOB);
        TestDevice annas = online(anna);
        TestDevice phones = online(phone);
        online(tablet).close();
        assertThat(annas.publish(annas.text("to both", address(phone), address(tablet))))
                .isZero();
        phones.awaitTexts("to both");
        phones.acknowledgeAll();
        assertThat(phones.publish(phones.text("from bob", address(anna)))).isZero();
        annas.awaitContent(Message.class);

        long before = System.nanoTime();
        http().as(tablet).delete("/v1/account?confirm=" + phone.account()).expect(204);
        http().as(phone).get("/v1/account").expect(401);
        assertThat(phones.awaitClosed()).isEqualTo(OptionalInt.of(NOT_AUTHORIZED));
        tellTime("the deletion to the end of the connection", before);
        await().atMost(TestDevice.PATIENCE).until(() -> results(annas).contains(SendOutcome.Result.DEVICE_REMOVED));
        annas.acknowledgeAll();
        for (Tokens old : List.of(phone, tablet)) {
            assertThatThrownBy(() -> online(old)).isInstanceOf(CompletionException.class);
            assertThat(refresh(old.refresh()).error()).isEqualTo("invalid_grant");
        }
        assertThat(annas.publish(annas.text("to nobody", address(phone)))).isNotZero();
        annas.close();

        broker.kill();
        broker.restart();
        assertThatThrownBy(() -> online(phone)).isInstanceOf(CompletionException.class);
        Tokens again = signIn(BOB);
        assertThat(again.account()).isNotEqualTo(phone.account());
        try (TestDevice annasAgain = online(refresh(anna.refresh()).tokens());
                TestDevice bobs = online(again)) {
            assertThat(annasAgain.publish(annasAgain.text("new", address(again))))
                    .isZero();
            bobs.awaitTexts("new");
            annasAgain.acknowledgeAll();
        }
        broker.stop();
        assertThat(Leftovers.inTables(broker, phone.account())).containsOnlyKeys("login_session");
        assertThat(Leftovers.inStore(broker, phone.account())).isEmpty();
        assertThat(Leftovers.inStore(broker, again.account()))
                .as("the search finds what is there")
                .containsKey("inbox");
    }

    private HttpCaller operator() {
        SigningKeys keys = SigningKeys.open(broker.dataDirectory().resolve("keys"), Clock.systemUTC());
        String token = new OperatorTokens(keys, Duration.ZERO, Clock.systemUTC()).mint(Duration.ofMinutes(1));
        return http().with("Authorization", "Bearer " + token);
    }

    @Test
    void devicesAreSeenWhenTheyConnect() {
        Tokens anna = signIn(ANNA);
        String before = lastSeen(anna);
        online(anna).close();
        await().atMost(TestDevice.PATIENCE).until(() -> !lastSeen(anna).equals(before));
    }

    private String lastSeen(Tokens tokens) {
        return http().as(tokens)
                .get("/v1/devices")
                .json()
                .get("devices")
                .get(0)
                .get("last_seen_at")
                .asString();
    }

    @Test
    void whatWasAnsweredIsThereAfterACrash() throws Exception {
        Tokens anna = signIn(ANNA);
        broker.kill();
        broker.restart();
        Tokens next = refresh(anna.refresh()).tokens();
        broker.kill();
        broker.restart();

        Tokens again = refresh(next.refresh()).tokens();
        assertThat(again.account()).isEqualTo(anna.account());
        online(again).close();
        assertThat(http().as(again).get("/v1/devices").expect(200).json().get("devices"))
                .hasSize(1);
    }

    @Test
    void nothingPersonalAndNothingSecretIsInTheLog() throws IOException {
        Tokens anna = signIn(ANNA);
        http().form("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", "wrong"))
                .expect(400);
        http().post("/v1/verifications", Map.of("phone", ANNA + "0000000000")).expect(400);
        Tokens next = refresh(anna.refresh()).tokens();
        online(next).close();
        http().form("/oauth/revoke", Map.of("token", next.refresh())).expect(200);

        try (Stream<Path> files = Files.walk(broker.home().resolve("log"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.UTF_8);
                assertThat(text)
                        .doesNotContain(
                                ANNA, ANNA.substring(1), anna.access(), anna.refresh(), next.access(), next.refresh());
            }
        }
        assertThat(broker.log()).doesNotContain(ANNA.substring(1), anna.access(), anna.refresh());
    }

    private HttpCaller http() {
        return new HttpCaller(broker.http(""));
    }

    private Tokens signIn(String number) {
        return http().signIn("phone", number, gateway::codeFor);
    }

    private Answer signInAnswer(String number, Map<String, String> more) {
        return http().trySignIn("phone", number, gateway::codeFor, more);
    }

    private Answer refresh(String token) {
        return http().form("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
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
