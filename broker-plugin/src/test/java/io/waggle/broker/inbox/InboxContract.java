package io.waggle.broker.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.waggle.broker.event.Event;
import io.waggle.broker.group.Admissions;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What every engine promises. An engine's test extends this and says how to open it, and how to open it again. */
public abstract class InboxContract extends InboxFixture {

    // --- inboxes

    @Test
    void givesEachDeviceAnInboxOfItsOwnWithAnEpochThatStays() {
        InboxState first = opened(BOB);
        InboxState again = opened(BOB);
        InboxState other = opened(BOB_TABLET);

        assertThat(again.epoch()).isEqualTo(first.epoch());
        assertThat(first.epoch().isKnown()).isTrue();
        assertThat(other.epoch()).isNotEqualTo(first.epoch());
        assertThat(inbox.devices(BOB.account())).containsExactly(BOB, BOB_TABLET);
        assertThat(inbox.devices(new AccountId("nobody"))).isEmpty();
        assertThat(inbox.state(CAROL)).isEmpty();

        reopen();
        assertThat(inbox.state(BOB).orElseThrow().epoch()).isEqualTo(first.epoch());
    }

    @Test
    void refusesMoreDevicesThanAnAccountMayHave() {
        opened(BOB);
        opened(BOB_TABLET);
        opened(Address.of("bob", "laptop"));

        assertThat(inbox.open(Address.of("bob", "fridge")).join()).isEqualTo(new OpenOutcome.TooManyDevices());
        assertThat(inbox.devices(BOB.account())).hasSize(3);
    }

    @Test
    void refusesMoreInboxesThanTheStoreMayHave() {
        for (int i = 0; i < 6; i++) {
            opened(Address.of("user" + i, "phone"));
        }

        assertThat(inbox.open(ALICE).join()).isEqualTo(new OpenOutcome.TooManyInboxes());
    }

    // --- messages

    @Test
    void returnsWhatWasAppendedInOrderWithStrictlyIncreasingSequences() {
        opened(ALICE, BOB);
        for (int i = 0; i < 5; i++) {
            assertThat(append(ALICE, text("m" + i, BOB))).isInstanceOf(Decision.AllAccepted.class);
        }

        assertThat(texts(BOB)).containsExactly("m0", "m1", "m2", "m3", "m4");
        assertThat(sequences(BOB)).isSorted().doesNotHaveDuplicates();
        assertThat(texts(ALICE)).isEmpty();
    }

    @Test
    void showsTheRecipientWhoSentWhatWhereAndWhen() {
        opened(ALICE, BOB);
        Send send = text("hello", BOB);
        append(ALICE, send);

        assertThat(items(BOB).get(0).content())
                .isEqualTo(
                        new Message(send.messageId(), ALICE, CHAT, ByteString.copyFromUtf8("hello"), clock.instant()));
    }

    @Test
    void keepsEverythingAcrossARestart() {
        opened(ALICE, BOB);
        append(ALICE, text("m0", BOB), text("m1", BOB));
        List<Long> before = sequences(BOB);

        reopen();

        assertThat(texts(BOB)).containsExactly("m0", "m1");
        assertThat(sequences(BOB)).isEqualTo(before);
        append(ALICE, text("m2", BOB));
        assertThat(sequences(BOB)).isSorted().doesNotHaveDuplicates().hasSize(3);
    }

    @Test
    void appendsToEveryDeviceThatIsNamedAndToNoOther() {
        opened(ALICE, BOB, BOB_TABLET, CAROL);
        append(ALICE, text("both", BOB, BOB_TABLET));

        assertThat(texts(BOB)).containsExactly("both");
        assertThat(texts(BOB_TABLET)).containsExactly("both");
        assertThat(texts(CAROL)).isEmpty();
    }

    @Test
    void givesADeviceItsOwnContentWhereItHasOne() {
        opened(ALICE, BOB, BOB_TABLET);
        Recipient bob = new Recipient(
                BOB.account(),
                List.of(
                        new Recipient.Device(BOB.device(), Epoch.NONE, ByteString.copyFromUtf8("for the phone")),
                        new Recipient.Device(BOB_TABLET.device(), Epoch.NONE, ByteString.EMPTY)));
        append(ALICE, send(id(), "for all", Duration.ZERO, bob));

        assertThat(texts(BOB)).containsExactly("for the phone");
        assertThat(texts(BOB_TABLET)).containsExactly("for all");
    }

