package io.waggle.broker.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.protocol.Address;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import io.waggle.testkit.StartFault.Refused;
import io.waggle.testkit.TestAuthority;
import io.waggle.testkit.TestAuthority.Issued;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The standalone broker's listeners as their configuration says, and no start where it says too little. */
final class TlsListenersIT {

    private static final Address ALICE = Address.of("alice", "phone");
    private static final int TIMEOUT_MS = 20_000;
    private static final int ALERT = 21;
    private static final int PROTOCOL_VERSION = 70; // RFC 8446, section 6
    private static final int TLS_1_1 = 0x0302;
    private static final int TLS_1_2 = 0x0303;

    @TempDir
    private static Path shared;

    private static TestAuthority authority;
    private static TestAuthority stranger;
    private static Issued server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void issue() {
        authority = new TestAuthority(shared.resolve("authority"));
        stranger = new TestAuthority(shared.resolve("stranger"));
        server = authority.server("server", "ip:127.0.0.1");
        authority.client("phone");
        stranger.client("intruder");
    }

    /** The JVM's own list of what it refuses is empty here, so what is refused is refused by the configuration. */
    @Test
    void neitherAnOldVersionNorAWeakSuiteIsSpoken() throws Exception {
        Path everything = Files.writeString(folder.resolve("java.security"), "jdk.tls.disabledAlgorithms=\n");
        try (BrokerProcess broker = BrokerProcess.start(
                BrokerOptions.defaults().tls(server).javaOption("-Djava.security.properties=" + everything))) {
            for (int port : List.of(
                    broker.mqtt().getPort(),
                    broker.webSocket().getPort(),
                    broker.http("/").getPort())) {
                assertThat(alertTo(TLS_1_1, port)).isEqualTo(PROTOCOL_VERSION);
                assertThat(alertTo(TLS_1_2, port))
                        .as("what was said is a ClientHello")
                        .isNotEqualTo(PROTOCOL_VERSION);
                assertThat(suite(port, "TLSv1.3", "TLS_AES_128_GCM_SHA256")).isEqualTo("TLS_AES_128_GCM_SHA256");
                assertThat(suite(port, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"))
                        .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
                assertThatThrownBy(() -> suite(port, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"))
                        .isInstanceOf(SSLHandshakeException.class);
            }
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(broker.home().resolve("data/keystores/server.p12"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void requiredMeansThatNobodyConnectsWithoutACertificateAndThatATokenIsStillNeeded() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(mutual("required"))) {
            String token = broker.mintToken(ALICE);

            assertThat(knock(broker, authority.trusting(authority, "phone"), token))
                    .isEqualTo(MqttKnock.SUCCESS);
            assertThat(knock(broker, authority.trusting(authority, "phone"), "no token"))
                    .isNotIn(MqttKnock.SUCCESS, MqttKnock.CLOSED);
            assertThatThrownBy(() -> knock(broker, authority.trusting(), token)).isInstanceOf(IOException.class);
            assertThat(get(broker, authority.trusting(authority, "phone"))).isEqualTo(404);
            assertThatThrownBy(() -> get(broker, authority.trusting())).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> knock(broker, authority.trusting(stranger, "intruder"), token))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void optionalMeansThatACertificateThatIsShownMustBeRight() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(mutual("optional"))) {
            String token = broker.mintToken(ALICE);

            assertThat(knock(broker, authority.trusting(), token)).isEqualTo(MqttKnock.SUCCESS);
            assertThat(get(broker, authority.trusting())).isEqualTo(404);
            assertThat(knock(broker, authority.trusting(authority, "phone"), token))
                    .isEqualTo(MqttKnock.SUCCESS);
            assertThatThrownBy(() -> knock(broker, authority.trusting(stranger, "intruder"), token))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void plainListenersThatOthersReachStopTheStartBeforeTheyAreOpened() {
        BrokerOptions open = BrokerOptions.defaults()
                .javaOption("-Dwaggle.mqtt.address=0.0.0.0")
                .set("monitoring.address", "0.0.0.0");

        assertThat(refusal(open))
                .contains("the listener mqtt would be reached at 0.0.0.0 without TLS")
                .contains("monitoring (monitoring.address) would be reached at 0.0.0.0")
                .contains("set tls.certificate and tls.private-key")
                .contains("tls.allow-plain = true");
    }

    @Test
    void materialThatCannotBeUsedStopsTheStart() {
        Issued other = authority.server("other", "ip:127.0.0.1");

        assertThat(refusal(BrokerOptions.defaults().tls(new Issued(server.certificate(), other.privateKey()))))
                .contains("tls.private-key", other.privateKey().toString(), "not the key of the certificate");
    }

    @Test
    void aCertificateInAFileThatTheLauncherReadsOtherwiseIsNoticed() throws IOException {
        Path file = Files.writeString(
                folder.resolve("waggle.properties"),
                "tls.certificate " + server.certificate() + "\ntls.private-key = " + server.privateKey() + "\n");

        assertThat(refusal(BrokerOptions.defaults().configFile(file)))
                .contains("tls.certificate is set, but HiveMQ's config.xml has no TLS listener in use")
                .contains("KEY = VALUE");
    }

    @Test
    void theFileAloneTurnsTlsOnAndWithoutItTheHostsCopyOfTheKeyGoes() throws Exception {
        Path home = folder.resolve("home");
        Path file = Files.writeString(
                folder.resolve("waggle.properties"),
                "tls.certificate=" + server.certificate() + "  \n  tls.private-key : " + server.privateKey() + "\n");

        try (BrokerProcess broker =
                BrokerProcess.start(BrokerOptions.defaults().home(home).configFile(file))) {
            assertThat(suite(broker.mqtt().getPort(), "TLSv1.3", "TLS_AES_256_GCM_SHA384"))
                    .isEqualTo("TLS_AES_256_GCM_SHA384");
            assertThat(home.resolve("data/keystores/server.p12")).exists();
        }
        try (BrokerProcess broker = BrokerProcess.start(BrokerOptions.defaults().home(home))) {
            assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, broker.mintToken(ALICE)))
                    .isEqualTo(MqttKnock.SUCCESS);
            try (Stream<Path> left = Files.list(home.resolve("data/keystores"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    private static BrokerOptions mutual(String mode) {
        return BrokerOptions.defaults()
                .tls(server)
                .set("tls.client-ca", authority.certificate().toString())
                .set("tls.client-authentication", mode);
    }

    private static String refusal(BrokerOptions options) {
        try (BrokerProcess broker = BrokerProcess.launch(options)) {
            Refused refused = (Refused) broker.awaitStart().orElseThrow();
            assertThat(broker.awaitExit()).isEqualTo(78);
            assertThat(broker.log()).doesNotContain("Starting TCP listener", "Starting TLS TCP listener");
            return refused.reason();
        }
    }

    private static String suite(int port, String protocol, String suite) throws IOException {
        try (SSLSocket socket = connect(authority.trusting(), port)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {suite});
            socket.startHandshake();
            return socket.getSession().getCipherSuite();
        }
    }

    private static int knock(BrokerProcess broker, SSLContext context, String token) throws IOException {
        try (SSLSocket socket = connect(context, broker.mqtt().getPort())) {
            // In 1.3 a client is done before the server has looked at its certificate.
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            return MqttKnock.connack(socket, ALICE, token).reasonCode();
        }
    }

    /** The status of a resource that the HTTP API does not have. */
    private static int get(BrokerProcess broker, SSLContext context) throws IOException, InterruptedException {
        URI nothing = broker.http("/nothing");
        return HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(HttpRequest.newBuilder(nothing).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static SSLSocket connect(SSLContext context, int port) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    /** The description of the alert that a ClientHello of that version is answered with. Java itself speaks no such version. */
    private static int alertTo(int version, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(clientHello(version));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int type = in.readUnsignedByte();
            in.readUnsignedShort(); // version
            in.readUnsignedShort(); // length
            in.readUnsignedByte(); // level, or the first byte of a ServerHello
            return type == ALERT ? in.readUnsignedByte() : 0;
        }
    }

    /** RFC 5246, section 7.4.1.2, with one suite and no extension but what an elliptic curve needs. */
    private static byte[] clientHello(int version) {
        byte[] extensions = {0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0};
        ByteBuffer hello = ByteBuffer.allocate(256);
        hello.put((byte) 22).putShort((short) 0x0301).putShort((short) 0); // handshake record, its length below
        hello.put((byte) 1).put((byte) 0).putShort((short) 0); // ClientHello, its length below
        hello.putShort((short) version).put("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        hello.put((byte) 0); // no session
        hello.putShort((short) 2).putShort((short) 0xC00A); // TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
        hello.put((byte) 1).put((byte) 0); // no compression
        hello.putShort((short) extensions.length).put(extensions);
        hello.putShort(3, (short) (hello.position() - 5));
        hello.putShort(7, (short) (hello.position() - 9));
        byte[] bytes = new byte[hello.position()];
        hello.flip().get(bytes);
        return bytes;
    }
}
