package io.waggle.broker.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waggle.broker.packaging.Commands.Result;
import io.waggle.protocol.Address;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import io.waggle.testkit.BrokerStartException;
import io.waggle.testkit.StartFault.Exited;
import io.waggle.testkit.StartFault.Refused;
import io.waggle.testkit.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The standalone broker as it is unpacked on a server. */
final class StandaloneBrokerIT {

    private static final Address ALICE = Address.of("alice", "phone");

    @TempDir
    private Path folder;

    @Test
    void servesMqttHealthAndMetricsAndComesBackAfterAnOrderlyStopAndAfterAKill() throws IOException {
        try (BrokerProcess broker = BrokerProcess.start()) {
            String token = broker.mintToken(ALICE);
            assertThat(broker.get("/health").statusCode()).isEqualTo(200);
            assertThat(broker.get("/metrics").statusCode()).isEqualTo(200);
            assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, token)).isEqualTo(MqttKnock.SUCCESS);

            assertThat(broker.stop()).isEqualTo(143);
            broker.restart();
            assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, token)).isEqualTo(MqttKnock.SUCCESS);

            broker.kill();
            broker.restart();
            assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, token)).isEqualTo(MqttKnock.SUCCESS);
            assertThat(broker.log()).doesNotContain(token);
        }
    }

    /** One start for what three questions are asked of: a start is what takes the time here. */
    @Test
    void aFreshStartKeepsStrangersOutHasTheHostConfiguredAsNeededAndWritesOnlyBelowItsHome() throws IOException {
        List<String> distribution = tree(Commands.dist());

        try (BrokerProcess broker = BrokerProcess.start()) {
            assertStrangersStayOut(broker);
            assertHostIsConfigured(broker);
            Path keys = broker.dataDirectory().resolve("keys");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                    .isEqualTo("rwx------");
            assertThat(broker.home().resolve("log/waggle.log")).isNotEmptyFile();
        }

        assertThat(tree(Commands.dist())).isEqualTo(distribution);
    }

    @Test
    void aKillLeavesNothingInTheTemporaryDirectory() throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        BrokerOptions options = BrokerOptions.defaults().javaOption("-Djava.io.tmpdir=" + temporary);

        try (BrokerProcess broker = BrokerProcess.start(options)) {
            broker.kill();
            broker.restart();
            broker.kill();
            assertThat(tree(temporary)).noneMatch(file -> file.contains("rocksdb"));
            try (Stream<Path> files = Files.walk(broker.home())) {
                assertThat(files.filter(file -> file.toString().contains("librocksdbjni")))
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void theLaunchersTokenCommandSignsWithTheKeyOfTheBrokerWhicheverComesFirst() throws Exception {
        Path home = folder.resolve("home");
        String before = token(home, "alice", "phone");

        try (BrokerProcess broker = BrokerProcess.start(BrokerOptions.defaults().home(home))) {
            String after = token(home, "alice");

            assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, before)).isEqualTo(MqttKnock.SUCCESS);
            assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, after)).isEqualTo(MqttKnock.SUCCESS);
        }
    }

    @Test
    void theLaunchersAccountCommandAsksTheBrokerOfThatHome() throws Exception {
        BrokerOptions options = BrokerOptions.defaults().home(folder.resolve("home"));
        try (BrokerProcess broker = BrokerProcess.start(options)) {
            Result unknown = account(broker, options, "suspend", "nobody");
            assertThat(unknown.err()).isEqualTo("There is no account nobody\n");
            assertThat(unknown.status()).isEqualTo(1);
            assertThat(account(broker, options, "frobnicate", "nobody").status())
                    .isEqualTo(2);
            Result token = account(broker, options, "token");
            assertThat(token.status()).isZero();
            assertThat(token.out()).matches("\\S+\\n");
            assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, token.out().strip()))
                    .as("it lets no device in")
                    .isNotEqualTo(MqttKnock.SUCCESS);
            assertThat(broker.log()).doesNotContain(token.out().strip());
        }
    }

    @Test
    void theLaunchersAccountCommandTrustsTheCertificateOfTheConfigurationAndNoOther() throws Exception {
        TestAuthority authority = new TestAuthority(folder.resolve("authority"));
        // Of another name than the address that is asked: it is the certificate that counts.
        BrokerOptions options = BrokerOptions.defaults()
                .home(folder.resolve("home"))
                .tls(authority.server("server", "dns:chat.example.org"));
        try (BrokerProcess broker = BrokerProcess.start(options)) {
            assertThat(account(broker, options, "show", "nobody").err()).isEqualTo("There is no account nobody\n");

            Result other =
                    account(broker, options.tls(authority.server("other", "dns:chat.example.org")), "show", "nobody");
            assertThat(other.status()).isEqualTo(1);
            assertThat(other.err()).contains("has another certificate than tls.certificate names");
        }
    }

    private Result account(BrokerProcess broker, BrokerOptions options, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Commands.dist().resolve("bin/waggle-broker").toString());
        command.add("account");
        command.addAll(List.of(words));
        command.addAll(List.of("--home", broker.home().toString()));
        command.addAll(List.of("--http-port", Integer.toString(broker.http("").getPort())));
        options.settings().forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return Commands.run(command, folder);
    }

    @Test
    void anUnknownKeyAndABadValueStopTheStart() throws IOException {
        Path home = folder.resolve("home");
        BrokerOptions options = BrokerOptions.defaults().home(home);

        try (BrokerProcess broker =
                BrokerProcess.launch(options.set("inbox.max-mesages", "1").set("monitoring.port", "x"))) {
            assertThat(broker.awaitStart())
                    .hasValueSatisfying(fault -> assertThat(((Refused) fault).reason())
                            .contains("unknown key 'inbox.max-mesages': did you mean 'inbox.max-messages'?")
                            .contains("monitoring.port = 'x'"));
            assertThat(broker.awaitExit()).isEqualTo(78);
        }

        try (BrokerProcess broker = BrokerProcess.start(options)) {
            assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, broker.mintToken(ALICE)))
                    .as("once the fault is mended, a start is a start")
                    .isEqualTo(MqttKnock.SUCCESS);
        }
    }

    @Test
    void aMissingConfigurationFileStopsTheLauncherItself() {
        BrokerOptions options = BrokerOptions.defaults().configFile(folder.resolve("none.properties"));

        BrokerStartException failure =
                catchThrowableOfType(BrokerStartException.class, () -> BrokerProcess.start(options));

        assertThat(failure.fault()).isEqualTo(new Exited(1));
        assertThat(failure).hasMessageContaining("cannot read " + folder.resolve("none.properties"));
    }

    @Test
    void aHomeWithItsOwnConfUsesThat() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Path conf = Files.createDirectories(home.resolve("conf"));
        copyShippedConf(conf);
        Files.writeString(conf.resolve("waggle.properties"), "inbox.max-messages = none\n");

        BrokerStartException failure = catchThrowableOfType(
                BrokerStartException.class,
                () -> BrokerProcess.start(BrokerOptions.defaults().home(home)));

        assertThat(failure).hasMessageContaining("inbox.max-messages = 'none'");
    }

    @Test
    void aHostConfigurationThatCannotBeReadStopsTheStart() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Path conf = Files.createDirectories(home.resolve("conf"));
        copyShippedConf(conf);
        String whole = Files.readString(conf.resolve("config.xml"));
        Files.writeString(conf.resolve("config.xml"), whole.substring(0, whole.length() / 2));

        try (BrokerProcess broker =
                BrokerProcess.launch(BrokerOptions.defaults().home(home))) {
            assertThat(broker.awaitExit()).isEqualTo(78);
            assertThat(broker.log())
                    .contains("HiveMQ cannot read " + conf.resolve("config.xml") + " and would use its own defaults");
        }
    }

    private static void copyShippedConf(Path conf) throws IOException {
        try (Stream<Path> shipped = Files.list(Commands.dist().resolve("conf"))) {
            for (Path file : shipped.toList()) {
                Files.copy(file, conf.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void theLauncherExplainsItselfAndRefusesWhatItDoesNotKnow() throws Exception {
        String launcher = Commands.dist().resolve("bin/waggle-broker").toString();

        assertThat(Commands.run(List.of(launcher, "help"), folder).status()).isZero();
        for (List<String> wrong : List.of(
                List.of(launcher, "frobnicate"),
                List.of(launcher, "run", "--mqtt-port", "65536"),
                List.of(launcher, "run", "--mqtt-port", "08x"),
                List.of(launcher, "--home"))) {
            Result result = Commands.run(wrong, folder);
            assertThat(result.status()).as("%s", wrong).isEqualTo(2);
            assertThat(result.err()).startsWith(wrong.contains("frobnicate") ? "usage:" : "waggle-broker: --");
        }
    }

    private static void assertStrangersStayOut(BrokerProcess broker) throws IOException {
        String expired = broker.tokenForge().mint(ALICE, Instant.now().minus(Duration.ofDays(2)), Duration.ofDays(1));

        assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, "secret")).isNotEqualTo(MqttKnock.SUCCESS);
        assertThat(MqttKnock.reasonCode(broker.mqtt(), ALICE, expired)).isNotEqualTo(MqttKnock.SUCCESS);
    }

    /** By the broker's own word: it would not say so if it had not read conf/config.xml. Identifiers: MQTT 5.0, section 2.2.2.2. */
    private static void assertHostIsConfigured(BrokerProcess broker) throws IOException {
        Map<Integer, Integer> said =
                MqttKnock.connack(broker.mqtt(), ALICE, broker.mintToken(ALICE)).properties();

        assertThat(said)
                .as("Maximum QoS 1, no retained messages, no wildcard, no shared subscription, no subscription id")
                .containsEntry(0x24, 1)
                .containsEntry(0x25, 0)
                .containsEntry(0x28, 0)
                .containsEntry(0x2A, 0)
                .containsEntry(0x29, 0);
        assertThat(said)
                .as("Receive Maximum, Maximum Packet Size")
                .containsEntry(0x21, 64)
                .containsEntry(0x27, 71_680);
        assertThat(broker.log()).contains("in-memory persistence mode");
    }

    private String token(Path home, String... names) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Commands.dist().resolve("bin/waggle-broker").toString(),
                                "token",
                                "--home",
                                home.toString()),
                        Stream.of(names))
                .toList();
        Result result = Commands.run(command, folder);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return result.out().strip();
    }

    private static List<String> tree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString()).sorted().toList();
        }
    }
}
