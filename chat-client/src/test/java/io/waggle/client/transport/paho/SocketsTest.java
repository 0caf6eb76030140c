package io.waggle.client.transport.paho;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.waggle.client.Certificates;
import io.waggle.client.fake.FakeServer;
import io.waggle.client.fake.MqttGateway;
import io.waggle.client.transport.Answer;
import io.waggle.client.transport.Closed;
import io.waggle.client.transport.Connection;
import io.waggle.client.transport.Login;
import io.waggle.client.transport.ReasonCode;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way to connect carries everything both ways. */
class SocketsTest {

    private static final Address DEVICE = Address.of("ann", "phone");

    @TempDir
    static Path directory;

    private static Certificates localhost;
    private static Certificates elsewhere;

    private final FakeServer server = new FakeServer(new Random(1), Clock.systemUTC());

    @BeforeAll
    static void makeCertificates() throws Exception {
        localhost = new Certificates(directory, "localhost");
        elsewhere = new Certificates(directory, "elsewhere.example");
    }

    @ParameterizedTest
    @CsvSource({"tcp,false", "mqtt,false", "ssl,false", "mqtts,false", "ws,false", "ws,true", "wss,false", "wss,true"})
    void theLargestFramesGoBothWays(String scheme, boolean fragment) throws Exception {
        boolean secure = List.of("ssl", "mqtts", "wss").contains(scheme);
        try (MqttGateway gateway = new MqttGateway(
                server, scheme.startsWith("ws"), secure ? Optional.of(context(localhost)) : Optional.empty())) {
            gateway.fragment = fragment;
            PahoTransportTest.Events events = new PahoTransportTest.Events();
            Connection connection = open(scheme, gateway, events, localhost);
            await().until(() -> events.opened == 1);
            List<Answer> answers = new CopyOnWriteArrayList<>();
            connection.publish(
                    OutboxCodec.encode(OutboxFrame.of(new Hello(Epoch.NONE, InboxSequence.NONE))), answers::add);
            connection.subscribe();
            await().until(() -> events.frames.size() == 1);
            byte[] noise = new byte[ProtocolLimits.FRAME_BYTES];
            new Random(7).nextBytes(noise);

            connection.publish(noise, answers::add);
            Message large = new Message(
                    MessageId.create(Instant.now()),
                    Address.of("bob", "phone"),
                    new ConversationId(1, 1),
                    ByteString.copyFrom(noise, 0, ProtocolLimits.CONTENT_BYTES),
                    Instant.ofEpochMilli(1));
            server.append(DEVICE, large);

            await().until(() -> answers.size() == 2 && events.frames.size() == 2);
            assertThat(answers)
                    .extracting(Answer::reasonCode)
                    .containsExactly(ReasonCode.SUCCESS, ReasonCode.MALFORMED);
            assertThat(items(events.frames.get(1).payload()))
                    .extracting(InboxItem::content)
                    .containsExactly(large);
            connection.close();
            await().until(() -> events.closed.size() == 1);
            assertThat(events.closed.get(0).cause()).isEqualTo(Closed.Cause.LOCAL);
        }
    }

    @ParameterizedTest
    @CsvSource({"ssl", "mqtts", "wss"})
    void aServerWithTheCertificateOfAnotherHostIsNotTrusted(String scheme) throws Exception {
        try (MqttGateway gateway = new MqttGateway(server, scheme.equals("wss"), Optional.of(context(elsewhere)))) {
            PahoTransportTest.Events events = new PahoTransportTest.Events();

            open(scheme, gateway, events, elsewhere);

            await().until(() -> events.closed.size() == 1);
            assertThat(events.closed.get(0).detail()).contains("localhost");
            assertThat(gateway.connects).isEmpty();
        }
    }

    @Test
    void aServerThatNobodyVouchesForIsNotTrusted() throws Exception {
        try (MqttGateway gateway = new MqttGateway(server, false, Optional.of(context(localhost)))) {
            PahoTransportTest.Events events = new PahoTransportTest.Events();

            open("ssl", gateway, events, elsewhere);

            await().until(() -> events.closed.size() == 1);
            assertThat(gateway.connects).isEmpty();
        }
    }

    private static SslContext context(Certificates certificates) throws Exception {
        return SslContextBuilder.forServer(certificates.server()).build();
    }

    private static Connection open(
            String scheme, MqttGateway gateway, PahoTransportTest.Events events, Certificates trusted)
            throws Exception {
        URI uri = URI.create(scheme + "://localhost:" + gateway.port());
        return new PahoTransport(PahoOptions.DEFAULT.withTls(trusted.client()))
                .open(new Login(uri, DEVICE, "token"), events);
    }

    private static List<InboxItem> items(byte[] payload) {
        return InboxCodec.decode(ByteBuffer.wrap(payload)) instanceof Decoded.Valid<InboxFrame> valid
                ? valid.frame().items()
                : List.of();
    }
}