    @Test
    void storesLargeContentForManyOnceAndGivesItToEach() {
        opened(ALICE, BOB, BOB_TABLET, CAROL);
        String large = "x".repeat(10_000);
        append(ALICE, text(large, BOB, BOB_TABLET, CAROL));

        for (Address device : List.of(BOB, BOB_TABLET, CAROL)) {
            assertThat(texts(device)).containsExactly(large);
            acknowledgeAll(device);
            assertThat(texts(device)).isEmpty();
        }
        reopen();
        assertThat(texts(CAROL)).isEmpty();
    }

    @Test
    void copiesAMessageToTheSendersOtherDevices() {
        Address laptop = Address.of("alice", "laptop");
        opened(ALICE, laptop, BOB);

        assertThat(append(ALICE, text("hi", BOB, laptop))).isInstanceOf(Decision.AllAccepted.class);
        assertThat(texts(laptop)).containsExactly("hi");
        acknowledgeAll(laptop);
        assertThat(receipts(ALICE)).as("one's own devices report no delivery").isEmpty();
    }

    // --- the place of what one sent

    @Test
    void tellsTheSenderBehindWhichOfItsRowsAMessageWasAccepted() {
        opened(ALICE, BOB);
        Send first = text("first", BOB);
        assertThat(append(ALICE, first)).isEqualTo(new Decision.AllAccepted(List.of(InboxSequence.NONE)));
        append(BOB, text("between", ALICE));
        InboxSequence between = last(ALICE);

        assertThat(append(ALICE, text("second", BOB), text("third", BOB)))
                .isEqualTo(new Decision.AllAccepted(List.of(between, between)));
        assertThat(append(ALICE, first))
                .as("again: where it was accepted")
                .isEqualTo(new Decision.AllAccepted(List.of(InboxSequence.NONE)));
        reopen();
        assertThat(append(ALICE, text("fourth", BOB), first))
                .isEqualTo(new Decision.AllAccepted(List.of(between, InboxSequence.NONE)));
    }

    @Test
    void anOutcomeTellsThePlaceOfWhatWasAccepted() {
        opened(ALICE, BOB);
        append(BOB, text("before", ALICE));
        InboxSequence before = last(ALICE);

        append(ALICE, text("good", BOB), text("bad", Address.of("nobody", "phone")));

        assertThat(outcomes(ALICE))
                .extracting(SendOutcome::result, SendOutcome::acceptedAfter)
                .containsExactly(tuple(Result.ACCEPTED, before), tuple(Result.UNKNOWN_ACCOUNT, InboxSequence.NONE));
    }

    private InboxSequence last(Address device) {
        List<InboxItem> rows = items(device);
        return rows.get(rows.size() - 1).sequence();
    }

    // --- exactly once

    @Test
    void appendsAMessageOnceHoweverOftenItIsSubmitted() {
        opened(ALICE, BOB);
        Send send = text("once", BOB);
        append(ALICE, send);
        assertThat(append(ALICE, send)).isInstanceOf(Decision.AllAccepted.class);
        assertThat(append(ALICE, send, send)).isInstanceOf(Decision.AllAccepted.class);
        reopen();
        assertThat(append(ALICE, send)).isInstanceOf(Decision.AllAccepted.class);

        assertThat(texts(BOB)).containsExactly("once");
        acknowledgeAll(BOB);
        append(ALICE, send);
        assertThat(texts(BOB)).isEmpty();
    }

    @Test
    void remembersAMessageIdForAtLeastTheHorizonAlsoWhenTheClockIsSetBack() {
        opened(ALICE, BOB);
        Send send = text("once", BOB);
        append(ALICE, send);
        for (Duration step : List.of(Duration.ofDays(29), Duration.ofDays(-50), Duration.ofDays(40))) {
            clock.advance(step);
            append(ALICE, text("other", BOB));
            append(ALICE, send);
            reopen();
        }

        assertThat(texts(BOB).stream().filter("once"::equals)).hasSize(1);
    }

    @Test
    void recognizesARetryWhateverTheOrderOfTheIdsIs() {
        opened(ALICE, BOB);
        Send first = text("first", BOB);
        clock.advance(Duration.ofHours(-1));
        Send lower = text("lower", BOB);
        clock.advance(Duration.ofHours(2));
        Send higher = text("higher", BOB);

        append(ALICE, first, lower, first, lower);
        append(ALICE, first, lower);
        reopen();
        append(ALICE, lower, first);
        append(ALICE, higher);
        append(ALICE, first, lower, higher);
        assertThat(texts(BOB)).containsExactly("first", "lower", "higher");

        acknowledgeAll(BOB);
        clock.advance(Duration.ofDays(29));
        append(ALICE, text("much later", BOB));
        reopen();
        append(ALICE, higher, first, lower);
        assertThat(texts(BOB)).containsExactly("much later");
    }

