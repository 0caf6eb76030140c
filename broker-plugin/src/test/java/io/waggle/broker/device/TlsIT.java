package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.client.ClientOptions;
import io.waggle.client.ConnectionState;
import io.waggle.client.WaggleClient;
import io.waggle.client.WaggleListener;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Draft;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.store.sqlite.JdbcSqliteDatabase;
import io.waggle.client.transport.Answer;
import io.waggle.client.transport.Closed;
import io.waggle.client.transport.Connection;
import io.waggle.client.transport.ConnectionEvents;
import io.waggle.client.transport.InboundFrame;
import io.waggle.client.transport.Login;
import io.waggle.client.transport.paho.PahoOptions;
import io.waggle.client.transport.paho.PahoTransport;
import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import io.waggle.testkit.TestAuthority;
import io.waggle.testkit.TestAuthority.Issued;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a phone sees of the encrypted broker: one broker whose certificate is for {@code localhost} and not for 127.0.0.1. */
final class TlsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** HiveMQ looks at its key stores every 10 s. */
    private static final Duration RELOAD = Duration.ofSeconds(40);

    @TempDir
    private static Path folder;

    private static TestAuthority authority;
    private static Issued served;
    private static BrokerProcess broker;

    @BeforeAll
    static void start() {
        authority = new TestAuthority(folder.resolve("authority"));
        served = new Issued(folder.resolve("server.pem"), folder.resolve("server-key.pem"));
        authority.server("first", "dns:localhost").replace(served);
        broker = BrokerProcess.start(BrokerOptions.defaults().tls(served).set("tls.reload-interval", "200ms"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "mqtts"})
    void aMessageTravelsFromTlsToSecureWebSocket(String scheme) {
        Address alice = Address.of("alice-" + scheme, "phone");
        Address bob = Address.of("bob-" + scheme, "phone");
        List<String> texts = new CopyOnWriteArrayList<>();
        try (WaggleClient receiver = client(bob, "wss", texts);
                WaggleClient sender = client(alice, scheme, new CopyOnWriteArrayList<>())) {
            receiver.connect();
            sender.connect();
            await().atMost(PATIENCE)
                    .until(() ->
                            receiver.state() == ConnectionState.ONLINE && sender.state() == ConnectionState.ONLINE);

            sender.send(Draft.direct(alice.account(), bob.account(), "sealed"));

            await().atMost(PATIENCE).until(() -> texts.equals(List.of("sealed")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void aPhoneThatDoesNotKnowTheAuthorityDoesNotConnect(String scheme) {
        TestAuthority other = new TestAuthority(folder.resolve("other-" + scheme));

        Heard heard = open(uri(scheme, "localhost"), other.trusting());

        await().atMost(PATIENCE).until(() -> heard.closed.size() == 1);
        assertThat(heard.closed.get(0).detail()).contains("PKIX path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl", "wss"})
    void aPhoneThatMeantAnotherHostDoesNotConnect(String scheme) {
        Heard heard = open(uri(scheme, "127.0.0.1"), authority.trusting());

        await().atMost(PATIENCE).until(() -> heard.closed.size() == 1);
        assertThat(heard.closed.get(0).detail()).contains("No subject alternative names");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void aPhoneThatDoesNotEncryptDoesNotConnect(String scheme) {
        Heard heard = open(uri(scheme, "localhost"), authority.trusting());

        await().atMost(PATIENCE).until(() -> heard.closed.size() == 1);
        assertThat(heard.opened).isFalse();
    }

    /** One test for the order of events: the file is broken, then another certificate, then the first again. */
    @Test
    void aNewCertificateIsServedWithoutARestartABrokenOneIsNotAndOpenConnectionsStay() throws Exception {
        Heard heard = open(uri("ssl", "localhost"), authority.trusting());
        await().atMost(PATIENCE).until(() -> heard.opened);
        String first = shown();

        Files.writeString(served.privateKey(), "broken");
        await().atMost(PATIENCE)
                .until(() -> broker.metric("chat_tls_certificate_refused_certificates_total")
                        .orElse(0.0)
                        .equals(1.0));
        assertThat(broker.log())
                .contains("The new TLS certificate is refused, and the one in use stays: tls.private-key = ");
        assertThat(shown()).isEqualTo(first);

        authority.server("second", "dns:localhost").replace(served);
        await().atMost(RELOAD).until(() -> shown().equals("CN=second"));
        assertThat(shown("wss")).isEqualTo("CN=second");
        assertThat(shown("https")).isEqualTo("CN=second");
        assertThat(broker.metric("chat_tls_certificate_loaded_certificates_total"))
                .contains(2.0);

        List<Answer> answers = new CopyOnWriteArrayList<>();
        heard.connection()
                .publish(OutboxCodec.encode(OutboxFrame.of(new Hello(Epoch.NONE, InboxSequence.NONE))), answers::add);
        await().atMost(PATIENCE).until(() -> answers.size() == 1);
        assertThat(heard.closed).as("the connection from before").isEmpty();
    }

    private static String shown() {
        return shown("ssl");
    }

    private static String shown(String scheme) {
        return TlsKnock.certificate(uri(scheme, "localhost"), authority.trusting());
    }

    private static URI uri(String scheme, String host) {
        return switch (scheme) {
            case "ws", "wss" ->
                URI.create(scheme + "://" + host + ":" + broker.webSocket().getPort() + "/mqtt");
            case "https" ->
                URI.create(scheme + "://" + host + ":" + broker.http("/").getPort());
            default -> URI.create(scheme + "://" + host + ":" + broker.mqtt().getPort());
        };
    }

    private static WaggleClient client(Address device, String scheme, List<String> texts) {
        String token = broker.mintToken(device);
        ClientStore store = ClientStore.open(JdbcSqliteDatabase.open(folder.resolve(device.account() + ".db")), device);
        return WaggleClient.open(
                ClientOptions.of(device, uri(scheme, "localhost"), () -> token),
                store,
                new PahoTransport(
                        PahoOptions.DEFAULT.withTls(authority.trusting().getSocketFactory())),
                new WaggleListener() {
                    @Override
                    public void onMessage(StoredMessage message) {
                        texts.add(message.text().orElseThrow());
                    }
                });
    }

    private static Heard open(URI server, SSLContext trust) {
        Heard heard = new Heard();
        Address carol = Address.of("carol", "phone");
        heard.connection = new PahoTransport(PahoOptions.DEFAULT.withTls(trust.getSocketFactory()))
                .open(new Login(server, carol, broker.mintToken(carol)), heard);
        return heard;
    }

    private static final class Heard implements ConnectionEvents {

        private final List<Closed> closed = new CopyOnWriteArrayList<>();
        private volatile boolean opened;
        private volatile @Nullable Connection connection;

        Connection connection() {
            return Objects.requireNonNull(connection);
        }

        @Override
        public void opened() {
            opened = true;
        }

        @Override
        public void frame(InboundFrame frame) {
            frame.done();
        }

        @Override
        public void closed(Closed reason) {
            closed.add(reason);
        }
    }
}
