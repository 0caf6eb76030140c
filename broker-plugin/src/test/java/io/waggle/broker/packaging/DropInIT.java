package io.waggle.broker.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.protocol.Address;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import io.waggle.testkit.StartFault;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A HiveMQ CE that someone already runs, with its own launcher, into whose extensions folder the archive is unpacked: no launcher of
 * ours, no system property of ours, the configuration in the extension's own folder.
 */
final class DropInIT {

    private static final Address ALICE = Address.of("alice", "phone");

    /** What HiveMQ's own run script comes down to; the ports are put where that script would find them. */
    private static final String RUN_SCRIPT = """
            #!/usr/bin/env bash
            set -euo pipefail
            shift
            while (($# > 0)); do
              case $1 in
                --home) home=$2 ;;
                --mqtt-port) export MQTT_PORT=$2 ;;
                --ws-port) export WS_PORT=$2 ;;
                --http-port) sed -i "s/^http.port = .*/http.port = $2/" "$home/extensions/waggle/conf/waggle.properties" ;;
                --monitoring-port) sed -i "s/^monitoring.port = .*/monitoring.port = $2/" "$home/extensions/waggle/conf/waggle.properties" ;;
              esac
              shift 2
            done
            exec "$JAVA_HOME/bin/java" -Xmx512m "-Dhivemq.home=$home" \\
              --add-opens java.base/java.lang=ALL-UNNAMED \\
              --add-opens java.base/java.nio=ALL-UNNAMED \\
              --add-opens java.base/sun.nio.ch=ALL-UNNAMED \\
              --add-opens jdk.management/com.sun.management.internal=ALL-UNNAMED \\
              --add-exports java.base/jdk.internal.misc=ALL-UNNAMED \\
              -cp "@LIB@/*" com.hivemq.HiveMQServer
            """;

    private static final String CONFIG = """
            <hivemq>
              <listeners>
                <tcp-listener><port>${ENV:MQTT_PORT}</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                <websocket-listener><port>${ENV:WS_PORT}</port><bind-address>127.0.0.1</bind-address></websocket-listener>
              </listeners>
              <persistence><mode>in-memory</mode></persistence>
              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            </hivemq>
            """;

    @TempDir
    private Path folder;

    @Test
    void anExistingHiveMqServesDevicesOnceTheArchiveIsUnpackedIntoIt() throws IOException {
        Path home = folder.resolve("hivemq");
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/config.xml"), CONFIG);
        unzipInto(home.resolve("extensions"));

        try (BrokerProcess broker =
                BrokerProcess.start(BrokerOptions.of(runScript()).home(home))) {
            assertThat(broker.log())
                    .contains("Extension \"Waggle\" version", "Messages take the SDK path")
                    .doesNotContain("WARN  [extension-start-stop-executor] i.w.");
            assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, broker.mintToken(ALICE)))
                    .isEqualTo(MqttKnock.SUCCESS);
            assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, "secret")).isNotEqualTo(MqttKnock.SUCCESS);
            assertThat(home.resolve("data/waggle")).isDirectory();
        }
    }

    @Test
    void whereTheExtensionDoesNotStartTheHostGoesOnAndNobodyGetsIn() throws IOException {
        Path home = folder.resolve("hivemq");
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/config.xml"), CONFIG);
        unzipInto(home.resolve("extensions"));
        Files.writeString(
                home.resolve("extensions/waggle/conf/waggle.properties"),
                "inbox.max-mesages = 1\n",
                StandardOpenOption.APPEND);

        try (BrokerProcess broker =
                BrokerProcess.launch(BrokerOptions.of(runScript()).home(home))) {
            assertThat(broker.awaitStart())
                    .hasValueSatisfying(fault -> assertThat(fault).isInstanceOf(StartFault.Refused.class));
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptionsInstanceOf(ConnectException.class) // it opens its listeners after that
                    .until(() -> MqttKnock.reasonCode(broker.mqtt(), ALICE, "secret") != MqttKnock.SUCCESS);
            assertThat(broker.isAlive()).isTrue();
        }
    }

    /** At an address that no machine has (RFC 5737): the host, which goes on, cannot open it either. */
    @Test
    void itDoesNotStartWhereTheHostWouldListenToOthersInPlainText() throws IOException {
        Path home = folder.resolve("hivemq");
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/config.xml"), CONFIG.replace("127.0.0.1", "192.0.2.1"));
        unzipInto(home.resolve("extensions"));

        try (BrokerProcess broker =
                BrokerProcess.launch(BrokerOptions.of(runScript()).home(home))) {
            assertThat(broker.awaitStart())
                    .hasValueSatisfying(fault -> assertThat(((StartFault.Refused) fault).reason())
                            .contains("would be reached at 192.0.2.1 without TLS", "tls.allow-plain = true"));
        }
    }

    private Path runScript() throws IOException {
        Path dist = folder.resolve("scripts");
        Path script = dist.resolve("bin/waggle-broker");
        Files.createDirectories(script.getParent());
        Files.writeString(
                script,
                RUN_SCRIPT.replace("@LIB@", Commands.dist().resolve("lib").toString()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return dist;
    }

    private static void unzipInto(Path extensions) throws IOException {
        try (ZipFile zip =
                new ZipFile(Commands.built("waggle-extension-", ".zip").toFile())) {
            for (ZipEntry entry : zip.stream().filter(it -> !it.isDirectory()).toList()) {
                Path file = extensions.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, file);
                }
            }
        }
    }
}