    @Test
    void takesTheSameMessageIdOfTwoSendersForTwoMessages() {
        opened(ALICE, BOB, CAROL);
        Send send = text("m", BOB);
        append(ALICE, send);
        append(CAROL, send);

        assertThat(texts(BOB)).containsExactly("m", "m");
    }

    @Test
    void acceptsARepeatedMessageAlsoWhenItsRecipientHasNoRoomOrMoreDevicesNow() {
        opened(ALICE, BOB);
        Send send = text("m", BOB);
        append(ALICE, send);
        fill(BOB);
        opened(BOB_TABLET);

        assertThat(append(ALICE, send)).isInstanceOf(Decision.AllAccepted.class);
    }

    // --- refusals

    @Test
    void refusesAMessageThatNamesTheWrongDevicesWithTheExactDifference() {
        InboxState bob = opened(BOB);
        InboxState tablet = opened(BOB_TABLET);
        opened(ALICE);
        Recipient named = new Recipient(
                BOB.account(),
                List.of(
                        new Recipient.Device(BOB.device(), new Epoch(bob.epoch().value() + 1), ByteString.EMPTY),
                        new Recipient.Device(Address.of("bob", "gone").device(), Epoch.NONE, ByteString.EMPTY)));
        Send send = send(id(), "m", Duration.ZERO, named);

        assertThat(append(ALICE, send)).isEqualTo(new Decision.SeeOutcomes());
        SendOutcome outcome = outcomes(ALICE).get(0);
        assertThat(outcome.messageId()).isEqualTo(send.messageId());
        assertThat(outcome.result()).isEqualTo(Result.DEVICES_CHANGED);
        assertThat(outcome.changes())
                .containsExactly(new SendOutcome.DeviceChanges(
                        BOB.account(),
                        List.of(new SendOutcome.DeviceEpoch(BOB_TABLET.device(), tablet.epoch())),
                        List.of(Address.of("bob", "gone").device()),
                        List.of(new SendOutcome.DeviceEpoch(BOB.device(), bob.epoch()))));
        assertThat(texts(BOB)).isEmpty();

        Send repaired = send(send.messageId(), "m", Duration.ZERO, to(BOB, BOB_TABLET));
        assertThat(append(ALICE, repaired)).isInstanceOf(Decision.AllAccepted.class);
        assertThat(texts(BOB)).containsExactly("m");
    }

    @Test
    void holdsBackLaterMessagesOfAConversationWhoseEarlierOneMustBeRepaired() {
        opened(ALICE, BOB, CAROL);
        Send wrong = send(id(), "first", Duration.ZERO, new Recipient(BOB.account(), List.of()));
        Send right = text("second", BOB);
        Send elsewhere = new Send(
                id(),
                ConversationId.direct(ALICE.account(), CAROL.account()),
                List.of(to(CAROL)),
                ByteString.copyFromUtf8("elsewhere"),
                Duration.ZERO);

        assertThat(append(ALICE, wrong, right, elsewhere)).isEqualTo(new Decision.SeeOutcomes());
        assertThat(outcomes(ALICE))
                .extracting(SendOutcome::result)
                .containsExactly(Result.DEVICES_CHANGED, Result.BLOCKED_BY_EARLIER, Result.ACCEPTED);
        assertThat(texts(BOB)).isEmpty();
        assertThat(texts(CAROL)).containsExactly("elsewhere");
    }

    @Test
    void refusesAMessageToAnAccountThatDoesNotExistAndNamesIt() {
        opened(ALICE, BOB);
        Send send = send(id(), "m", Duration.ZERO, to(BOB), new Recipient(new AccountId("nobody"), List.of()));

        assertThat(append(ALICE, send)).isEqualTo(new Decision.SeeOutcomes());
        SendOutcome outcome = outcomes(ALICE).get(0);
        assertThat(outcome.result()).isEqualTo(Result.UNKNOWN_ACCOUNT);
        assertThat(outcome.recipients())
                .extracting(SendOutcome.RecipientOutcome::account)
                .containsExactly(new AccountId("nobody"));
        assertThat(texts(BOB)).isEmpty();
    }

    @Test
    void refusesAMessageToAFullInboxAndWritesNothing() {
        opened(ALICE, BOB);
        fill(BOB);
        int before = items(BOB).size();
        Submission submission = new Submission(ALICE, List.of(text("m", BOB)), Submission.Refusals.BY_ANSWER);

        assertThat(inbox.mayRefuse(submission)).isTrue();
        assertThat(inbox.append(submission).join()).isEqualTo(new Decision.RefusedForRoom(Result.RECIPIENT_FULL));
        assertThat(items(BOB)).hasSize(before);
        assertThat(items(ALICE)).isEmpty();

        acknowledgeAll(BOB);
        assertThat(append(ALICE, text("now", BOB))).isInstanceOf(Decision.AllAccepted.class);
    }

