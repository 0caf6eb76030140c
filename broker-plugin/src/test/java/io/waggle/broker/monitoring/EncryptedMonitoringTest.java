package io.waggle.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.waggle.broker.config.MonitoringConfig;
import io.waggle.broker.config.TlsConfig;
import io.waggle.broker.config.TlsConfig.ClientAuthentication;
import io.waggle.broker.tls.ServerTls;
import io.waggle.testkit.TestAuthority;
import io.waggle.testkit.TestAuthority.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EncryptedMonitoringTest {

    @TempDir
    private Path folder;

    @Test
    void answersWhoTrustsItOverTlsAndShowsTheCertificateThatItIsAskedFor() throws Exception {
        TestAuthority authority = new TestAuthority(folder.resolve("authority"));
        Issued issued = authority.server("server", "ip:127.0.0.1");
        authority.client("scraper");
        TlsConfig config = new TlsConfig(
                Optional.of(issued.certificate()),
                Optional.of(issued.privateKey()),
                Optional.of(authority.certificate()),
                ClientAuthentication.REQUIRED,
                Duration.ofMinutes(1),
                false);
        try (ServerTls tls = ServerTls.open(config, folder.resolve("keystores"), Clock.systemUTC(), event -> {});
                MonitoringServer server = MonitoringServer.startEncrypted(
                        new MonitoringConfig(InetAddress.getLoopbackAddress(), 0),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        List.of(),
                        tls)) {
            String address = "127.0.0.1:" + server.address().getPort() + "/health";

            assertThat(get(authority.trusting(authority, "scraper"), "https://" + address))
                    .isEqualTo(200);
            assertThatThrownBy(() -> get(authority.trusting(), "https://" + address))
                    .as("without a client certificate")
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> get(SSLContext.getDefault(), "https://" + address))
                    .as("without trust in the authority")
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> get(authority.trusting(), "http://" + address))
                    .as("in plain text")
                    .isInstanceOf(IOException.class);
        }
    }

    private static int get(SSLContext trust, String address) throws IOException, InterruptedException {
        return HttpClient.newBuilder()
                .sslContext(trust)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }
}
