package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.waggle.broker.HttpCaller;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Send;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people's privacy settings and contacts make of messages, receipts and live events, on the real broker. */
final class PeopleIT {

    /** A change of a setting holds for what is sent this much later. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final int SEE_OUTCOMES = 0x10;

    private final SmsGateway gateway = new SmsGateway();
    private BrokerProcess broker;
    private Tokens anna;
    private Tokens bob;

    @SuppressWarnings("NullAway.Init")
    PeopleIT() {}

    @BeforeEach
    void start() {
        broker = BrokerProcess.start(BrokerOptions.defaults()
                .set("verification.sms", "webhook")
                .set("verification.webhook.url", gateway.url()));
        anna = signIn("+4915123456701");
        bob = signIn("+4915123456702");
    }

    @AfterEach
    void stop() {
        broker.close();
        gateway.close();
    }

    @Test
    void aStrangersMessageIsARequestUntilThePersonAcceptsAlsoAfterACrash() throws Exception {
        try (TestDevice annas = online(anna);
                TestDevice bobs = online(bob)) {
            privacy(bob, Map.of("strangers", "request"));
            await().pollDelay(SOON).until(() -> annas.publish(annas.text("who is this", address(bob))) == 0);
            bobs.awaitTexts("who is this");
            assertThat(bobs.contents(Message.class).get(0).request()).isTrue();
        }
        broker.kill();
        broker.restart();
        try (TestDevice annas = online(anna);
                TestDevice bobs = online(bob)) {
            bobs.awaitTexts("who is this");
            assertThat(bobs.contents(Message.class).get(0).request())
                    .as("from the disk")
                    .isTrue();
            annas.publish(annas.text("and again", address(bob)));
            bobs.awaitTexts("who is this", "and again");
            assertThat(bobs.contents(Message.class).get(1).request())
                    .as("the setting is loaded")
                    .isTrue();
            annas.publish(typing(annas, bob));

            http(bob).put("/v1/contacts/" + anna.account(), Map.of()).expect(204);
            await().pollDelay(SOON).until(() -> annas.publish(annas.text("thank you", address(bob))) == 0);
            bobs.awaitTexts("who is this", "and again", "thank you");
            assertThat(bobs.contents(Message.class).get(2).request()).isFalse();
            assertThat(live(bobs)).as("of a stranger none is shown").isZero();
            annas.publish(typing(annas, bob));
            await().atMost(TestDevice.PATIENCE).until(() -> live(bobs) == 1);
        }
    }

    @Test
    void whoRefusesStrangersGetsNothingOfThem() {
        try (TestDevice annas = online(anna);
                TestDevice bobs = online(bob)) {
            privacy(bob, Map.of("strangers", "refuse"));
            await().pollDelay(SOON).until(() -> annas.publish(annas.text("hello", address(bob))) == SEE_OUTCOMES);
            http(bob).put("/v1/contacts/" + anna.account(), Map.of()).expect(204);
            await().pollDelay(SOON).until(() -> annas.publish(annas.text("hello again", address(bob))) == 0);
            bobs.awaitTexts("hello again");
            assertThat(bobs.publish(bobs.text("hello too", address(anna)))).isZero();
            annas.awaitTexts("hello too");
        }
    }

    @Test
    void whoDoesNotTellWhatTheyReadIsNotToldEither() {
        try (TestDevice annas = online(anna);
                TestDevice bobs = online(bob)) {
            privacy(bob, Map.of("read_receipts", false));
            Send toBob = annas.text("one", address(bob));
            Send toAnna = bobs.text("two", address(anna));
            await().pollDelay(SOON).until(() -> annas.publish(toBob) == 0);
            bobs.publish(toAnna);
            bobs.awaitTexts("one");
            annas.awaitTexts("two");
            assertThat(bobs.publish(read(toBob, annas)))
                    .as("as if it were taken")
                    .isZero();
            assertThat(annas.publish(read(toAnna, bobs))).isZero();
            bobs.acknowledgeAll();
            annas.acknowledgeAll();
            await().atMost(TestDevice.PATIENCE)
                    .until(() -> kinds(annas).contains(ReceiptKind.DELIVERED)
                            && kinds(bobs).contains(ReceiptKind.DELIVERED));

            privacy(bob, Map.of("read_receipts", true));
            await().pollDelay(SOON).until(() -> bobs.publish(read(toBob, annas)) == 0);
            await().atMost(TestDevice.PATIENCE).until(() -> kinds(annas).contains(ReceiptKind.READ));
            assertThat(kinds(annas).stream().filter(ReceiptKind.READ::equals)).hasSize(1);
            assertThat(kinds(bobs)).doesNotContain(ReceiptKind.READ);
        }
    }

    private static ReceiptUpdate read(Send send, TestDevice author) {
        return new ReceiptUpdate(ReceiptKind.READ, send.conversation(), send.messageId(), author.address());
    }

    private static List<ReceiptKind> kinds(TestDevice device) {
        return device.contents(Receipt.class).stream().map(Receipt::kind).toList();
    }

    private LiveEvent typing(TestDevice from, Tokens to) {
        return new LiveEvent(
                List.of(address(to).account()), from.conversationWith(address(to)), ByteString.copyFromUtf8("typing"));
    }

    private static long live(TestDevice device) {
        return device.frames().stream()
                .map(InboxFrame::live)
                .mapToLong(List::size)
                .sum();
    }

    private void privacy(Tokens person, Map<String, Object> settings) {
        http(person).patch("/v1/privacy", settings).expect(204);
    }

    private HttpCaller http(Tokens person) {
        return new HttpCaller(broker.http("")).as(person);
    }

    private Tokens signIn(String number) {
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