    @Test
    void limitsAnInboxByBytesToo() {
        opened(ALICE, BOB);
        String big = "x".repeat(60_000);
        append(ALICE, text(big, BOB));

        assertThat(append(ALICE, text(big, BOB))).isEqualTo(new Decision.SeeOutcomes());
        assertThat(append(ALICE, text("small", BOB))).isInstanceOf(Decision.AllAccepted.class);
        reopen();
        assertThat(append(ALICE, text(big, BOB))).isEqualTo(new Decision.SeeOutcomes());
    }

    @Test
    void tellsTheSenderByARowWhereTheAnswerCannot() {
        opened(ALICE, BOB);
        fill(BOB);

        assertThat(append(ALICE, text("m", BOB))).isEqualTo(new Decision.SeeOutcomes());
        assertThat(outcomes(ALICE)).extracting(SendOutcome::result).containsExactly(Result.RECIPIENT_FULL);
    }

    @Test
    void acceptsForTheOthersWhatOneFullMemberMissesAndMarksItOnce() {
        opened(ALICE, BOB, CAROL);
        fill(BOB);

        assertThat(append(ALICE, text("group 1", BOB, CAROL))).isInstanceOf(Decision.AllAccepted.class);
        clock.advance(Duration.ofSeconds(5));
        assertThat(append(ALICE, text("group 2", BOB, CAROL))).isInstanceOf(Decision.AllAccepted.class);

        assertThat(texts(CAROL)).containsExactly("group 1", "group 2");
        assertThat(contents(BOB, Missed.class))
                .containsExactly(new Missed(clock.instant().minusSeconds(5)));
        assertThat(outcomes(ALICE)).hasSize(2).allSatisfy(outcome -> {
            assertThat(outcome.result()).isEqualTo(Result.ACCEPTED);
            assertThat(outcome.recipients())
                    .containsExactly(new SendOutcome.RecipientOutcome(
                            BOB.account(), Optional.empty(), Result.RECIPIENT_FULL, ""));
        });

        acknowledgeAll(BOB);
        fill(BOB);
        append(ALICE, text("group 3", BOB, CAROL));
        assertThat(contents(BOB, Missed.class))
                .as("a new mark after the old one was seen")
                .hasSize(1);
    }

    @Test
    void refusesWhatItsRecipientTakesFromNobodyOfTheSendersAndTellsNothingOfTheirDevices() {
        opened(ALICE, BOB, BOB_TABLET);
        Send withoutDevices = text("m", BOB);

        assertThat(appendRefusedBy(Set.of(BOB.account()), withoutDevices)).isEqualTo(new Decision.SeeOutcomes());
        assertThat(outcomes(ALICE)).singleElement().satisfies(outcome -> {
            assertThat(outcome.result()).isEqualTo(Result.RECIPIENT_REFUSES);
            assertThat(outcome.changes()).isEmpty();
            assertThat(outcome.recipients())
                    .containsExactly(new SendOutcome.RecipientOutcome(
                            BOB.account(), Optional.empty(), Result.RECIPIENT_REFUSES, ""));
        });
        assertThat(texts(BOB)).isEmpty();
        assertThat(texts(BOB_TABLET)).isEmpty();
    }

    @Test
    void acceptsForTheOthersWhatOneMemberTakesFromNobodyOfTheSenders() {
        opened(ALICE, BOB, CAROL);

        assertThat(appendRefusedBy(Set.of(BOB.account()), text("group", BOB, CAROL)))
                .isInstanceOf(Decision.AllAccepted.class);
        assertThat(texts(CAROL)).containsExactly("group");
        assertThat(texts(BOB)).isEmpty();
        assertThat(contents(BOB, Missed.class)).as("not missed: not wanted").isEmpty();
        assertThat(outcomes(ALICE)).singleElement().satisfies(outcome -> {
            assertThat(outcome.result()).isEqualTo(Result.ACCEPTED);
            assertThat(outcome.recipients())
                    .containsExactly(new SendOutcome.RecipientOutcome(
                            BOB.account(), Optional.empty(), Result.RECIPIENT_REFUSES, ""));
        });
    }

    @Test
    void whatWasAcceptedStaysSoWhenItsRecipientRefusesLater() {
        opened(ALICE, BOB);
        Send send = text("m", BOB);
        append(ALICE, send);

        assertThat(appendRefusedBy(Set.of(BOB.account()), send)).isInstanceOf(Decision.AllAccepted.class);
        assertThat(texts(BOB)).containsExactly("m");
    }

