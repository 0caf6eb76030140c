package io.waggle.broker.device;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.Topics;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.testkit.BrokerProcess;
import io.waggle.testkit.TestLogs;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One device on a plain MQTT 5 client that knows nothing of Waggle: what the test does not tell it to do, it does not do, so
 * every step of the protocol is the test's.
 */
final class TestDevice implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What every text begins with on the wire, to be looked for in logs. */
    static final String MARK = "payload of a test: ";

    static {
        TestLogs.mustNotBeLogged(MARK);
    }

    private final Address address;
    private final Mqtt5AsyncClient client;
    private final String token;
    private final List<InboxFrame> frames = new CopyOnWriteArrayList<>();
    private final List<Mqtt5Publish> unanswered = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile boolean answering = true;

    private TestDevice(Address address, Mqtt5AsyncClient client, String token) {
        this.address = address;
        this.client = client;
        this.token = token;
    }

    /** A device that is connected and has subscribed to its inbox, and has said nothing yet. */
    static TestDevice online(BrokerProcess broker, Address address) {
        TestDevice device = connected(broker, address);
        device.subscribe();
        return device;
    }

    /** A device that is connected. */
    static TestDevice connected(BrokerProcess broker, Address address) {
        TestDevice device = offline(broker, address);
        device.connect();
        return device;
    }

    /** A device that has not connected yet. */
    static TestDevice offline(BrokerProcess broker, Address address) {
        return offline(broker, address, broker.mqtt());
    }

    /** A device that has not connected yet and will do so at another place, for instance through a proxy. */
    static TestDevice offline(BrokerProcess broker, Address address, InetSocketAddress at) {
        return offline(at, address, broker.mintToken(address));
    }

    /** A device that has not connected yet and will do so with a token that it was given. */
    static TestDevice offline(InetSocketAddress at, Address address, String token) {
        return build(Mqtt5Client.builder().serverHost(at.getHostString()).serverPort(at.getPort()), address, token);
    }

    /** A device that connects over WebSocket. */
    static TestDevice onWebSocket(BrokerProcess broker, Address address) {
        return build(
                Mqtt5Client.builder()
                        .serverHost(broker.webSocket().getHost())
                        .serverPort(broker.webSocket().getPort())
                        .webSocketConfig()
                        .serverPath(broker.webSocket().getPath())
                        .subprotocol("mqtt")
                        .applyWebSocketConfig(),
                address,
                broker.mintToken(address));
    }

    private static TestDevice build(Mqtt5ClientBuilder builder, Address address, String token) {
        CompletableFuture<TestDevice> self = new CompletableFuture<>();
        Mqtt5AsyncClient client = builder.identifier(address.clientId())
                .addDisconnectedListener(context -> self.join().disconnected(context.getCause()))
                .buildAsync();
        TestDevice device = new TestDevice(address, client, token);
        client.publishes(MqttGlobalPublishFilter.ALL, device::receive, true);
        self.complete(device);
        return device;
    }

    Address address() {
        return address;
    }

    // --- connecting

    /** Connects. @throws CompletionException with the CONNACK if the broker refuses */
    void connect() {
        connect(60);
    }

    /** Connects with a Keep Alive of that many seconds. */
    void connect(int keepAlive) {
        client.connectWith()
                .cleanStart(true)
                .keepAlive(keepAlive)
                .simpleAuth()
                .username(address.account().value())
                .password(token.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .send()
                .join();
    }

    void subscribe() {
        client.subscribeWith()
                .topicFilter(Topics.inbox(address))
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .join();
    }

    /** The plain client, for what a well-behaved device does not do. */
    Mqtt5AsyncClient mqtt() {
        return client;
    }

    /** Waits until the connection has ended; the DISCONNECT's reason code, or nothing if there was none. */
    OptionalInt awaitClosed() {
        await().atMost(PATIENCE).until(closed::isDone);
        int code = closed.join();
        return code < 0 ? OptionalInt.empty() : OptionalInt.of(code);
    }

    boolean isClosed() {
        return closed.isDone();
    }

    private void disconnected(Throwable cause) {
        closed.complete(
                cause instanceof Mqtt5DisconnectException disconnect
                        ? disconnect.getMqttMessage().getReasonCode().getCode()
                        : -1);
    }

    // --- sending

    /** Publishes a frame and waits for its PUBACK's reason code. */
    int publish(OutboxItem... items) {
        return publishing(items).join();
    }

    /** Publishes a frame; completes with its PUBACK's reason code, exceptionally if the connection ends first. */
    CompletableFuture<Integer> publishing(OutboxItem... items) {
        return publishing(Topics.outbox(address), OutboxCodec.encode(OutboxFrame.of(items)));
    }

    /** Publishes any bytes to any topic with QoS 1. */
    CompletableFuture<Integer> publishing(String topic, byte[] payload) {
        return client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload)
                .send()
                .handle((result, failure) -> puback(result, failure).code());
    }

    /**
     * What a PUBLISH was answered with.
     *
     * @param reason empty if there is none
     */
    record Puback(int code, String reason) {

        static Puback of(Mqtt5PubAck packet) {
            return new Puback(
                    packet.getReasonCode().getCode(),
                    packet.getReasonString().map(Object::toString).orElse(""));
        }
    }

    /** Publishes any bytes to the outbox topic, and waits for the PUBACK. */
    Puback answer(byte[] payload) {
        return client.publishWith()
                .topic(Topics.outbox(address))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload)
                .send()
                .handle(TestDevice::puback)
                .join();
    }

    private static Puback puback(Mqtt5PublishResult result, Throwable failure) {
        if (failure == null) {
            return Puback.of(((Mqtt5Qos1Result) result).getPubAck());
        }
        if (failure instanceof Mqtt5PubAckException refused) {
            return Puback.of(refused.getMqttMessage());
        }
        throw new CompletionException(failure);
    }

    /** A message to these devices, which must be all of their accounts. */
    Send text(String text, Address... to) {
        return text(MessageId.create(Instant.now()), text, Duration.ZERO, to);
    }

    Send text(MessageId id, String text, Duration expiresIn, Address... to) {
        List<Recipient> recipients = Arrays.stream(to)
                .map(Address::account)
                .distinct()
                .map(account -> new Recipient(
                        account,
                        Arrays.stream(to)
                                .filter(device -> device.account().equals(account))
                                .map(device -> new Recipient.Device(device.device(), Epoch.NONE, ByteString.EMPTY))
                                .toList()))
                .toList();
        return new Send(id, conversationWith(to[0]), recipients, ByteString.copyFromUtf8(MARK + text), expiresIn);
    }

    ConversationId conversationWith(Address other) {
        return ConversationId.direct(address.account(), other.account());
    }

    // --- receiving

    private void receive(Mqtt5Publish publish) {
        frames.add(decode(publish.getPayloadAsBytes()));
        if (answering) {
            publish.acknowledge();
        } else {
            unanswered.add(publish);
        }
    }

    private static InboxFrame decode(byte[] payload) {
        if (InboxCodec.decode(ByteBuffer.wrap(payload)) instanceof Decoded.Valid<InboxFrame> valid) {
            return valid.frame();
        }
        throw new AssertionError("the broker sent something that is no frame");
    }

    /** Sends no PUBACK any more, like a device that is too slow. */
    void stopAnswering() {
        answering = false;
    }

    /** Sends the PUBACKs that were held back, and each from now on. */
    void answerAgain() {
        answering = true;
        unanswered.forEach(Mqtt5Publish::acknowledge);
        unanswered.clear();
    }

    List<InboxFrame> frames() {
        return List.copyOf(frames);
    }

    List<InboxItem> items() {
        return frames.stream().flatMap(frame -> frame.items().stream()).toList();
    }

    <T> List<T> contents(Class<T> type) {
        return items().stream()
                .map(InboxItem::content)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    List<String> texts() {
        return contents(Message.class).stream()
                .map(message -> textOf(message.content()))
                .toList();
    }

    /** The text that a content has been made of, by {@link #text} or by another client. */
    static String textOf(ByteString content) {
        String text = content.toStringUtf8();
        return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    }

    /** Waits until exactly these texts have come, in this order, repetitions included. */
    void awaitTexts(String... texts) {
        await().atMost(PATIENCE).until(() -> texts().equals(List.of(texts)));
    }

    /** What was told last of an account's presence; nothing if nothing was. */
    Optional<Presence> presenceOf(AccountId account) {
        return frames.stream()
                .flatMap(frame -> frame.presence().stream())
                .filter(presence -> presence.account().equals(account))
                .reduce((before, last) -> last);
    }

    <T> T awaitContent(Class<T> type) {
        await().atMost(PATIENCE).until(() -> !contents(type).isEmpty());
        return contents(type).get(0);
    }

    /** Says hello as one that has stored everything up to a sequence. */
    int hello(Epoch epoch, InboxSequence last) {
        return publish(new Hello(epoch, last));
    }

    Epoch epoch() {
        await().atMost(PATIENCE).until(() -> !frames.isEmpty());
        return frames.get(frames.size() - 1).epoch();
    }

    InboxSequence lastSequence() {
        List<InboxItem> items = items();
        return items.isEmpty()
                ? InboxSequence.NONE
                : items.get(items.size() - 1).sequence();
    }

    /** Acknowledges everything that has come. */
    int acknowledgeAll() {
        return publish(new InboxAck(epoch(), lastSequence()));
    }

    /** Ends the connection without a word. */
    @Override
    public void close() {
        var unused =
                client.disconnect().handle((done, failure) -> failure == null).join();
    }
}
