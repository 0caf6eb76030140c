package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.fake.FakeServer;
import io.waggle.client.fake.Fault;
import io.waggle.client.fake.Texts;
import io.waggle.client.store.Audience;
import io.waggle.client.store.Draft;
import io.waggle.client.store.FailureReason;
import io.waggle.client.store.MessageState;
import io.waggle.client.store.MessageStatus;
import io.waggle.client.store.NewMessage;
import io.waggle.client.store.StoredMessage;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import io.waggle.protocol.frame.SendOutcome.Result;
import io.waggle.protocol.frame.SendOutcomes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SendingTest extends SimulatedWorld {

    @Test
    void aMessageGoesFromQueuedToSentToDelivered() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);

        MessageId id = ann.send(BOB, "hello");
        letTimePass();

        assertThat(bob.listener.texts()).containsExactly("hello");
        assertThat(ann.listener.statuses(id))
                .extracting(MessageStatus::state)
                .containsExactly(MessageState.QUEUED, MessageState.SENT, MessageState.DELIVERED);
    }

    @Test
    void whatIsSentWithoutAConnectionLeavesInFewFramesWhenThereIsOne() {
        SimulatedClient ann = client(ANN);
        SimulatedClient bob = online(BOB);
        List<String> texts = IntStream.range(0, 600).mapToObj(Integer::toString).toList();
        texts.forEach(text -> ann.send(BOB, text));
        letTimePass();
        assertThat(ann.store.outboxSize()).isEqualTo(600);

        ann.connect();
        letTimePass();

        assertThat(bob.received(ANN_AND_BOB)).isEqualTo(texts);
        assertThat(ann.store.outboxSize()).isZero();
        // The first is refused and teaches the roster; then 256, 256 and 88.
        assertThat(frames.stream().filter(SendingTest::hasSend)).hasSize(4);
    }

    @Test
    void messagesOfUpToAFullFrameOfContentArrive() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        Content large = Texts.largest(BOB.account());
        Content small = Texts.content("small").to(BOB.account());

        ann.send(Draft.direct(ANN.account(), BOB.account(), large));
        ann.send(Draft.direct(ANN.account(), BOB.account(), large));
        ann.send(Draft.direct(ANN.account(), BOB.account(), small));
        letTimePass();

        assertThat(Texts.messages(bob.store.history(), ANN_AND_BOB))
                .extracting(StoredMessage::content)
                .containsExactly(
                        new DecodedContent.Known(large),
                        new DecodedContent.Known(large),
                        new DecodedContent.Known(small));
    }

    @Test
    void theFirstRefusalTeachesTheRosterAndTheSecondMessageNeedsNone() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        SimulatedClient tablet = online(BOB_TABLET);
        SimulatedClient laptop = online(ANN_LAPTOP);

        ann.send(BOB, "one");
        letTimePass();
        ann.send(BOB, "two");
        letTimePass();

        assertThat(items(Send.class)).hasSize(3);
        assertThat(bob.listener.texts()).containsExactly("one", "two");
        assertThat(tablet.listener.texts()).containsExactly("one", "two");
        assertThat(laptop.listener.texts()).containsExactly("one", "two");
        assertThat(ann.listener.texts()).isEmpty();
    }

    @Test
    void theRosterIsRepairedWhenDevicesComeGoAndAreReset() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "one");
        letTimePass();

        SimulatedClient tablet = online(BOB_TABLET);
        bob.core.disconnect();
        letTimePass();
        simulation.server.remove(BOB);
        MessageId two = ann.send(BOB, "two");
        letTimePass();
        simulation.server.resetInbox(BOB_TABLET);
        MessageId three = ann.send(BOB, "three");
        letTimePass();

        assertThat(tablet.listener.texts()).containsExactly("two", "three");
        assertThat(ann.state(two)).isEqualTo("DELIVERED");
        assertThat(ann.state(three)).isEqualTo("DELIVERED");
        assertThat(ann.store.roster(accounts(BOB)).get(BOB.account()))
                .extracting(DeviceEpoch::device)
                .containsExactly(BOB_TABLET.device());
    }

    @Test
    void aRefusedMessageAndThoseBehindItKeepTheirOrderAndOthersDoNotWait() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        SimulatedClient cy = online(CY);
        ann.send(CY, "teach");
        letTimePass();

        for (int i = 0; i < 5; i++) {
            ann.send(BOB, "to bob " + i);
            ann.send(CY, "to cy " + i);
        }
        letTimePass();

        assertThat(bob.listener.texts()).containsExactly("to bob 0", "to bob 1", "to bob 2", "to bob 3", "to bob 4");
        assertThat(cy.listener.texts()).containsExactly("teach", "to cy 0", "to cy 1", "to cy 2", "to cy 3", "to cy 4");
    }

    @Test
    void aMessageToAnUnknownAccountFails() {
        SimulatedClient ann = online(ANN);

        MessageId id = ann.send(new AccountId("nobody"), "hello");
        letTimePass();

        assertThat(ann.state(id)).isEqualTo("FAILED (UNKNOWN_ACCOUNT)");
        assertThat(ann.store.outboxSize()).isZero();
        assertThat(items(Send.class)).hasSize(1);
    }

    @Test
    void aMessageForWhichThereIsNoRoomFailsWhenItsLifetimeEnds() {
        SimulatedClient ann = online(ANN);
        online(BOB).kill();
        simulation.server.setCapacity(BOB, 0);
        MessageId id = ann.send(new Draft(
                ANN_AND_BOB, new Audience.Accounts(accounts(BOB)), Texts.content("brief"), Duration.ofHours(1)));
        simulation.run(Duration.ofMinutes(50));
        assertThat(ann.state(id)).isEqualTo("QUEUED");

        simulation.run(Duration.ofHours(1));

        assertThat(ann.state(id)).isEqualTo("FAILED (RECIPIENT_FULL)");
        assertThat(ann.store.outboxSize()).isZero();
    }

    @Test
    void aMessageToAFullInboxWaitsAndGoesByItselfBeforeWhatWasSentAfterIt() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = client(BOB);
        bob.connect();
        simulation.runUntil("bob online", bob::isOnline);
        ann.send(BOB, "one");
        letTimePass();
        bob.core.disconnect();
        letTimePass();
        simulation.server.setCapacity(BOB, 1);
        MessageId two = ann.send(BOB, "two");
        letTimePass();
        MessageId three = ann.send(BOB, "three");
        letTimePass();
        online(CY);
        MessageId four = ann.send(BOB, "four");
        MessageId toCy = ann.send(CY, "meanwhile");
        letTimePass();
        assertThat(List.of(ann.state(three), ann.state(four), ann.state(toCy)))
                .containsExactly("QUEUED", "QUEUED", "DELIVERED");
        int attempts = items(Send.class).size();
        simulation.run(Duration.ofHours(2));
        assertThat(items(Send.class).size() - attempts)
                .as("less and less often, both each time")
                .isBetween(4, 60);

        bob.connect();
        letTimePass();
        simulation.run(Duration.ofHours(1));

        assertThat(ann.state(two)).isEqualTo("DELIVERED");
        assertThat(ann.state(three)).isEqualTo("DELIVERED");
        assertThat(bob.listener.texts()).containsExactly("one", "two", "three", "four");
    }

    @Test
    void whatDidNotFailOrWasAcceptedIsNotRetried() {
        SimulatedClient ann = online(ANN);
        online(BOB);
        MessageId id = ann.send(BOB, "one");
        letTimePass();
        int sends = items(Send.class).size();

        CompletableFuture<Boolean> retried = ann.core.retry(id).toCompletableFuture();
        letTimePass();

        assertThat(retried).isCompletedWithValue(false);
        assertThat(items(Send.class)).hasSize(sends);
    }

    @Test
    void aFullInboxOfTheSenderItselfIsWaitedFor() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        simulation.server.setSenderFull(ANN, true);

        MessageId id = ann.send(BOB, "hello");
        letTimePass();
        assertThat(ann.state(id)).isEqualTo("QUEUED");
        simulation.server.setSenderFull(ANN, false);
        simulation.run(Duration.ofMinutes(2));

        assertThat(ann.state(id)).isEqualTo("DELIVERED");
        assertThat(bob.listener.texts()).containsExactly("hello");
    }

    @Test
    void oneMalformedMessageDoesNotFailTheOthersOfItsFrame() {
        SimulatedClient ann = client(ANN);
        SimulatedClient bob = online(BOB);
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(ann.send(BOB, "m" + i));
        }
        letTimePass();
        simulation.server.setUnreadable(Set.of(ids.get(2)));

        ann.connect();
        letTimePass();

        assertThat(ann.state(ids.get(2))).isEqualTo("FAILED (MALFORMED)");
        assertThat(bob.listener.texts()).containsExactly("m0", "m1", "m3", "m4");
        assertThat(ann.store.outboxSize()).isZero();
    }

    @Test
    void aBusyServerIsAskedAgainAfterAWhileWithTheSameMessages() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        frames.clear();
        int[] refusals = {3};
        simulation.server.setFaults((device, frame) -> hasSend(frame) && refusals[0]-- > 0 ? Fault.BUSY : Fault.NONE);

        MessageId id = ann.send(BOB, "hello");
        simulation.run(Duration.ofMinutes(1));

        assertThat(items(Send.class)).hasSize(4).extracting(Send::messageId).containsOnly(id);
        assertThat(bob.listener.texts()).containsExactly("teach", "hello");
    }

    @Test
    void aDeviceThatSendsTooMuchWaitsAsItIsToldAndLosesNothing() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        frames.clear();
        List<Duration> attempts = new ArrayList<>();
        simulation.server.setFaults((device, frame) -> {
            if (!hasSend(frame)) {
                return Fault.NONE;
            }
            attempts.add(simulation.elapsed());
            return attempts.size() <= 3 ? Fault.TOO_MUCH : Fault.NONE;
        });
        List<String> texts = IntStream.range(0, 20).mapToObj(Integer::toString).toList();
        List<MessageId> ids = new ArrayList<>();

        texts.subList(0, 10).forEach(text -> ids.add(ann.send(BOB, text)));
        letTimePass();
        texts.subList(10, 20).forEach(text -> ids.add(ann.send(BOB, text)));
        simulation.run(Duration.ofMinutes(3));

        assertThat(bob.listener.texts().subList(1, 21)).isEqualTo(texts);
        assertThat(bob.listener.texts()).hasSize(21);
        assertThat(ids)
                .allSatisfy(id -> assertThat(ann.listener.statuses(id))
                        .extracting(MessageStatus::state)
                        .containsExactly(MessageState.QUEUED, MessageState.SENT, MessageState.DELIVERED));
        for (int i = 1; i <= 3; i++) {
            assertThat(attempts.get(i).minus(attempts.get(i - 1)))
                    .isBetween(FakeServer.TOO_MUCH_WAIT, FakeServer.TOO_MUCH_WAIT.plusSeconds(5));
        }
        assertThat(attempts).as("frames with messages").hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void aNewConnectionIsNotHeldUpByWhatThePreviousOneWasTold() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        boolean[] tooMuch = {true};
        simulation.server.setFaults((device, frame) -> hasSend(frame) && tooMuch[0] ? Fault.TOO_MUCH : Fault.NONE);
        ann.send(BOB, "hello");
        letTimePass();
        tooMuch[0] = false;

        ann.core.disconnect();
        letTimePass();
        ann.connect();
        letTimePass();

        assertThat(bob.listener.texts()).containsExactly("teach", "hello");
    }

    @Test
    void aLostPubackLeadsToASecondAttemptAndToOneMessage() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        frames.clear();
        int[] losses = {1};
        simulation.server.setFaults(
                (device, frame) -> hasSend(frame) && losses[0]-- > 0 ? Fault.CUT_AFTER : Fault.NONE);

        MessageId id = ann.send(BOB, "hello");
        simulation.run(Duration.ofMinutes(1));

        assertThat(items(Send.class).size()).isLessThanOrEqualTo(2);
        assertThat(bob.received(ANN_AND_BOB)).containsExactly("teach", "hello");
        assertThat(bob.listener.texts()).containsExactly("teach", "hello");
        assertThat(ann.state(id)).isEqualTo("DELIVERED");
    }

    @Test
    void anUnansweredFrameEndsTheConnectionAfterAMinute() {
        SimulatedClient ann = online(ANN);
        online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        int logins = ann.transport.logins.size();
        boolean[] hole = {true};
        ann.transport.swallow = () -> hole[0];

        MessageId id = ann.send(BOB, "hello");
        simulation.run(Duration.ofSeconds(58));
        assertThat(ann.transport.logins).hasSize(logins);
        hole[0] = false;
        simulation.run(Duration.ofSeconds(10));

        assertThat(ann.transport.logins).hasSize(logins + 1);
        assertThat(ann.state(id)).isEqualTo("DELIVERED");
    }

    @Test
    void theConversationOfAPromisedOutcomeWaitsAndOthersGoOn() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        SimulatedClient cy = online(CY);
        ann.send(CY, "teach");
        letTimePass();
        frames.clear();
        simulation.server.holdInbox(ANN, true);

        ann.send(BOB, "to bob");
        letTimePass();
        ann.send(CY, "to cy");
        ann.send(BOB, "to bob again");
        letTimePass();

        assertThat(bob.listener.texts()).isEmpty();
        assertThat(cy.listener.texts()).containsExactly("teach", "to cy");
        assertThat(items(Send.class)).hasSize(2);
        simulation.server.holdInbox(ANN, false);
        letTimePass();
        assertThat(bob.listener.texts()).containsExactly("to bob", "to bob again");
    }

    @Test
    void aPromisedOutcomeThatDoesNotComeIsNotWaitedForForever() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        simulation.server.holdInbox(ANN, true);
        ann.send(BOB, "hello");
        letTimePass();
        assertThat(items(Send.class)).hasSize(1);

        simulation.run(Duration.ofSeconds(40));

        assertThat(items(Send.class)).hasSize(2);
        simulation.server.holdInbox(ANN, false);
        letTimePass();
        assertThat(bob.listener.texts()).containsExactly("hello");
    }

    @Test
    void aRefusalOfAnEarlierAttemptDoesNotFailOneThatIsOnItsWay() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        boolean[] hole = {true};
        ann.transport.swallow = () -> hole[0];
        MessageId id = ann.send(BOB, "hello");
        letTimePass();

        simulation.server.append(
                ANN,
                new SendOutcomes(
                        List.of(new SendOutcome(id, ANN_AND_BOB, Result.UNKNOWN_ACCOUNT, List.of(), List.of()))));
        letTimePass();
        assertThat(ann.state(id)).isEqualTo("QUEUED");
        hole[0] = false;
        simulation.server.cut(ANN);
        letTimePass();

        assertThat(ann.state(id)).isEqualTo("DELIVERED");
        assertThat(bob.listener.texts()).containsExactly("teach", "hello");
    }

    @Test
    void refusalsThatTeachNothingEndAfterTenInARow() {
        SimulatedClient ann = online(ANN);
        online(BOB);
        DeviceChanges nothing = new DeviceChanges(BOB.account(), List.of(), List.of(), List.of());
        simulation.server.setRefusal(changes -> List.of(nothing));

        MessageId id = ann.send(BOB, "hello");
        letTimePass();

        assertThat(ann.state(id)).isEqualTo("FAILED (DEVICES_KEEP_CHANGING)");
        assertThat(items(Send.class)).hasSize(10);
    }

    @Test
    void refusalsThatTeachSomethingGoOn() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        int[] rounds = {25};
        simulation.server.setRefusal(changes -> {
            if (rounds[0]-- == 0) {
                simulation.server.setRefusal(exact -> exact);
            }
            return List.of(new DeviceChanges(
                    CY.account(),
                    List.of(new DeviceEpoch(new DeviceId("d" + rounds[0]), new Epoch(1))),
                    List.of(),
                    List.of()));
        });

        MessageId id = ann.send(BOB, "hello");
        letTimePass();

        assertThat(ann.state(id)).isEqualTo("DELIVERED");
        assertThat(bob.listener.texts()).containsExactly("hello");
    }

    @Test
    void aMessageThatIsTooLargeForThisServerFailsAndOthersDoNot() {
        simulation.server.setContentLimit(1_000);
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);

        MessageId large = ann.send(BOB, "x".repeat(1_001));
        ann.send(BOB, "small");
        letTimePass();

        assertThat(ann.state(large)).isEqualTo("FAILED (TOO_LARGE)");
        assertThat(bob.listener.texts()).containsExactly("small");
    }

    @Test
    void theOutboxTakesNoMoreThanItsLimit() {
        SimulatedClient ann = client(ANN, options -> options.withLimits(3, 100));
        online(BOB);
        List<CompletableFuture<Void>> stored = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            stored.add(
                    ann.core.send(new NewMessage(ann.newId(), simulation.clock().instant(), draft("m" + i))));
        }
        letTimePass();

        assertThat(stored.subList(0, 3)).allMatch(future -> !future.isCompletedExceptionally());
        assertThat(stored.subList(3, 5)).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(ann.store.outboxSize()).isEqualTo(3);
        ann.connect();
        letTimePass();
        MessageId later = ann.send(BOB, "there is room again");
        letTimePass();
        assertThat(ann.state(later)).isEqualTo("DELIVERED");
    }

    @Test
    void whatTheServerMayHaveForgottenIsNotSentAgain() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        ann.transport.swallow = () -> true;
        MessageId attempted = ann.send(BOB, "attempted");
        letTimePass();
        ann.core.disconnect();
        letTimePass();
        MessageId never = ann.send(BOB, "never attempted");
        simulation.run(Duration.ofDays(29));
        ann.transport.swallow = () -> false;

        ann.connect();
        letTimePass();

        assertThat(ann.state(attempted)).isEqualTo("FAILED (UNDECIDED)");
        assertThat(ann.state(never)).isEqualTo("DELIVERED");
        assertThat(bob.listener.texts()).containsExactly("teach", "never attempted");
        CompletableFuture<Boolean> retried = ann.core.retry(attempted).toCompletableFuture();
        letTimePass();
        assertThat(retried).isCompletedWithValue(false);
    }

    @Test
    void anAcceptanceThatComesAfterAFailureCounts() {
        SimulatedClient ann = online(ANN);
        MessageId id = ann.send(new AccountId("nobody"), "hello");
        letTimePass();
        assertThat(ann.state(id)).startsWith("FAILED");

        simulation.server.append(
                ANN,
                new SendOutcomes(List.of(new SendOutcome(
                        id,
                        ConversationId.direct(ANN.account(), new AccountId("nobody")),
                        Result.ACCEPTED,
                        List.of(),
                        List.of()))));
        letTimePass();

        assertThat(ann.state(id)).isEqualTo("SENT");
    }

    @Test
    void statesSurviveARestart() {
        SimulatedClient ann = online(ANN);
        online(BOB);
        MessageId delivered = ann.send(BOB, "one");
        MessageId failed = ann.send(new AccountId("nobody"), "two");
        letTimePass();
        ann.core.disconnect();
        MessageId queued = ann.send(BOB, "three");
        letTimePass();

        ann.kill();
        ann.begin(new Recorder());

        assertThat(ann.state(delivered)).isEqualTo("DELIVERED");
        assertThat(ann.state(failed)).isEqualTo("FAILED (UNKNOWN_ACCOUNT)");
        assertThat(ann.state(queued)).isEqualTo("QUEUED");
        assertThat(ann.store.history().sent(failed).orElseThrow().status().failure())
                .contains(FailureReason.UNKNOWN_ACCOUNT);
    }

    @Test
    void aNoteToOneselfReachesTheOtherDevicesOfTheAccount() {
        SimulatedClient ann = online(ANN);
        SimulatedClient laptop = online(ANN_LAPTOP);

        MessageId id = ann.send(ANN, "note");
        letTimePass();

        assertThat(laptop.listener.texts()).containsExactly("note");
        assertThat(ann.listener.texts()).isEmpty();
        assertThat(ann.state(id)).isEqualTo("DELIVERED");
    }

    @Test
    void everySendNamesAllDevicesButTheSendingOne() {
        SimulatedClient ann = online(ANN);
        online(ANN_LAPTOP);
        online(BOB);
        online(BOB_TABLET);
        ann.send(BOB, "one");
        letTimePass();

        List<Send> sends = items(Send.class);
        assertThat(devices(sends.get(sends.size() - 1))).containsExactlyInAnyOrder(ANN_LAPTOP, BOB, BOB_TABLET);
    }

    private static Draft draft(String text) {
        return Draft.direct(ANN.account(), BOB.account(), Texts.content(text));
    }

    private static List<Address> devices(Send send) {
        List<Address> devices = new ArrayList<>();
        for (Recipient recipient : send.recipients()) {
            recipient.devices().forEach(device -> devices.add(new Address(recipient.account(), device.device())));
        }
        return devices;
    }

    static boolean hasSend(OutboxFrame frame) {
        return frame.items().stream().anyMatch(Send.class::isInstance);
    }
}
