package io.waggle.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.TlsConfig;
import io.waggle.broker.config.TlsConfig.ClientAuthentication;
import io.waggle.broker.event.Event;
import io.waggle.testkit.TestAuthority;
import io.waggle.testkit.TestAuthority.Issued;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerTlsTest {

    private static final Duration LOOK = Duration.ofMillis(100);

    @TempDir
    private static Path shared;

    private static TestAuthority authority;
    private static TestAuthority stranger;
    private static Issued first;
    private static Issued second;

    @TempDir
    private Path folder;

    private Issued served;
    private Path keystores;
    private final List<Event> events = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void issue() {
        authority = new TestAuthority(shared.resolve("authority"));
        stranger = new TestAuthority(shared.resolve("stranger"));
        first = authority.server("first", "dns:localhost");
        second = authority.server("second", "dns:localhost");
        authority.client("phone");
        stranger.client("intruder");
    }

    @BeforeEach
    void serveTheFirst() {
        served = new Issued(folder.resolve("server.pem"), folder.resolve("server-key.pem"));
        keystores = folder.resolve("keystores");
        first.replace(served);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,TLS_CHACHA20_POLY1305_SHA256", "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"})
    void speaksBothVersions(String protocol, String suite) throws Exception {
        try (ServerTls tls = open(ClientAuthentication.NONE)) {
            SSLEngine client = Handshake.only(client(), protocol, List.of(suite));

            assertThat(Handshake.shownBy(server(tls), client)).isEqualTo("CN=first");
            assertThat(client.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(client.getSession().getCipherSuite()).isEqualTo(suite);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"
            })
    void refusesASuiteWithoutAuthenticatedEncryption(String suite) {
        try (ServerTls tls = open(ClientAuthentication.NONE)) {
            SSLEngine client = Handshake.only(client(), "TLSv1.2", List.of(suite));

            assertThatThrownBy(() -> Handshake.between(server(tls), client)).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void offersNothingElseAndInItsOwnOrder() {
        try (ServerTls tls = open(ClientAuthentication.NONE)) {
            for (var parameters : List.of(
                    server(tls).getSSLParameters(),
                    tls.parameters(),
                    tls.context().getDefaultSSLParameters(),
                    tls.context().getSupportedSSLParameters())) {
                assertThat(parameters.getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
                assertThat(parameters.getCipherSuites()).containsExactlyElementsOf(ServerTls.CIPHER_SUITES);
                assertThat(parameters.getUseCipherSuitesOrder()).isTrue();
            }
            assertThat(ServerTls.CIPHER_SUITES)
                    .as("forward secret and authenticated")
                    .allMatch(suite ->
                            suite.matches("TLS_(ECDHE_(ECDSA|RSA)_WITH_)?(AES_\\d+_GCM|CHACHA20_POLY1305)_SHA\\d+"))
                    .as("known to this JVM")
                    .isSubsetOf(Arrays.asList(server(tls).getSupportedCipherSuites()));
        }
    }

    @Test
    void aNewCertificateIsServedToNewConnectionsAndTheHostsKeyStoreHasIt() throws Exception {
        try (ServerTls tls = open(ClientAuthentication.NONE)) {
            SSLEngine before = server(tls);
            assertThat(nameInKeystore()).isEqualTo("CN=first");

            second.replace(served);

            await().until(() -> Handshake.shownBy(server(tls), client()).equals("CN=second"));
            assertThat(Handshake.shownBy(before, client()))
                    .as("one that was open")
                    .isEqualTo("CN=first");
            assertThat(nameInKeystore()).isEqualTo("CN=second");
            await().until(() -> count(Event.CertificateInUse.class) == 2);
        }
    }

    @Test
    void aBrokenReplacementIsRefusedOnceAndTheOldStaysUntilItIsMended() throws Exception {
        try (ServerTls tls = open(ClientAuthentication.NONE)) {
            Files.writeString(
                    served.privateKey(), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
            await().until(() -> count(Event.CertificateRefused.class) == 1);
            assertThat(Handshake.shownBy(server(tls), client())).isEqualTo("CN=first");
            await().during(LOOK.multipliedBy(5)).until(() -> count(Event.CertificateRefused.class) == 1);
            assertThat(events.get(1).toString())
                    .contains(TlsConfig.PRIVATE_KEY_KEY)
                    .doesNotContain("c2VjcmV0");
            assertThat(nameInKeystore()).isEqualTo("CN=first");

            Files.delete(served.certificate());
            await().until(() -> count(Event.CertificateRefused.class) == 2);

            second.replace(served);
            await().until(() -> Handshake.shownBy(server(tls), client()).equals("CN=second"));
        }
    }

    @Test
    void filesThatComeBackAsTheyWereAreNoNewCertificate() throws Exception {
        try (ServerTls tls = open(ClientAuthentication.NONE)) {
            Files.writeString(served.certificate(), "");
            await().until(() -> count(Event.CertificateRefused.class) == 1);

            first.replace(served);

            await().during(LOOK.multipliedBy(5)).until(() -> events.size() == 2);
            assertThat(Handshake.shownBy(server(tls), client())).isEqualTo("CN=first");
        }
    }

    @Test
    void withoutAClientCertificateNobodyGetsInWhereOneIsRequired() {
        try (ServerTls tls = open(ClientAuthentication.REQUIRED)) {
            assertThatThrownBy(() -> Handshake.between(server(tls), client())).isInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"OPTIONAL", "REQUIRED"})
    void aClientCertificateOfTheAuthorityLetsInAndAnothersDoesNot(ClientAuthentication mode) throws Exception {
        try (ServerTls tls = open(mode)) {
            SSLEngine known = server(tls);
            Handshake.between(known, authority.trusting(authority, "phone").createSSLEngine());
            assertThat(known.getSession().getPeerPrincipal().getName()).isEqualTo("CN=phone");

            SSLContext intruder = authority.trusting(stranger, "intruder");
            assertThatThrownBy(() -> Handshake.between(server(tls), oldFashioned(intruder)))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void whoShowsNoCertificateGetsInWhereItIsOptional() throws Exception {
        try (ServerTls tls = open(ClientAuthentication.OPTIONAL)) {
            assertThat(Handshake.shownBy(server(tls), client())).isEqualTo("CN=first");
        }
    }

    @Test
    void aCertificateThatCannotBeUsedStopsTheStart() {
        second.replace(served);
        new Issued(first.certificate(), second.privateKey()).replace(served);

        assertThatThrownBy(() -> open(ClientAuthentication.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("it is not the key of the certificate in tls.certificate");
        assertThat(keystores.resolve(HostKeystores.SERVER)).doesNotExist();
    }

    @Test
    void theHostsKeyStoresAreTheirOwnersAloneAndGoWithTheCertificate() throws Exception {
        try (ServerTls tls = open(ClientAuthentication.OPTIONAL)) {
            assertThat(tls.clientAuthentication()).isEqualTo(ClientAuthentication.OPTIONAL);
            for (String name : List.of(HostKeystores.SERVER, HostKeystores.CLIENT_AUTHORITIES)) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keystores.resolve(name))))
                        .isEqualTo("rw-------");
            }
        }

        ServerTls.clear(keystores);
        assertThat(keystores).isEmptyDirectory();
        ServerTls.clear(folder.resolve("never there"));
    }

    private ServerTls open(ClientAuthentication mode) {
        Optional<Path> clientCa =
                mode == ClientAuthentication.NONE ? Optional.empty() : Optional.of(authority.certificate());
        TlsConfig config = new TlsConfig(
                Optional.of(served.certificate()), Optional.of(served.privateKey()), clientCa, mode, LOOK, false);
        return ServerTls.open(config, keystores, Clock.systemUTC(), events::add);
    }

    private static SSLEngine server(ServerTls tls) {
        return tls.context().createSSLEngine();
    }

    private static SSLEngine client() {
        return authority.trusting().createSSLEngine();
    }

    /** With TLS 1.2: in 1.3 a client is done before the server has looked at its certificate. */
    private static SSLEngine oldFashioned(SSLContext context) {
        SSLEngine client = context.createSSLEngine();
        client.setEnabledProtocols(new String[] {"TLSv1.2"});
        return client;
    }

    private String nameInKeystore() throws Exception {
        KeyStore store = KeyStore.getInstance("JKS"); // what HiveMQ asks for
        try (InputStream in = Files.newInputStream(keystores.resolve(HostKeystores.SERVER))) {
            store.load(in, "waggle".toCharArray());
        }
        assertThat(store.getKey("server", "waggle".toCharArray())).isNotNull();
        return ((X509Certificate) store.getCertificate("server"))
                .getSubjectX500Principal()
                .getName();
    }

    private long count(Class<? extends Event> type) {
        return events.stream().filter(type::isInstance).count();
    }
}
