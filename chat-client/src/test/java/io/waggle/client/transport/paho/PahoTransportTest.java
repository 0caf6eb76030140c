package io.waggle.client.transport.paho;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.waggle.client.fake.FakeServer;
import io.waggle.client.fake.Fault;
import io.waggle.client.fake.MqttGateway;
import io.waggle.client.transport.Answer;
import io.waggle.client.transport.Closed;
import io.waggle.client.transport.Connection;
import io.waggle.client.transport.ConnectionEvents;
import io.waggle.client.transport.InboundFrame;
import io.waggle.client.transport.Login;
import io.waggle.client.transport.ReasonCode;
import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The transport against a server that speaks MQTT 5 and misbehaves where it is told to. */
class PahoTransportTest {

    private static final Address DEVICE = Address.of("ann", "phone");
    private static final byte[] HELLO = OutboxCodec.encode(OutboxFrame.of(new Hello(Epoch.NONE, InboxSequence.NONE)));

    private final FakeServer server = new FakeServer(new Random(1), Clock.systemUTC());
    private final MqttGateway gateway = new MqttGateway(server);
    private final List<Connection> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Connection::abort);
        gateway.close();
    }

    @Test
    void connectsAsTheProtocolWants() {
        open(new Events(), PahoOptions.DEFAULT);
        await().until(() -> !gateway.connects.isEmpty());

        MqttConnectMessage connect = gateway.connects.get(0);
        assertThat(connect.variableHeader().version()).isEqualTo(5);
        assertThat(connect.payload().clientIdentifier()).isEqualTo("ann/phone");
        assertThat(connect.payload().userName()).isEqualTo("ann");
        assertThat(connect.payload().passwordInBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("token");
        assertThat(connect.variableHeader().isCleanSession()).isTrue();
        assertThat(connect.variableHeader().isWillFlag()).isFalse();
        assertThat(connect.variableHeader().keepAliveTimeSeconds()).isEqualTo(60);
        assertThat(property(connect, MqttPropertyType.RECEIVE_MAXIMUM)).isEqualTo(4);
        assertThat(property(connect, MqttPropertyType.MAXIMUM_PACKET_SIZE)).isGreaterThanOrEqualTo(66_048);
        assertThat(property(connect, MqttPropertyType.SESSION_EXPIRY_INTERVAL)).isZero();
    }

    @Test
    void publishesAndHearsTheReasonCodeAndTheReason() {
        Events events = new Events();
        Connection connection = opened(events);
        List<Answer> answers = new CopyOnWriteArrayList<>();

        connection.publish(HELLO, answers::add);
        connection.publish(new byte[] {1, 2, 3}, answers::add);
        await().until(() -> answers.size() == 2);
        server.setFaults((device, frame) -> Fault.BUSY);
        connection.publish(HELLO, answers::add);

        await().until(() -> answers.size() == 3);
        assertThat(answers)
                .containsExactly(
                        new Answer(ReasonCode.SUCCESS, ""),
                        new Answer(ReasonCode.MALFORMED, "not a frame"),
                        new Answer(ReasonCode.NOT_DECIDED, "busy"));
        assertThat(events.closed).isEmpty();
    }

    @Test
    void receivesFramesAndFreesTheWindowOnlyWhenTheyAreDone() {
        Events events = new Events();
        Connection connection = opened(events);
        connection.publish(HELLO, answer -> {});
        connection.subscribe();
        await().until(() -> events.frames.size() == 1);

        for (int i = 0; i < 10; i++) {
            server.append(DEVICE, new io.waggle.protocol.frame.InboxItem.Unknown());
        }
        await().during(Duration.ofMillis(300)).until(() -> events.frames.size() == 4);
        events.frames.get(0).done();

        await().until(() -> events.frames.size() > 4);
    }

    @Test
    void manyFramesInARowAreAnsweredAlsoByAServerThatTakesOneAtATime() {
        gateway.receiveMaximum = 1;
        Connection connection = opened(new Events());
        List<Answer> answers = new CopyOnWriteArrayList<>();

        for (int i = 0; i < 50; i++) {
            connection.publish(HELLO, answers::add);
        }

        await().until(() -> answers.size() == 50);
        assertThat(answers).containsOnly(new Answer(ReasonCode.SUCCESS, ""));
    }

    @Test
    void aRefusedLoginEndsWithTheReasonCode() {
        gateway.connack = MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD;

        Events events = new Events();
        open(events, PahoOptions.DEFAULT);

        await().until(() -> events.closed.size() == 1);
        assertThat(events.closed.get(0).cause()).isEqualTo(Closed.Cause.REFUSED);
        assertThat(events.closed.get(0).reasonCode()).isEqualTo(ReasonCode.BAD_TOKEN);
        assertThat(events.opened).isZero();
    }

    @Test
    void aRefusedSubscriptionEndsTheConnection() {
        gateway.refuseSubscribe = true;
        Events events = new Events();

        opened(events).subscribe();

        await().until(() -> events.closed.size() == 1);
        assertThat(events.closed.get(0).cause()).isEqualTo(Closed.Cause.REFUSED);
    }

    @Test
    void theServersGoodByeIsToldWithItsReasonCode() {
        Events first = new Events();
        opened(first);

        opened(new Events());

        await().until(() -> first.closed.size() == 1);
        assertThat(first.closed.get(0).cause()).isEqualTo(Closed.Cause.DISCONNECTED);
        assertThat(first.closed.get(0).reasonCode()).isEqualTo(ReasonCode.TAKEN_OVER);
    }

    @Test
    void aCutConnectionIsNoticedAtOnce() {
        Events events = new Events();
        opened(events);

        gateway.cut();

        await().atMost(Duration.ofSeconds(2)).until(() -> events.closed.size() == 1);
        assertThat(events.closed.get(0).cause()).isEqualTo(Closed.Cause.LOST);
    }

    @Test
    void aServerThatHasGoneSilentIsNoticedByItsPings() {
        Events events = new Events();
        open(events, PahoOptions.DEFAULT.withKeepAlive(Duration.ofSeconds(1)));
        await().until(() -> events.opened == 1);

        gateway.mute = true;

        await().atMost(Duration.ofSeconds(5)).until(() -> events.closed.size() == 1);
        assertThat(events.closed.get(0).cause()).isEqualTo(Closed.Cause.LOST);
    }

    @Test
    void aConnectionWithNothingToSayStaysOpen() {
        Events events = new Events();
        open(events, PahoOptions.DEFAULT.withKeepAlive(Duration.ofSeconds(1)));
        await().until(() -> events.opened == 1);

        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(6)).until(events.closed::isEmpty);
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpInTime() {
        gateway.mute = true;
        Events events = new Events();

        open(events, PahoOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(500)));

        await().atMost(Duration.ofSeconds(3)).until(() -> events.closed.size() == 1);
        assertThat(events.closed.get(0).detail()).contains("CONNACK");
    }

    @Test
    void aPortWithoutAServerIsReported() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        Events events = new Events();

        opened.add(new PahoTransport().open(new Login(uri(port), DEVICE, "token"), events));

        await().until(() -> events.closed.size() == 1);
        assertThat(events.closed.get(0).cause()).isEqualTo(Closed.Cause.LOST);
    }

    @Test
    void aServerThatClosesAtOnceLeavesNoThreadBehind() {
        gateway.slam = true;
        for (int i = 0; i < 20; i++) {
            Events events = new Events();
            open(events, PahoOptions.DEFAULT.withConnectTimeout(Duration.ofSeconds(1)));
            await().until(() -> events.closed.size() == 1);
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> mqttThreads() == 0);
    }

    @Test
    void noThreadIsLeftBehindHoweverAConnectionEnds() {
        opened(new Events()).close();
        opened(new Events()).abort();
        opened(new Events());
        gateway.cut();
        open(new Events(), PahoOptions.DEFAULT).abort();

        await().atMost(Duration.ofSeconds(10)).until(() -> mqttThreads() == 0);
    }

    @Test
    void goodByeIsSaid() {
        Events events = new Events();
        Connection connection = opened(events);

        connection.close();

        await().until(() -> events.closed.size() == 1);
        assertThat(events.closed.get(0).cause()).isEqualTo(Closed.Cause.LOCAL);
        await().until(gateway.connections::isEmpty);
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        Events events = new Events();
        Connection connection = opened(events);
        connection.publish(HELLO, answer -> {});
        connection.subscribe();
        await().until(() -> events.frames.size() == 1);

        connection.abort();
        connection.abort();
        connection.close();
        connection.publish(HELLO, answer -> events.late = true);
        connection.subscribe();
        events.frames.get(0).done();
        server.append(DEVICE, new io.waggle.protocol.frame.InboxItem.Unknown());

        await().during(Duration.ofMillis(500)).until(() -> events.closed.size() == 1 && !events.late);
        assertThat(events.frames).hasSize(1);
    }

    @Test
    void otherAddressesThanMqttOnesAreRefused() {
        for (String uri : List.of("http://localhost:80", "localhost:1883", "tcp:///nowhere")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> new PahoTransport().open(new Login(URI.create(uri), DEVICE, "token"), new Events()))
                    .withMessageContaining(uri);
        }
    }

    private Connection opened(Events events) {
        Connection connection = open(events, PahoOptions.DEFAULT);
        await().until(() -> events.opened == 1);
        return connection;
    }

    private Connection open(Events events, PahoOptions options) {
        Connection connection =
                new PahoTransport(options).open(new Login(uri(gateway.port()), DEVICE, "token"), events);
        opened.add(connection);
        return connection;
    }

    private static URI uri(int port) {
        return URI.create("tcp://127.0.0.1:" + port);
    }

    private static long mqttThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getName().startsWith("MQTT ") || thread.getName().equals("waggle-mqtt"))
                .count();
    }

    private static int property(MqttConnectMessage connect, MqttPropertyType type) {
        return Optional.ofNullable(connect.variableHeader().properties().getProperty(type.value()))
                .map(property -> (Integer) property.value())
                .orElse(-1);
    }

    /** Writes down what it is told. */
    static final class Events implements ConnectionEvents {

        volatile int opened;
        volatile boolean late;
        final List<InboundFrame> frames = new CopyOnWriteArrayList<>();
        final List<Closed> closed = new CopyOnWriteArrayList<>();

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate")
        public void opened() {
            opened++;
        }

        @Override
        public void frame(InboundFrame frame) {
            frames.add(frame);
        }

        @Override
        public void closed(Closed why) {
            closed.add(why);
        }
    }
}