    @Test
    void whereOneHasNoRoomAndTheOtherRefusesItIsWorthAnotherTry() {
        opened(ALICE, BOB, CAROL);
        fill(BOB);

        assertThat(appendRefusedBy(Set.of(CAROL.account()), text("group", BOB, CAROL)))
                .isEqualTo(new Decision.SeeOutcomes());
        assertThat(outcomes(ALICE)).extracting(SendOutcome::result).containsExactly(Result.RECIPIENT_FULL);
    }

    @Test
    void whoWantsToBeAskedGetsTheMessageAsARequestOnEveryDeviceAndAfterARestart() {
        opened(ALICE, BOB, BOB_TABLET, CAROL);
        Submission asked = new Submission(
                ALICE,
                List.of(text("hello", BOB, BOB_TABLET, CAROL), text("x".repeat(5_000), BOB, BOB_TABLET, CAROL)),
                Submission.Refusals.BY_ROW,
                Set.of(),
                Set.of(BOB.account()),
                Admissions.FREE);

        assertThat(inbox.append(asked).join()).isInstanceOf(Decision.AllAccepted.class);
        append(ALICE, text("known by now", BOB, BOB_TABLET));
        for (int run = 0; run < 2; run++) {
            assertThat(contents(BOB, Message.class))
                    .extracting(Message::request)
                    .containsExactly(true, true, false);
            assertThat(contents(BOB_TABLET, Message.class))
                    .extracting(Message::request)
                    .containsExactly(true, true, false);
            assertThat(contents(CAROL, Message.class))
                    .as("who does not want to be asked")
                    .extracting(Message::request)
                    .containsExactly(false, false);
            assertThat(texts(BOB)).startsWith("hello").endsWith("known by now");
            reopen();
        }
    }

    private Decision appendRefusedBy(Set<AccountId> refusing, Send send) {
        return inbox.append(new Submission(
                        ALICE, List.of(send), Submission.Refusals.BY_ROW, refusing, Set.of(), Admissions.FREE))
                .join();
    }

    @Test
    void aFullTabletDoesNotKeepMessagesFromThePhone() {
        opened(ALICE, BOB, BOB_TABLET);
        for (int i = 0; i < config().maxMessages(); i++) {
            append(ALICE, text("m" + i, BOB, BOB_TABLET));
        }
        acknowledgeAll(BOB);

        assertThat(append(ALICE, text("more", BOB, BOB_TABLET))).isInstanceOf(Decision.AllAccepted.class);
        assertThat(texts(BOB)).containsExactly("more");
        assertThat(contents(BOB_TABLET, Missed.class)).hasSize(1);
    }

    @Test
    void refusesASenderThatDoesNotFetchWhatItIsTold() {
        opened(ALICE, BOB);
        fill(BOB);
        for (int i = 0; i < config().maxControlRows(); i++) {
            append(ALICE, text("m", BOB));
        }
        acknowledgeAll(BOB);

        append(ALICE, text("m", BOB));
        assertThat(outcomes(ALICE)).last().extracting(SendOutcome::result).isEqualTo(Result.SENDER_FULL);
        assertThat(texts(BOB)).isEmpty();

        acknowledgeAll(ALICE);
        assertThat(append(ALICE, text("m", BOB))).isInstanceOf(Decision.AllAccepted.class);
    }

    // --- acknowledging

    @Test
    void deletesWhatIsAcknowledgedAndKeepsTheRest() {
        opened(ALICE, BOB);
        append(ALICE, text("m0", BOB), text("m1", BOB), text("m2", BOB));
        InboxSequence second = items(BOB).get(1).sequence();

        assertThat(acknowledge(BOB, second)).isEqualTo(new Acknowledged(2, second));
        assertThat(texts(BOB)).containsExactly("m2");
        assertThat(acknowledge(BOB, second)).isEqualTo(new Acknowledged(0, second));
        reopen();
        assertThat(texts(BOB)).containsExactly("m2");
        assertThat(inbox.state(BOB).orElseThrow().acknowledged()).isEqualTo(second);
    }

    @Test
    void ignoresAnAcknowledgementOfAnotherEpochOrOfRowsThatNeverWere() {
        opened(ALICE, BOB);
        append(ALICE, text("m0", BOB));
        InboxState bob = inbox.state(BOB).orElseThrow();

        inbox.acknowledge(BOB, new Epoch(bob.epoch().value() + 1), bob.last()).join();
        inbox.acknowledge(BOB, bob.epoch(), new InboxSequence(bob.last().value() + 1))
                .join();
        inbox.acknowledge(CAROL, bob.epoch(), bob.last()).join();

        assertThat(texts(BOB)).containsExactly("m0");
        assertThat(events.stream().filter(Event.AcknowledgementIgnored.class::isInstance))
                .hasSize(3);
    }

