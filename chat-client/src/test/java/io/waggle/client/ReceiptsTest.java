package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.fake.FakeServer;
import io.waggle.client.fake.Fault;
import io.waggle.client.store.MessageState;
import io.waggle.client.store.MessageStatus;
import io.waggle.client.store.StoredMessage;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Activity;
import io.waggle.protocol.content.LiveCodec;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReceiptsTest extends SimulatedWorld {

    @Test
    void whatIsReadIsToldToItsAuthorWithEverythingBeforeIt() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        MessageId one = ann.send(BOB, "one");
        MessageId two = ann.send(BOB, "two");
        MessageId three = ann.send(BOB, "three");
        letTimePass();

        read(bob, 1);
        letTimePass();

        assertThat(ann.state(one)).isEqualTo("READ");
        assertThat(ann.state(two)).isEqualTo("READ");
        assertThat(ann.state(three)).isEqualTo("DELIVERED");
        assertThat(items(ReceiptUpdate.class)).hasSize(1);
    }

    @Test
    void playingIsMoreThanReading() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        MessageId id = ann.send(BOB, "listen");
        letTimePass();

        mark(bob, last(bob), ReceiptKind.PLAYED);
        letTimePass();
        read(bob, 0);
        letTimePass();

        assertThat(ann.listener.statuses(id))
                .extracting(MessageStatus::state)
                .containsExactly(MessageState.QUEUED, MessageState.SENT, MessageState.DELIVERED, MessageState.PLAYED);
    }

    @Test
    void whatIsReadWithoutAConnectionIsToldLaterAlsoAfterARestart() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        MessageId one = ann.send(BOB, "one");
        MessageId two = ann.send(BOB, "two");
        letTimePass();
        bob.core.disconnect();
        letTimePass();
        read(bob, 0);
        read(bob, 1);
        letTimePass();
        bob.kill();
        bob.begin(new Recorder());

        bob.connect();
        letTimePass();

        assertThat(ann.state(one)).isEqualTo("READ");
        assertThat(ann.state(two)).isEqualTo("READ");
        assertThat(items(ReceiptUpdate.class))
                .hasSize(1)
                .first()
                .extracting(ReceiptUpdate::upTo)
                .isEqualTo(two);
    }

    @Test
    void readingBackwardsSaysNothing() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "one");
        ann.send(BOB, "two");
        letTimePass();
        read(bob, 1);
        letTimePass();

        read(bob, 0);
        letTimePass();

        assertThat(items(ReceiptUpdate.class)).hasSize(1);
    }

    @Test
    void aReceiptThatTheServerDidNotTakeIsSentAgain() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        MessageId id = ann.send(BOB, "one");
        letTimePass();
        int[] busy = {2};
        simulation.server.setFaults(
                (device, frame) -> frame.items().stream().anyMatch(ReceiptUpdate.class::isInstance) && busy[0]-- > 0
                        ? Fault.BUSY
                        : Fault.NONE);

        read(bob, 0);
        simulation.run(Duration.ofMinutes(1));

        assertThat(ann.state(id)).isEqualTo("READ");
        assertThat(busy[0]).isNegative();
    }

    @Test
    void acknowledgementsAndReceiptsOfADeviceThatSaysTooMuchAreSentAgainAsItIsTold() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        int[] attempts = {0, 0};
        boolean[] tooMuch = {true};
        simulation.server.setFaults((device, frame) -> {
            if (!device.equals(BOB) || !tooMuch[0]) {
                return Fault.NONE;
            }
            attempts[SendingTest.hasSend(frame) ? 1 : 0]++;
            return Fault.TOO_MUCH;
        });
        MessageId id = ann.send(BOB, "one");
        letTimePass();
        read(bob, 0);
        simulation.run(Duration.ofMinutes(2));
        assertThat(ann.state(id)).isEqualTo("SENT");
        assertThat(attempts[0]).as("acknowledgements and receipts").isBetween(2, 5);
        assertThat(attempts[1]).as("what the other devices are told").isBetween(2, 5);

        tooMuch[0] = false;
        simulation.run(FakeServer.TOO_MUCH_WAIT.plusSeconds(10));

        assertThat(ann.state(id)).isEqualTo("READ");
        assertThat(bob.listener.texts()).containsExactly("one");
    }

    @Test
    void aReceiptThatTheServerCannotReadDoesNotHoldTheOthersUp() {
        SimulatedClient ann = online(ANN);
        SimulatedClient cy = online(CY);
        SimulatedClient bob = online(BOB);
        MessageId bad = ann.send(BOB, "one");
        MessageId good = cy.send(BOB, "two");
        letTimePass();
        simulation.server.setUnreadable(Set.of(bad));
        bob.core.disconnect();
        letTimePass();
        read(bob, 0);
        read(bob, 1);
        letTimePass();

        bob.connect();
        letTimePass();

        assertThat(cy.state(good)).isEqualTo("READ");
        assertThat(ann.state(bad)).isEqualTo("DELIVERED");
        assertThat(bob.store.pendingReads(10)).isEmpty();
        assertThat(bob.isOnline()).isTrue();
    }

    @Test
    void inAGroupAMessageIsDeliveredWhenEveryAccountHasItAndReadWhenAllHaveReadIt() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        SimulatedClient tablet = online(BOB_TABLET);
        SimulatedClient cy = online(CY);
        cy.core.disconnect();
        letTimePass();

        MessageId id = ann.send(GROUP, accounts(BOB, CY), "all");
        letTimePass();
        assertThat(ann.state(id)).isEqualTo("SENT");
        cy.connect();
        letTimePass();
        assertThat(ann.state(id)).isEqualTo("DELIVERED");
        read(tablet, 0);
        letTimePass();
        assertThat(ann.state(id)).isEqualTo("DELIVERED");
        read(cy, 0);
        letTimePass();
        assertThat(ann.state(id)).isEqualTo("READ");
        assertThat(bob.listener.texts()).containsExactly("all");
    }

    @Test
    void readingAGroupTellsEveryAuthor() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        SimulatedClient cy = online(CY);
        MessageId fromAnn = ann.send(GROUP, accounts(BOB, CY), "from ann");
        letTimePass();
        MessageId fromCy = cy.send(GROUP, accounts(ANN, BOB), "from cy");
        letTimePass();

        read(bob, 1);
        read(cy, 0);
        read(ann, 0);
        letTimePass();

        assertThat(ann.state(fromAnn)).isEqualTo("READ");
        assertThat(cy.state(fromCy)).isEqualTo("READ");
    }

    @Test
    void aMessageThatRunsOutOfTimeExpires() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        bob.core.disconnect();
        letTimePass();
        MessageId id = ann.send(BOB, "late");
        letTimePass();
        assertThat(ann.state(id)).isEqualTo("SENT");

        simulation.server.expire(BOB, id);
        letTimePass();

        assertThat(ann.state(id)).isEqualTo("EXPIRED");
        assertThat(ann.listener.notices)
                .hasSize(1)
                .first()
                .satisfies(notice -> assertThat(((Notice.NotReceived) notice).recipients())
                        .extracting(recipient -> recipient.result())
                        .containsExactly(Result.EXPIRED));
    }

    @Test
    void laterMessagesDoNotMakeAnExpiredOneDelivered() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        bob.core.disconnect();
        letTimePass();
        MessageId expired = ann.send(BOB, "expires");
        MessageId arrives = ann.send(BOB, "arrives");
        letTimePass();
        simulation.server.expire(BOB, expired);

        bob.connect();
        letTimePass();
        read(bob, 1);
        letTimePass();

        assertThat(ann.state(expired)).isEqualTo("EXPIRED");
        assertThat(ann.state(arrives)).isEqualTo("READ");
    }

    @Test
    void oneDeviceThatHasItIsEnoughEvenIfAnotherLosesIt() {
        SimulatedClient ann = online(ANN);
        online(BOB);
        SimulatedClient tablet = online(BOB_TABLET);
        ann.send(BOB, "teach");
        letTimePass();
        tablet.core.disconnect();
        letTimePass();

        MessageId id = ann.send(BOB, "hello");
        letTimePass();
        simulation.server.expire(BOB_TABLET, id);
        letTimePass();

        assertThat(ann.state(id)).isEqualTo("DELIVERED");
    }

    @Test
    void oneFullMemberDoesNotStopAGroupAndIsNamed() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        SimulatedClient cy = online(CY);
        simulation.server.setCapacity(CY, 0);

        MessageId first = ann.send(GROUP, accounts(BOB, CY), "one");
        letTimePass();
        simulation.server.setCapacity(CY, 10);
        MessageId second = ann.send(GROUP, accounts(BOB, CY), "two");
        letTimePass();

        assertThat(bob.listener.texts()).containsExactly("one", "two");
        assertThat(cy.listener.texts()).containsExactly("two");
        assertThat(cy.listener.notices).hasSize(1).first().isInstanceOf(Notice.MessagesMissed.class);
        // Cy's pointer is past the first one, which Cy never got.
        assertThat(ann.state(first)).isEqualTo("SENT");
        assertThat(ann.state(second)).isEqualTo("DELIVERED");
        assertThat(ann.listener.notices)
                .contains(new Notice.NotReceived(
                        first,
                        GROUP,
                        List.of(new io.waggle.protocol.frame.SendOutcome.RecipientOutcome(
                                CY.account(), java.util.Optional.empty(), Result.RECIPIENT_FULL, ""))));
    }

    @Test
    void aReceiptThatOvertakesThePubackProvesTheAcceptance() {
        SimulatedClient ann = online(ANN);
        online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        int[] losses = {1};
        simulation.server.setFaults(
                (device, frame) -> device.equals(ANN) && losses[0]-- > 0 ? Fault.CUT_AFTER : Fault.NONE);
        MessageId id = ann.send(BOB, "hello");
        simulation.runUntil("cut", () -> losses[0] <= 0);
        ann.transport.swallow = () -> frames.size() > 1_000_000;

        simulation.run(Duration.ofSeconds(10));

        assertThat(ann.state(id)).isEqualTo("DELIVERED");
        assertThat(ann.store.outboxSize()).isZero();
    }

    @Test
    void liveEventsReachWhoIsConnectedAndNobodyElse() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        SimulatedClient cy = client(CY);
        meet(ann, bob);

        ann.core.show(ANN_AND_BOB, Activity.TYPING);
        letTimePass();
        cy.connect();
        letTimePass();

        assertThat(bob.listener.live)
                .containsExactly(new LiveNotice(ANN, ANN_AND_BOB, LiveCodec.encode(Activity.TYPING)));
        assertThat(cy.listener.live).isEmpty();
        assertThat(ann.listener.live).isEmpty();
    }

    @Test
    void liveEventsAreDroppedWithoutAConnection() {
        SimulatedClient bob = online(BOB);
        SimulatedClient ann = client(ANN);

        ann.send(BOB, "hello");
        ann.core.show(ANN_AND_BOB, Activity.TYPING);
        letTimePass();
        ann.connect();
        letTimePass();

        assertThat(bob.listener.live).isEmpty();
        assertThat(items(LiveEvent.class)).isEmpty();
    }

    @Test
    void liveEventsInExcessAreDroppedAndNothingElseIs() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        meet(ann, bob);
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ann.core.show(ANN_AND_BOB, Activity.TYPING);
        }
        ids.add(ann.send(BOB, "hello"));
        letTimePass();

        assertThat(bob.listener.live).hasSizeBetween(1, 999);
        assertThat(ann.state(ids.get(0))).isEqualTo("DELIVERED");
    }

    private static void read(SimulatedClient client, int message) {
        mark(client, client.listener.messages.get(message), ReceiptKind.READ);
    }

    private void meet(SimulatedClient one, SimulatedClient other) {
        one.send(other.device, "hello");
        letTimePass();
    }

    private static void mark(SimulatedClient client, StoredMessage upTo, ReceiptKind kind) {
        var unused = client.core.markRead(upTo.conversation(), upTo.place(), kind);
    }
}
