package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.transport.Login;
import io.waggle.client.transport.ReasonCode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ConnectingTest extends SimulatedWorld {

    @Test
    void aClientConnectsWhenItIsToldToAndNotBefore() {
        SimulatedClient ann = client(ANN);
        letTimePass();
        assertThat(ann.transport.logins).isEmpty();
        assertThat(ann.core.state()).isEqualTo(ConnectionState.STOPPED);

        ann.connect();
        letTimePass();

        assertThat(ann.listener.connection)
                .startsWith(ConnectionState.CONNECTING)
                .endsWith(ConnectionState.ONLINE);
    }

    @Test
    void aLostConnectionComesBackByItself() {
        SimulatedClient ann = online(ANN);

        simulation.server.cut(ANN);
        simulation.runUntil("waiting", () -> ann.core.state() == ConnectionState.WAITING);
        simulation.run(Duration.ofSeconds(3));

        assertThat(ann.isOnline()).isTrue();
        assertThat(ann.listener.connection).containsSubsequence(ConnectionState.ONLINE, ConnectionState.ONLINE);
    }

    @Test
    void aClientThatWasToldToStopDoesNotComeBack() {
        SimulatedClient ann = online(ANN);

        ann.core.disconnect();
        simulation.run(Duration.ofMinutes(5));

        assertThat(ann.transport.logins).hasSize(1);
        assertThat(ann.core.state()).isEqualTo(ConnectionState.STOPPED);
        ann.connect();
        letTimePass();
        assertThat(ann.isOnline()).isTrue();
    }

    @Test
    void theWaitsBetweenAttemptsGrowUpToAMinuteAndNoFurther() {
        SimulatedClient ann = client(ANN);
        ann.transport.refusal = 0x88;
        ann.connect();

        simulation.run(Duration.ofMinutes(1));
        int first = ann.transport.logins.size();
        simulation.run(Duration.ofMinutes(59));
        int rest = ann.transport.logins.size() - first;

        assertThat(first).isBetween(3, 20);
        // On average half a minute apart, by the law of large numbers hardly twice or half of that.
        assertThat(rest).isBetween(60, 240);
    }

    @Test
    void tellingItToConnectCutsAWaitShort() {
        SimulatedClient ann = client(ANN);
        ann.transport.refusal = 0x88;
        ann.connect();
        simulation.run(Duration.ofMinutes(30));
        ann.transport.refusal = 0;
        simulation.runUntil("waiting", () -> ann.core.state() == ConnectionState.WAITING);
        int logins = ann.transport.logins.size();

        ann.connect();
        simulation.run(Duration.ofMillis(100));

        assertThat(ann.transport.logins).hasSize(logins + 1);
        assertThat(ann.isOnline()).isTrue();
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        SimulatedClient ann = client(ANN, options -> options.withSetupTimeout(Duration.ofSeconds(5)));
        ann.transport.silent = true;
        ann.connect();
        simulation.run(Duration.ofSeconds(4));
        assertThat(ann.transport.logins).hasSize(1);
        simulation.run(Duration.ofSeconds(3));
        assertThat(ann.transport.logins.size()).isGreaterThan(1);

        ann.transport.silent = false;
        simulation.run(Duration.ofMinutes(1));

        assertThat(ann.isOnline()).isTrue();
    }

    @Test
    void aTokenIsAskedForBeforeEveryAttempt() {
        Queue<String> tokens = new ArrayDeque<>(List.of("first", "second"));
        SimulatedClient ann =
                client(ANN, options -> ClientOptions.of(ANN, URI.create("tcp://simulated"), tokens::remove));
        ann.connect();
        letTimePass();

        simulation.server.cut(ANN);
        letTimePass();

        assertThat(ann.transport.logins).extracting(Login::token).containsExactly("first", "second");
    }

    @Test
    void withoutATokenTheClientWaitsAndAsksAgain() {
        int[] asked = {0};
        SimulatedClient ann = client(
                ANN,
                options -> ClientOptions.of(ANN, URI.create("tcp://simulated"), () -> {
                    if (asked[0]++ < 2) {
                        throw new IOException("the server that hands them out is down");
                    }
                    return "token";
                }));

        ann.connect();
        simulation.run(Duration.ofSeconds(30));

        assertThat(ann.isOnline()).isTrue();
        assertThat(ann.listener.notices).containsExactly(new Notice.NoToken(), new Notice.NoToken());
    }

    @Test
    void aRefusedTokenIsNeverUsedAgain() {
        String[] token = {"expired"};
        SimulatedClient ann =
                client(ANN, options -> ClientOptions.of(ANN, URI.create("tcp://simulated"), () -> token[0]));
        ann.transport.refusal = ReasonCode.BAD_TOKEN;
        ann.connect();
        simulation.run(Duration.ofMinutes(10));
        assertThat(ann.transport.logins).hasSize(1);
        assertThat(ann.listener.notices)
                .startsWith(new Notice.LoginRefused(ReasonCode.BAD_TOKEN))
                .contains(new Notice.NoToken());

        ann.transport.refusal = 0;
        token[0] = "fresh";
        simulation.run(Duration.ofMinutes(2));

        assertThat(ann.isOnline()).isTrue();
    }

    @Test
    void aDeviceThatMayNotConnectTriesRarelyAndSaysSo() {
        SimulatedClient ann = client(ANN);
        ann.transport.refusal = ReasonCode.NOT_AUTHORIZED;

        ann.connect();
        simulation.run(Duration.ofMinutes(60));

        assertThat(ann.transport.logins.size()).isBetween(60, 240);
        assertThat(ann.listener.notices).contains(new Notice.LoginRefused(ReasonCode.NOT_AUTHORIZED));
    }

    @Test
    void anAccountWithTooManyDevicesTriesOnceAMinute() {
        SimulatedClient ann = client(ANN);
        ann.transport.refusal = ReasonCode.QUOTA_EXCEEDED;

        ann.connect();
        simulation.run(Duration.ofMinutes(60));

        assertThat(ann.transport.logins.size()).isBetween(58, 61);
    }

    @Test
    void theNextServerIsTriedAfterAFailure() {
        SimulatedClient ann =
                client(ANN, options -> options.withServers(List.of(URI.create("tcp://one"), URI.create("tcp://two"))));
        ann.transport.refusal = 0x88;

        ann.connect();
        simulation.run(Duration.ofSeconds(30));

        assertThat(ann.transport.logins)
                .extracting(login -> login.server().getHost())
                .startsWith("one", "two", "one", "two");
    }

    @Test
    void whoIsTakenOverStopsAndSaysSo() {
        SimulatedClient first = online(ANN);
        SimulatedTransport second = new SimulatedTransport(simulation);
        simulation.server.connect(ANN, new Nobody());
        letTimePass();

        assertThat(first.core.state()).isEqualTo(ConnectionState.STOPPED);
        assertThat(first.listener.notices).containsExactly(new Notice.Replaced());
        simulation.run(Duration.ofMinutes(10));
        assertThat(first.transport.logins).hasSize(1);
        assertThat(second.logins).isEmpty();
        first.connect();
        letTimePass();
        assertThat(first.isOnline()).isTrue();
    }

    @Test
    void aStoreOfAnotherDeviceIsRefused() {
        SimulatedClient ann = client(ANN);

        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientCore(
                        ClientOptions.of(BOB, URI.create("tcp://simulated"), () -> "token"),
                        ann.store,
                        ann.transport,
                        ann.listener,
                        ann.runtime()))
                .withMessageContaining("ann/phone");
    }

    /** A connection that hears nothing. */
    private static final class Nobody implements io.waggle.client.fake.Wire {

        @Override
        public void frame(byte[] payload, Runnable onPuback) {}

        @Override
        public void disconnect(int reasonCode) {}

        @Override
        public void cut() {}
    }
}
