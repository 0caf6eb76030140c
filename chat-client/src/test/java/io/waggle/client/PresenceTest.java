package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.fake.FakeServer;
import io.waggle.client.fake.Fault;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.SetPresence;
import io.waggle.protocol.frame.WatchPresence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a client says of its person and hears of others, which the server forgets with every connection. */
class PresenceTest extends SimulatedWorld {

    private static final Presence BOB_IS_THERE = new Presence(BOB.account(), true, Optional.empty());
    private static final Presence BOB_IS_HIDDEN = Presence.hidden(BOB.account());

    @Test
    void whoIsWatchedIsSeenComingAndGoing() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.core.watch(accounts(BOB));
        letTimePass();

        bob.core.setAvailable(true);
        letTimePass();
        assertThat(ann.core.presence(BOB.account())).contains(BOB_IS_THERE);
        bob.core.setAvailable(false);
        letTimePass();

        assertThat(ann.listener.presences).containsExactly(BOB_IS_HIDDEN, BOB_IS_THERE, BOB_IS_HIDDEN);
        assertThat(ann.core.presence(CY.account())).isEmpty();
    }

    @Test
    void whatWasSaidWithoutAConnectionIsSaidOnTheFirstAndOnEveryOther() {
        SimulatedClient ann = client(ANN);
        SimulatedClient bob = client(BOB);
        ann.core.watch(accounts(BOB));
        bob.core.setAvailable(true);
        List.of(ann, bob).forEach(SimulatedClient::connect);
        letTimePass();
        assertThat(ann.core.presence(BOB.account())).contains(BOB_IS_THERE);

        simulation.server.crash();
        simulation.runUntil(
                "nothing is known", () -> ann.core.presence(BOB.account()).isEmpty());
        simulation.runUntil(
                "bob is seen again", () -> ann.core.presence(BOB.account()).equals(Optional.of(BOB_IS_THERE)));
        letTimePass();

        assertThat(ann.listener.presences).contains(BOB_IS_HIDDEN);
        assertThat(ann.listener.presences).last().isEqualTo(BOB_IS_THERE);
    }

    @Test
    void whoLeavesOnPurposeSaysSo() {
        SimulatedClient bob = online(BOB);
        bob.core.setAvailable(true);
        letTimePass();

        bob.disconnect();
        letTimePass();
        assertThat(items(SetPresence.class)).containsExactly(new SetPresence(true), new SetPresence(false));

        bob.connect();
        letTimePass();
        assertThat(items(SetPresence.class)).last().isEqualTo(new SetPresence(true));
    }

    @Test
    void onlyTheLastCountsWhileOneIsOnItsWayOrTheServerWantsAPause() {
        SimulatedClient ann = online(ANN);
        simulation.server.setFaults(
                (device, frame) -> items(SetPresence.class).size() == 1 ? Fault.TOO_MUCH : Fault.NONE);

        for (int i = 0; i <= 10; i++) {
            ann.core.setAvailable(i % 2 == 0);
            ann.core.watch(accounts(i % 2 == 0 ? BOB : CY));
        }
        letTimePass();
        assertThat(items(SetPresence.class)).hasSize(1);
        simulation.run(FakeServer.TOO_MUCH_WAIT.plus(FakeServer.TOO_MUCH_WAIT));

        assertThat(items(SetPresence.class)).last().isEqualTo(new SetPresence(true));
        assertThat(items(WatchPresence.class)).last().isEqualTo(new WatchPresence(accounts(BOB)));
        assertThat(items(SetPresence.class)).hasSize(2);
        assertThat(items(WatchPresence.class)).hasSize(1);
    }

    @Test
    void aPauseForPresenceHoldsNothingElseUp() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        simulation.server.setFaults(
                (device, frame) -> frame.items().get(0) instanceof SetPresence ? Fault.TOO_MUCH : Fault.NONE);
        bob.core.setAvailable(true);
        letTimePass();

        ann.send(BOB, "hi");
        letTimePass();

        assertThat(bob.listener.texts()).containsExactly("hi");
        assertThat(simulation.server.waitingFor(BOB)).isZero();
    }

    @Test
    void aServerWithoutPresenceHearsNothingOfIt() {
        simulation.server.setPresenceWatches(0);
        SimulatedClient ann = online(ANN);

        ann.core.setAvailable(true);
        ann.core.watch(accounts(BOB));
        letTimePass();
        ann.disconnect();
        simulation.run(Duration.ofMinutes(1));

        assertThat(items(SetPresence.class)).isEmpty();
        assertThat(items(WatchPresence.class)).isEmpty();
    }

    @Test
    void noMoreAreWatchedThanTheServerLets() {
        simulation.server.setPresenceWatches(1);
        SimulatedClient ann = online(ANN);

        ann.core.watch(List.of(CY.account(), BOB.account(), CY.account()));
        letTimePass();

        assertThat(items(WatchPresence.class)).containsExactly(new WatchPresence(accounts(CY)));
    }

    @Test
    void whatIsToldOfSomebodyWhoIsNotWatchedAnyMoreIsNotHeard() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.core.watch(accounts(BOB));
        letTimePass();
        ann.core.watch(List.<AccountId>of());
        bob.core.setAvailable(true);
        letTimePass();

        assertThat(ann.listener.presences).containsExactly(BOB_IS_HIDDEN);
        assertThat(ann.core.presence(BOB.account())).isEmpty();
    }
}