    @Test
    void neverUsesASequenceTwiceAlsoWhenTheInboxWasEmptiedBeforeARestart() {
        opened(ALICE, BOB);
        List<Long> used = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            append(ALICE, text("m", BOB));
            used.addAll(sequences(BOB));
            acknowledgeAll(BOB);
            reopen();
        }

        assertThat(used).isSorted().doesNotHaveDuplicates().hasSize(4);
    }

    @Test
    void recordsOneDeliveredPointerPerConversationAndMemberThatMovesToTheTail() {
        opened(ALICE, BOB, CAROL);
        Send first = text("m0", BOB);
        append(ALICE, first);
        acknowledgeAll(BOB);
        assertThat(receipts(ALICE))
                .containsExactly(
                        new Receipt(ReceiptKind.DELIVERED, CHAT, first.messageId(), ALICE, BOB, clock.instant()));
        append(CAROL, text("from carol", ALICE));

        Send last = text("m2", BOB);
        append(ALICE, text("m1", BOB), last);
        acknowledgeAll(BOB);

        assertThat(items(ALICE)).hasSize(2);
        assertThat(items(ALICE).get(0).content()).isInstanceOf(Message.class);
        assertThat(receipts(ALICE)).extracting(Receipt::upTo).containsExactly(last.messageId());
        reopen();
        assertThat(receipts(ALICE)).extracting(Receipt::upTo).containsExactly(last.messageId());
        acknowledgeAll(ALICE);
        assertThat(items(ALICE)).isEmpty();
        reopen();
        assertThat(items(ALICE)).isEmpty();
    }

    @Test
    void routesAReadReceiptToTheAuthorAndKeepsItsLastStateOnly() {
        opened(ALICE, BOB);
        Send send = text("m", BOB);
        append(ALICE, send);
        MessageId later = id();
        append(BOB, new ReceiptUpdate(ReceiptKind.READ, CHAT, send.messageId(), ALICE));
        append(BOB, new ReceiptUpdate(ReceiptKind.READ, CHAT, later, ALICE));

        assertThat(receipts(ALICE))
                .containsExactly(new Receipt(ReceiptKind.READ, CHAT, later, ALICE, BOB, clock.instant()));
        append(BOB, new ReceiptUpdate(ReceiptKind.READ, CHAT, later, Address.of("nobody", "phone")));
        assertThat(inbox.devices(new AccountId("nobody"))).isEmpty();
    }

    @Test
    void boundsTheReceiptsThatOthersCanCause() {
        opened(ALICE, BOB);
        for (int i = 0; i < config().maxControlRows() + 5; i++) {
            ConversationId conversation = new ConversationId(1, i);
            append(BOB, new ReceiptUpdate(ReceiptKind.READ, conversation, id(), ALICE));
        }

        assertThat(receipts(ALICE)).hasSize(config().maxControlRows());
        assertThat(events.stream().filter(Event.NoticeDropped.class::isInstance))
                .hasSize(5);
    }

    // --- rejecting, expiring, removing

    @Test
    void movesARejectedRowOutOfTheWayAndTellsItsSender() {
        opened(ALICE, BOB);
        Send bad = text("bad", BOB);
        append(ALICE, text("m0", BOB), bad, text("m2", BOB));
        InboxSequence second = items(BOB).get(1).sequence();
        Epoch epoch = inbox.state(BOB).orElseThrow().epoch();

        assertThat(inbox.reject(BOB, epoch, second, "cannot parse").join().rows())
                .isEqualTo(1);
        assertThat(inbox.reject(BOB, epoch, second, "cannot parse").join().rows())
                .isZero();

        assertThat(texts(BOB)).containsExactly("m0", "m2");
        assertThat(outcomes(ALICE))
                .containsExactly(new SendOutcome(
                        bad.messageId(),
                        CHAT,
                        Result.REJECTED,
                        List.of(new SendOutcome.RecipientOutcome(
                                BOB.account(), Optional.of(BOB.device()), Result.REJECTED, "cannot parse")),
                        List.of()));
        reopen();
        assertThat(texts(BOB)).containsExactly("m0", "m2");
    }

    @Test
    void anAcknowledgementOfWhatWasReadCountsNothingThatLeftMeanwhile() {
        opened(ALICE, BOB);
        append(ALICE, text("m0", BOB), text("rejected", BOB), text("m2", BOB));
        append(ALICE, send(id(), "expired", Duration.ofSeconds(10), to(BOB)), text("m4", BOB));
        reopen();
        Epoch epoch = inbox.state(BOB).orElseThrow().epoch();
        Page first = inbox.read(BOB, InboxSequence.NONE, 1 << 20, 2);
        Page second = inbox.read(BOB, first.last(), 1 << 20, 10);
        assertThat(second.items()).hasSize(3);

        inbox.reject(BOB, epoch, first.last(), "").join();
        clock.advance(Duration.ofSeconds(10));
        assertThat(inbox.expire().join()).isEqualTo(1);

        assertThat(acknowledge(BOB, first.last()).rows()).isEqualTo(1);
        assertThat(acknowledge(BOB, second.last()).rows()).isEqualTo(2);
        assertThat(inbox.figures().waiting()).isZero();
        assertThat(texts(BOB)).isEmpty();
        reopen();
        assertThat(texts(BOB)).isEmpty();
    }

    @Test
    void boundsTheDeadLetters() {
        opened(ALICE, BOB);
        Epoch epoch = inbox.state(BOB).orElseThrow().epoch();
        for (int i = 0; i < 5; i++) {
            append(ALICE, text("m", BOB));
            inbox.reject(BOB, epoch, items(BOB).get(0).sequence(), "").join();
        }

        assertThat(events.stream()
                        .filter(Event.DeadLettersDropped.class::isInstance)
                        .mapToInt(event -> ((Event.DeadLettersDropped) event).rows())
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void endsAMessageWhoseLifetimeIsOverAndTellsItsSender() {
        opened(ALICE, BOB);
        Send brief = send(id(), "brief", Duration.ofSeconds(10), to(BOB));
        Send lasting = text("lasting", BOB);
        append(ALICE, brief, lasting);

        assertThat(inbox.expire().join()).isZero();
        clock.advance(Duration.ofSeconds(10));
        assertThat(texts(BOB)).as("not delivered any more").containsExactly("lasting");
        assertThat(inbox.expire().join()).isEqualTo(1);
        assertThat(inbox.expire().join()).isZero();

        assertThat(outcomes(ALICE))
                .extracting(SendOutcome::messageId, SendOutcome::result)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(brief.messageId(), Result.EXPIRED));
        clock.advance(Duration.ofDays(31));
        reopen();
        assertThat(inbox.expire().join()).isEqualTo(1);
        assertThat(texts(BOB)).isEmpty();
    }

    @Test
    void givesNoMessageMoreThanTheLongestLifetime() {
        opened(ALICE, BOB);
        append(ALICE, send(id(), "m", Duration.ofDays(4_000), to(BOB)));

        clock.advance(Duration.ofDays(89));
        assertThat(inbox.expire().join()).isZero();
        clock.advance(Duration.ofDays(1));
        assertThat(inbox.expire().join()).isEqualTo(1);
    }

    @Test
    void expiresNothingEarlyWhenTheClockIsSetBack() {
        opened(ALICE, BOB);
        append(ALICE, text("m", BOB));
        clock.advance(Duration.ofDays(-365));
        append(ALICE, text("n", BOB));

        assertThat(inbox.expire().join()).isZero();
        assertThat(texts(BOB)).containsExactly("m", "n");
        assertThat(sequences(BOB)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void freesTheRoomOfWhatHasExpired() {
        opened(ALICE, BOB);
        fill(BOB);
        clock.advance(Duration.ofDays(31));
        assertThat(inbox.expire().join()).isEqualTo(config().maxMessages());
        acknowledgeAll(CAROL);

        assertThat(append(CAROL, text("m", BOB))).isInstanceOf(Decision.AllAccepted.class);
    }

    @Test
    void removesADeviceWithItsRowsAndTellsTheSenders() {
        InboxState before = opened(BOB);
        opened(ALICE);
        Send send = text("m", BOB);
        append(ALICE, send);

        assertThat(inbox.remove(BOB).join()).isTrue();
        assertThat(inbox.remove(BOB).join()).isFalse();

        assertThat(inbox.state(BOB)).isEmpty();
        assertThat(outcomes(ALICE)).extracting(SendOutcome::result).containsExactly(Result.DEVICE_REMOVED);
        InboxState after = opened(BOB);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(texts(BOB)).isEmpty();
    }

    @Test
    void takesNothingFromADeviceThatHasBeenRemoved() {
        opened(ALICE, BOB, BOB_TABLET);
        assertThat(inbox.remove(BOB_TABLET).join()).isTrue();
        ReceiptUpdate read = new ReceiptUpdate(ReceiptKind.READ, CHAT, id(), ALICE);

        for (OutboxItem item : List.of(text("m", ALICE), read)) {
            assertThat(inbox.append(new Submission(BOB_TABLET, List.of(item), Submission.Refusals.BY_ROW)))
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(InboxUnavailable.class);
        }
        assertThat(items(ALICE)).isEmpty();
        assertThat(append(BOB, text("m", ALICE))).isInstanceOf(Decision.AllAccepted.class);
    }

    // --- reading

    @Test
    void readsInPagesByRowsAndByBytes() {
        opened(ALICE, BOB);
        for (int i = 0; i < 7; i++) {
            append(ALICE, text("m" + i, BOB));
        }
        Page first = inbox.read(BOB, InboxSequence.NONE, 1 << 20, 3);
        Page second = inbox.read(BOB, first.last(), 1 << 20, 3);
        Page third = inbox.read(BOB, second.last(), 1 << 20, 3);

        assertThat(List.of(
                        first.items().size(),
                        second.items().size(),
                        third.items().size()))
                .containsExactly(3, 3, 1);
        assertThat(List.of(first.more(), second.more(), third.more())).containsExactly(true, true, false);
        assertThat(inbox.read(BOB, InboxSequence.NONE, 1, 100).items())
                .as("one row is returned whatever its size")
                .hasSize(1);
        assertThat(inbox.read(BOB, third.last(), 1 << 20, 3).items()).isEmpty();
        assertThat(inbox.read(CAROL, InboxSequence.NONE, 1 << 20, 3).items()).isEmpty();
    }

    @Test
    void saysHowMuchWaitsAndSinceWhenWithoutTakingAnythingOut() {
        opened(ALICE, BOB);
        assertThat(inbox.waiting(BOB)).contains(new Waiting(0, Optional.empty()));
        assertThat(inbox.waiting(CAROL)).isEmpty();
        Instant first = clock.instant();
        append(ALICE, text("m0", BOB));
        clock.advance(Duration.ofHours(1));
        append(ALICE, text("m1", BOB));

        assertThat(inbox.waiting(BOB)).contains(new Waiting(2, Optional.of(first)));
        acknowledgeAll(BOB);
        assertThat(inbox.waiting(BOB)).contains(new Waiting(0, Optional.empty()));
        assertThat(inbox.waiting(ALICE)).as("receipts are no messages").contains(new Waiting(0, Optional.empty()));
    }

    @Test
    void aSenderThatWaitsForTheDecisionIsToldItAndNothingIsWrittenWhereNothingIsAccepted() {
        opened(ALICE, BOB);
        Send unknown = text("m", CAROL);

        assertThat(decision(unknown)).isEqualTo(new Decision.Refused(Result.UNKNOWN_ACCOUNT));
        assertThat(items(ALICE)).isEmpty();
        Send right = text("m", BOB);
        assertThat(decision(right)).isInstanceOf(Decision.AllAccepted.class);
        assertThat(decision(right)).as("again").isInstanceOf(Decision.AllAccepted.class);
        assertThat(items(BOB)).hasSize(1);
    }

    private Decision decision(Send send) {
        return inbox.append(new Submission(ALICE, List.of(send), Submission.Refusals.BY_DECISION))
                .join();
    }

    @Test
    void tellsItsListenerWhichInboxHasNewRows() {
        List<Address> told = new CopyOnWriteArrayList<>();
        inbox.onAppend(told::add);
        opened(ALICE, BOB, CAROL);
        append(ALICE, text("m", BOB));
        await().untilAsserted(() -> assertThat(told).containsExactly(BOB));
        acknowledgeAll(BOB);
        await().untilAsserted(
                        () -> assertThat(told).as("the sender has a receipt").containsExactly(BOB, ALICE));
    }

    @Test
    void countsWhatWaits() {
        opened(ALICE, BOB);
        append(ALICE, text("12345", BOB), text("123", BOB));
        clock.advance(Duration.ofSeconds(7));
        inbox.expire().join();

        InboxFigures figures = inbox.figures();
        assertThat(figures.inboxes()).isEqualTo(2);
        assertThat(figures.waiting()).isEqualTo(2);
        assertThat(figures.waitingBytes()).isEqualTo(8);
        assertThat(figures.oldest()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void refusesEverythingOnceItIsClosed() {
        opened(ALICE, BOB);
        inbox.close();

        assertThat(inbox.isAvailable()).isFalse();
        assertThat(inbox.open(CAROL)).isCompletedExceptionally();
        assertThat(inbox.append(new Submission(ALICE, List.of(text("m", BOB)), Submission.Refusals.BY_ROW)))
                .isCompletedExceptionally();
    }
}
