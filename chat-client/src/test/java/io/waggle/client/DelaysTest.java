package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.fake.Fault;
import io.waggle.client.store.Delay;
import io.waggle.client.store.Delay.Reason;
import io.waggle.client.store.FailureReason;
import io.waggle.client.store.Remedy;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.frame.Send;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person is told of a message that does not get on. */
class DelaysTest extends SimulatedWorld {

    @Test
    void withoutAConnectionItWaitsForOne() {
        SimulatedClient ann = client(ANN);
        MessageId id = ann.send(BOB, "hi");
        letTimePass();

        assertThat(delays(ann, id)).containsExactly(Delay.of(Reason.NO_CONNECTION, Remedy.CONNECT));
    }

    @Test
    void aPauseOfTheServersIsToldAsWhatItIs() {
        SimulatedClient ann = online(ANN);
        online(BOB);
        simulation.server.setFaults(
                (device, frame) -> frame.items().get(0) instanceof Send ? Fault.TOO_MUCH : Fault.NONE);
        MessageId id = ann.send(BOB, "hi");
        letTimePass();
        assertThat(delays(ann, id)).containsExactly(Delay.of(Reason.SENT_TOO_MUCH, Remedy.WAIT));

        simulation.server.setFaults((device, frame) -> frame.items().get(0) instanceof Send ? Fault.BUSY : Fault.NONE);
        simulation.runUntil(
                "the server is busy", () -> delays(ann, id).equals(List.of(Delay.of(Reason.SERVER_BUSY, Remedy.WAIT))));
        simulation.server.setFaults((device, frame) -> Fault.NONE);
        simulation.runUntil("delivered", () -> ann.state(id).equals("DELIVERED"));
        assertThat(delays(ann, id)).isEmpty();
    }

    @Test
    void whereThereIsNoRoomItGoesByItselfLater() {
        SimulatedClient ann = online(ANN);
        online(BOB).kill();
        simulation.server.setCapacity(BOB, 0);
        MessageId id = ann.send(BOB, "hi");
        letTimePass();

        assertThat(delays(ann, id)).containsExactly(Delay.of(Reason.NO_ROOM, Remedy.WAIT));
    }

    @Test
    void whoIsOfflineIsNamedWithTheTimeIfThePersonMaySeeThat() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        bob.disconnect();
        letTimePass();
        MessageId id = ann.send(BOB, "hi");
        letTimePass();
        assertThat(delays(ann, id))
                .containsExactly(
                        new Delay(Reason.NOT_DELIVERED, Remedy.WAIT, Optional.of(BOB.account()), Optional.empty()));

        Instant seen = Instant.ofEpochSecond(1_000);
        ann.core.watch(accounts(BOB));
        letTimePass();
        simulation.server.tell(ANN, BOB.account(), seen);
        letTimePass();
        assertThat(delays(ann, id))
                .containsExactly(new Delay(
                        Reason.RECIPIENT_OFFLINE, Remedy.WAIT, Optional.of(BOB.account()), Optional.of(seen)));
    }

    @Test
    void ofThoseWhoWillNotGetItEachIsNamedWithTheReason() {
        SimulatedClient ann = online(ANN);
        SimulatedClient laptop = online(ANN_LAPTOP);
        online(BOB).kill();
        online(CY);
        simulation.server.setCapacity(BOB, 0);
        ConversationId all = new ConversationId(5, 5);
        MessageId id = ann.send(all, accounts(BOB, CY), "to both");
        letTimePass();
        assertThat(delays(ann, id))
                .containsExactly(new Delay(
                        Reason.MISSED_FOR_ROOM, Remedy.SEND_ANEW, Optional.of(BOB.account()), Optional.empty()));

        simulation.server.setCapacity(BOB, 10);
        MessageId expired = ann.send(BOB, "brief");
        letTimePass();
        simulation.server.expire(BOB, expired);
        letTimePass();
        for (SimulatedClient client : List.of(ann, laptop)) {
            assertThat(delays(client, new MessageRef(ANN, expired)))
                    .containsExactly(
                            new Delay(Reason.EXPIRED, Remedy.SEND_ANEW, Optional.of(BOB.account()), Optional.empty()));
        }
    }

    @Test
    void whatFailedSaysWhatCanBeDone() {
        SimulatedClient ann = online(ANN);
        MessageId id = ann.send(Address.of("nobody", "phone"), "hi");
        letTimePass();

        assertThat(delays(ann, id)).containsExactly(Delay.of(Reason.FAILED, Remedy.LEAVE_OUT));
    }

    @ParameterizedTest
    @EnumSource(FailureReason.class)
    void whatMayBeTriedAgainIsWorthIt(FailureReason failure) {
        if (failure.remedy() == Remedy.RETRY) {
            assertThat(failure.isWorthRetrying()).isTrue();
        }
        assertThat(failure.remedy()).as("a failure needs more than patience").isNotEqualTo(Remedy.WAIT);
    }

    @Test
    void whatOthersWroteAndWhatIsNotThereHasNone() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        MessageId id = ann.send(BOB, "hi");
        letTimePass();
        simulation.run(Duration.ofMinutes(1));

        assertThat(delays(bob, new MessageRef(ANN, id))).isEmpty();
        assertThat(delays(bob, new MessageRef(ANN, MessageId.create(Instant.EPOCH))))
                .isEmpty();
    }

    private List<Delay> delays(SimulatedClient client, MessageId id) {
        return delays(client, new MessageRef(client.device, id));
    }

    private List<Delay> delays(SimulatedClient client, MessageRef message) {
        var found = client.core.delays(message).toCompletableFuture();
        simulation.runUntil("the lane has answered", found::isDone);
        return found.join();
    }
}
