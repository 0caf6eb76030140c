package io.waggle.client.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import io.waggle.protocol.frame.SendOutcomes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on whatever database a platform has. */
public abstract class ClientStoreContract {

    private static final Address ANN = Address.of("ann", "phone");
    private static final Address BOB = Address.of("bob", "phone");
    private static final Address TABLET = Address.of("bob", "tablet");
    private static final Address CY = Address.of("cy", "phone");
    private static final ConversationId ONE = new ConversationId(1, 1);
    private static final ConversationId OTHER = new ConversationId(2, 2);
    private static final Epoch EPOCH = new Epoch(77);
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    @TempDir
    Path directory;

    private ClientStore store;
    private long sequence;

    /** A database on the file, which may be there already. */
    protected abstract SqlDatabase open(Path file);

    @BeforeEach
    void open() {
        store = ClientStore.open(open(file()), ANN);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aNewStoreIsEmptyAndAtTheStart() {
        assertThat(store.cursor()).isEqualTo(InboxCursor.START);
        assertThat(store.outboxSize()).isZero();
        assertThat(store.conversations(10)).isEmpty();
        assertThat(store.counts()).isEmpty();
        assertThat(store.unacknowledged(0, 10)).isEmpty();
    }

    @Test
    void everythingIsThereAfterAReopening() {
        MessageId sent = send(ONE, "mine", BOB.account());
        receive(message(BOB, ONE, "yours"));
        store.decided(List.of(changed(
                sent,
                new DeviceChanges(
                        BOB.account(), List.of(new DeviceEpoch(BOB.device(), EPOCH)), List.of(), List.of()))));
        InboxCursor cursor = store.cursor();
        List<StoredMessage> messages = store.messages(ONE, MessageHistory.NEWEST, 10);

        reopen();

        assertThat(store.cursor()).isEqualTo(cursor).isEqualTo(new InboxCursor(EPOCH, new InboxSequence(sequence)));
        assertThat(store.messages(ONE, MessageHistory.NEWEST, 10))
                .isEqualTo(messages)
                .hasSize(2);
        assertThat(store.outbox(Set.of(), 10, 1_000))
                .extracting(OutboxEntry::id)
                .containsExactly(sent);
        assertThat(store.roster(List.of(BOB.account())).get(BOB.account()))
                .containsExactly(new DeviceEpoch(BOB.device(), EPOCH));
    }

    @Test
    void aMessageComesBackAsItWasPutIn() {
        NewMessage draft = new NewMessage(
                id(),
                NOW,
                new Draft(
                        ONE,
                        List.of(BOB.account(), CY.account()),
                        ByteString.copyFrom(new byte[] {0, -1, 5}),
                        Duration.ofHours(3)));
        store.enqueue(List.of(draft), Optional.empty());

        StoredMessage mine = store.sent(draft.id()).orElseThrow();
        assertThat(mine)
                .isEqualTo(new StoredMessage(
                        mine.position(),
                        draft.id(),
                        ONE,
                        ANN,
                        draft.draft().recipients(),
                        draft.draft().content(),
                        NOW,
                        MessageStatus.QUEUED,
                        true,
                        false));
        assertThat(store.outbox(Set.of(), 10, 100))
                .containsExactly(new OutboxEntry(
                        draft.id(),
                        ONE,
                        draft.draft().recipients(),
                        draft.draft().content(),
                        Duration.ofHours(3)));
    }

    @Test
    void theStoreOfAnotherDeviceIsRefused() {
        store.close();

        assertThatThrownBy(() -> ClientStore.open(open(file()), BOB))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("ann/phone")
                .hasMessageContaining("bob/phone");
    }

    @Test
    void aStoreOfANewerVersionIsRefusedAndLeftAlone() {
        store.close();
        SqlDatabase raw = open(file());
        raw.transaction(session -> session.execute("UPDATE meta SET value = '99' WHERE name = 'version'"));
        raw.close();

        assertThatThrownBy(() -> ClientStore.open(open(file()), ANN))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("version 99");
        SqlDatabase again = open(file());
        List<String> versions = again.transaction(
                session -> session.list("SELECT value FROM meta WHERE name = 'version'", row -> row.text(0)));
        assertThat(versions).containsExactly("99");
        again.close();
    }

    @Test
    void aMessageKeepsThatItIsARequest() {
        receive(message(BOB, ONE, "known"), Message.request(id(), CY, ONE, ByteString.copyFromUtf8("asks"), NOW));
        send(ONE, "mine", BOB.account());

        assertThat(store.messages(ONE, MessageHistory.NEWEST, 10))
                .extracting(StoredMessage::request)
                .containsExactly(false, true, false);
        assertThat(store.unacknowledged(0, 10))
                .extracting(StoredMessage::request)
                .containsExactly(false, true);
    }

    @Test
    void aStoreOfTheFirstVersionIsBroughtToThisOneWithWhatIsInIt() {
        receive(message(BOB, ONE, "old"));
        store.close();
        SqlDatabase raw = open(file());
        raw.transaction(session -> {
            session.execute("CREATE TABLE first AS SELECT position, message_id, conversation, account, device, content,"
                    + " at_ms, state, failure, acknowledged, send_order, recipients, devices, expires_s FROM message");
            session.execute("DROP TABLE message");
            session.execute("ALTER TABLE first RENAME TO message");
            return session.execute("UPDATE meta SET value = '1' WHERE name = 'version'");
        });
        raw.close();

        store = ClientStore.open(open(file()), ANN);
        assertThat(store.messages(ONE, MessageHistory.NEWEST, 10))
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.content().toStringUtf8()).isEqualTo("old");
                    assertThat(message.request()).isFalse();
                });
    }

    @Test
    void theOutboxComesInOrderAndInPortions() {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(send(i % 2 == 0 ? ONE : OTHER, "12345", BOB.account()));
        }

        assertThat(outbox(Set.of(), 3, 1_000)).isEqualTo(ids.subList(0, 3));
        assertThat(outbox(Set.of(), 100, 22)).isEqualTo(ids.subList(0, 4));
        assertThat(outbox(Set.of(), 100, 1)).isEqualTo(ids.subList(0, 1));
        assertThat(outbox(Set.of(ONE), 100, 1_000))
                .containsExactly(ids.get(1), ids.get(3), ids.get(5), ids.get(7), ids.get(9));
        assertThat(store.outboxSize()).isEqualTo(10);
    }

    @Test
    void aFrameIsStoredOnceHoweverOftenItsMessagesCome() {
        Message message = message(BOB, ONE, "hello");

        assertThat(receive(message).messages()).isEqualTo(1);
        assertThat(receive(message).messages()).isZero();

        assertThat(store.messages(ONE, MessageHistory.NEWEST, 10)).hasSize(1);
        assertThat(store.cursor().last()).isEqualTo(new InboxSequence(sequence));
    }

    @Test
    void theSameIdFromTwoDevicesIsTwoMessages() {
        MessageId id = id();

        receive(new Message(id, BOB, ONE, ByteString.EMPTY, NOW), new Message(id, TABLET, ONE, ByteString.EMPTY, NOW));

        assertThat(store.messages(ONE, MessageHistory.NEWEST, 10)).hasSize(2);
    }

    @Test
    void pagesGoBackFromTheNewestMessage() {
        for (int i = 0; i < 25; i++) {
            receive(message(BOB, i % 5 == 4 ? OTHER : ONE, "m" + i));
        }

        List<StoredMessage> last = store.messages(ONE, MessageHistory.NEWEST, 8);
        List<StoredMessage> before = store.messages(ONE, last.get(0).position(), 8);
        List<StoredMessage> first = store.messages(ONE, before.get(0).position(), 8);

        assertThat(texts(last)).containsExactly("m15", "m16", "m17", "m18", "m20", "m21", "m22", "m23");
        assertThat(texts(before)).containsExactly("m5", "m6", "m7", "m8", "m10", "m11", "m12", "m13");
        assertThat(texts(first)).containsExactly("m0", "m1", "m2", "m3");
        assertThatIllegalArgumentException().isThrownBy(() -> store.messages(ONE, MessageHistory.NEWEST, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> store.conversations(1_001));
    }

    @Test
    void conversationsComeWithTheirLastMessagesTheLatestFirst() {
        receive(message(BOB, ONE, "one"));
        receive(message(BOB, OTHER, "other"));
        MessageId mine = send(ONE, "mine", BOB.account());

        assertThat(store.conversations(10))
                .extracting(ConversationSummary::conversation)
                .containsExactly(ONE, OTHER);
        assertThat(store.conversations(10).get(0).last().id()).isEqualTo(mine);
        assertThat(store.conversations(1)).hasSize(1);
    }

    @Test
    void messagesAreCountedByState() {
        receive(message(BOB, ONE, "one"), message(BOB, ONE, "two"));
        send(ONE, "queued", BOB.account());
        store.failed(List.of(send(ONE, "failed", BOB.account())), FailureReason.MALFORMED);

        assertThat(store.counts())
                .containsOnly(
                        java.util.Map.entry(MessageState.RECEIVED, 2L),
                        java.util.Map.entry(MessageState.QUEUED, 1L),
                        java.util.Map.entry(MessageState.FAILED, 1L));
    }

    @Test
    void theApplicationAcknowledgesMessageByMessage() {
        receive(message(BOB, ONE, "one"), message(BOB, ONE, "two"), message(BOB, ONE, "three"));
        List<StoredMessage> waiting = store.unacknowledged(0, 10);
        assertThat(texts(waiting)).containsExactly("one", "two", "three");

        store.acknowledge(List.of(waiting.get(1).position()));
        reopen();

        assertThat(texts(store.unacknowledged(0, 10))).containsExactly("one", "three");
        assertThat(texts(store.unacknowledged(waiting.get(0).position(), 10))).containsExactly("three");
        assertThat(texts(store.unacknowledged(0, 1))).containsExactly("one");
    }

    @Test
    void anAcceptanceThatComesBeforeOrAfterARefusalWins() {
        for (Result refusal : List.of(Result.UNKNOWN_ACCOUNT, Result.RECIPIENT_FULL)) {
            MessageId before = send(ONE, "before", BOB.account());
            store.accepted(List.of(new Accepted(before, List.of(BOB))));
            store.decided(List.of(outcome(before, refusal)));
            MessageId after = send(ONE, "after", BOB.account());
            store.decided(List.of(outcome(after, refusal)));
            store.accepted(List.of(new Accepted(after, List.of(BOB))));

            assertThat(state(before)).isEqualTo(MessageState.SENT);
            assertThat(state(after)).isEqualTo(MessageState.SENT);
        }
        assertThat(store.outboxSize()).isZero();
    }

    @Test
    void aRefusalCountsOnlyWhenNoAttemptIsOnItsWay() {
        MessageId id = send(ONE, "hello", BOB.account());
        SendOutcomes row = new SendOutcomes(List.of(outcome(id, Result.UNKNOWN_ACCOUNT)));

        store.receive(EPOCH, List.of(item(row)), id::equals);
        assertThat(state(id)).isEqualTo(MessageState.QUEUED);
        store.receive(EPOCH, List.of(item(row)), onItsWay -> false);

        assertThat(state(id)).isEqualTo(MessageState.FAILED);
    }

    @Test
    void devicesAreLearnedAlsoWhileAnAttemptIsOnItsWay() {
        MessageId id = send(ONE, "hello", BOB.account());
        DeviceChanges changes =
                new DeviceChanges(BOB.account(), List.of(new DeviceEpoch(BOB.device(), EPOCH)), List.of(), List.of());

        store.receive(EPOCH, List.of(item(new SendOutcomes(List.of(changed(id, changes))))), id::equals);

        assertThat(store.roster(List.of(BOB.account())).get(BOB.account())).hasSize(1);
        assertThat(store.outboxSize()).isEqualTo(1);
    }

    @Test
    void theRosterTakesOverWhatIsMissingExtraAndStale() {
        MessageId id = send(ONE, "hello", BOB.account());
        DeviceEpoch phone = new DeviceEpoch(BOB.device(), new Epoch(1));
        DeviceEpoch tablet = new DeviceEpoch(TABLET.device(), new Epoch(2));
        store.decided(
                List.of(changed(id, new DeviceChanges(BOB.account(), List.of(phone, tablet), List.of(), List.of()))));
        DeviceEpoch renewed = new DeviceEpoch(BOB.device(), new Epoch(-3));

        store.decided(List.of(changed(
                id,
                new DeviceChanges(
                        BOB.account(),
                        List.of(new DeviceEpoch(new DeviceId("watch"), new Epoch(4))),
                        List.of(TABLET.device()),
                        List.of(renewed)))));

        assertThat(store.roster(List.of(BOB.account(), CY.account())))
                .containsEntry(BOB.account(), List.of(renewed, new DeviceEpoch(new DeviceId("watch"), new Epoch(4))))
                .containsEntry(CY.account(), List.of());
    }

    @Test
    void receiptsMoveAcceptedMessagesUpToTheOneTheyName() {
        MessageId one = accepted("one");
        MessageId failed = send(ONE, "failed", BOB.account());
        store.failed(List.of(failed), FailureReason.RECIPIENT_FULL);
        MessageId two = accepted("two");
        MessageId three = accepted("three");
        MessageId queued = send(ONE, "queued", BOB.account());

        receive(receipt(ReceiptKind.DELIVERED, two, BOB));

        assertThat(List.of(state(one), state(failed), state(two), state(three), state(queued)))
                .containsExactly(
                        MessageState.DELIVERED,
                        MessageState.FAILED,
                        MessageState.DELIVERED,
                        MessageState.SENT,
                        MessageState.QUEUED);
    }

    @Test
    void aReceiptNeverMovesAPointerBack() {
        MessageId one = accepted("one");
        MessageId two = accepted("two");
        receive(receipt(ReceiptKind.READ, two, BOB));

        Received received = receive(receipt(ReceiptKind.READ, one, BOB), receipt(ReceiptKind.DELIVERED, two, BOB));

        assertThat(received.changes()).isEmpty();
        assertThat(state(one)).isEqualTo(MessageState.READ);
    }

    @Test
    void aReceiptForAMessageThatIsStillQueuedProvesThatItWasAccepted() {
        MessageId id = send(ONE, "hello", BOB.account());

        Received received = receive(receipt(ReceiptKind.DELIVERED, id, BOB));

        assertThat(received.changes())
                .extracting(change -> change.status().state())
                .containsExactly(MessageState.SENT, MessageState.DELIVERED);
        assertThat(store.outboxSize()).isZero();
    }

    @Test
    void aReceiptOfAnUnknownMessageOrAnotherConversationIsIgnored() {
        MessageId id = accepted("one");

        receive(receipt(ReceiptKind.READ, id(), BOB));
        receive(new Receipt(ReceiptKind.READ, OTHER, id, ANN, BOB, NOW));

        assertThat(state(id)).isEqualTo(MessageState.SENT);
    }

    @Test
    void anAcceptanceThatComesAfterTheReceiptOfALaterMessageFindsThePointer() {
        MessageId one = send(ONE, "one", BOB.account());
        MessageId two = send(ONE, "two", BOB.account());
        receive(receipt(ReceiptKind.READ, two, BOB));
        assertThat(state(one)).isEqualTo(MessageState.QUEUED);

        store.accepted(List.of(new Accepted(one, List.of(BOB))));

        assertThat(state(one)).isEqualTo(MessageState.READ);
    }

    @Test
    void aRetriedMessageCountsFromItsNewPlace() {
        MessageId failed = send(ONE, "failed", BOB.account());
        store.failed(List.of(failed), FailureReason.RECIPIENT_FULL);
        MessageId later = accepted("later");
        assertThat(store.retry(failed, Optional.empty()))
                .map(StatusChange::status)
                .contains(MessageStatus.QUEUED);
        store.accepted(List.of(new Accepted(failed, List.of(BOB))));

        receive(receipt(ReceiptKind.READ, later, BOB));

        assertThat(state(later)).isEqualTo(MessageState.READ);
        assertThat(state(failed)).isEqualTo(MessageState.SENT);
    }

    @Test
    void aGroupMessageIsWhereTheLastAccountIs() {
        MessageId id = send(ONE, "all", BOB.account(), CY.account(), ANN.account());
        store.accepted(List.of(new Accepted(id, List.of(BOB, TABLET, CY))));

        receive(receipt(ReceiptKind.READ, id, TABLET));
        assertThat(state(id)).isEqualTo(MessageState.SENT);
        receive(receipt(ReceiptKind.DELIVERED, id, CY));
        assertThat(state(id)).isEqualTo(MessageState.DELIVERED);
        receive(receipt(ReceiptKind.PLAYED, id, CY));
        assertThat(state(id)).isEqualTo(MessageState.READ);
        receive(receipt(ReceiptKind.PLAYED, id, BOB));
        assertThat(state(id)).isEqualTo(MessageState.PLAYED);
    }

    @Test
    void aMessageExpiresWhenEveryDeviceOfEveryAccountHasLostIt() {
        MessageId id = send(ONE, "all", BOB.account(), CY.account());
        store.accepted(List.of(new Accepted(id, List.of(BOB, TABLET, CY))));

        receive(lost(id, Result.EXPIRED, BOB), lost(id, Result.EXPIRED, CY));
        assertThat(state(id)).isEqualTo(MessageState.SENT);
        receive(lost(id, Result.DEVICE_REMOVED, TABLET));

        assertThat(state(id)).isEqualTo(MessageState.EXPIRED);
    }

    @Test
    void theReasonOfALossIsKept() {
        MessageId rejected = accepted("rejected");
        MessageId removed = accepted("removed");

        receive(lost(rejected, Result.REJECTED, BOB), lost(removed, Result.DEVICE_REMOVED, BOB));

        assertThat(store.sent(rejected))
                .map(StoredMessage::status)
                .contains(MessageStatus.failed(FailureReason.REJECTED));
        assertThat(store.sent(removed))
                .map(StoredMessage::status)
                .contains(MessageStatus.failed(FailureReason.DEVICE_REMOVED));
        assertThat(store.retry(rejected, Optional.empty())).isEmpty();
    }

    @Test
    void aLaterReceiptDoesNotCoverWhatItsDeviceLost() {
        MessageId lost = accepted("lost");
        MessageId later = accepted("later");
        receive(lost(lost, Result.EXPIRED, BOB));

        receive(receipt(ReceiptKind.READ, later, BOB));

        assertThat(state(lost)).isEqualTo(MessageState.EXPIRED);
        assertThat(state(later)).isEqualTo(MessageState.READ);
    }

    @Test
    void anOutcomeOfAnAcceptedMessageProvesItsAcceptance() {
        MessageId id = send(ONE, "hello", BOB.account());
        store.decided(List.of(changed(
                id,
                new DeviceChanges(
                        BOB.account(), List.of(new DeviceEpoch(BOB.device(), EPOCH)), List.of(), List.of()))));

        receive(lost(id, Result.EXPIRED, BOB));

        assertThat(state(id)).isEqualTo(MessageState.EXPIRED);
        assertThat(store.outboxSize()).isZero();
    }

    @Test
    void theServersTimeDecidesWhatIsTooOldToBeSentAgain() {
        MessageId early = id();
        MessageId late = id();
        MessageId never = send(ONE, "never", BOB.account());
        store.enqueue(List.of(new NewMessage(early, NOW, draft("early"))), Optional.of(NOW));
        store.enqueue(List.of(new NewMessage(late, NOW, draft("late"))), Optional.of(NOW.plus(Duration.ofDays(1))));

        List<StatusChange> changes = store.attempt(NOW.plus(Duration.ofDays(28)).plusMillis(1));

        assertThat(changes).extracting(StatusChange::id).containsExactly(early);
        assertThat(store.sent(early))
                .map(StoredMessage::status)
                .contains(MessageStatus.failed(FailureReason.UNDECIDED));
        assertThat(state(late)).isEqualTo(MessageState.QUEUED);
        assertThat(store.attempt(NOW.plus(Duration.ofDays(57))))
                .extracting(StatusChange::id)
                .containsExactlyInAnyOrder(late, never);
    }

    @Test
    void readPointersArePerAuthorAndReplacedByLaterOnes() {
        receive(message(BOB, ONE, "b1"), message(CY, ONE, "c1"), message(BOB, ONE, "b2"), message(BOB, OTHER, "x"));
        List<StoredMessage> messages = store.messages(ONE, MessageHistory.NEWEST, 10);

        assertThat(store.markRead(ONE, messages.get(1).position(), ReceiptKind.READ))
                .isTrue();
        assertThat(store.markRead(ONE, messages.get(0).position(), ReceiptKind.READ))
                .isFalse();
        List<ReadPointer> first = store.pendingReads(10);
        assertThat(store.markRead(ONE, messages.get(2).position(), ReceiptKind.READ))
                .isTrue();
        store.settleReads(first);

        assertThat(first)
                .extracting(ReadPointer::author, ReadPointer::upTo)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(BOB, messages.get(0).id()),
                        org.assertj.core.groups.Tuple.tuple(CY, messages.get(1).id()));
        assertThat(store.pendingReads(10))
                .extracting(ReadPointer::author, ReadPointer::upTo)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(BOB, messages.get(2).id()));
    }

    @Test
    void whatOnesOwnOtherDevicesSentIsNotReported() {
        receive(message(Address.of("ann", "laptop"), ONE, "from my laptop"));

        assertThat(store.markRead(ONE, MessageHistory.NEWEST, ReceiptKind.READ)).isFalse();
        assertThat(store.pendingReads(10)).isEmpty();
    }

    @Test
    void unreadableRowsAreKeptUntilTheServerKnows() {
        InboxItem.Unreadable row =
                new InboxItem.Unreadable(io.waggle.protocol.frame.Decoded.Fault.BAD_ADDRESS, "ä".repeat(200));

        Received received = receive(row);
        reopen();

        assertThat(received.unreadable()).hasSize(1);
        List<InboxReject> pending = store.pendingRejections(10);
        assertThat(pending).hasSize(1);
        assertThat(pending.get(0).sequence()).isEqualTo(new InboxSequence(sequence));
        assertThat(pending.get(0).reason()).isEqualTo("ä".repeat(128));
        store.settleRejections(pending);
        assertThat(store.pendingRejections(10)).isEmpty();
    }

    private Path file() {
        return directory.resolve("store.db");
    }

    private void reopen() {
        store.close();
        open();
    }

    private MessageId send(ConversationId conversation, String text, AccountId... to) {
        MessageId id = id();
        store.enqueue(
                List.of(new NewMessage(id, NOW, Draft.to(conversation, List.of(to), ByteString.copyFromUtf8(text)))),
                Optional.empty());
        return id;
    }

    private MessageId accepted(String text) {
        MessageId id = send(ONE, text, BOB.account());
        store.accepted(List.of(new Accepted(id, List.of(BOB))));
        return id;
    }

    private Received receive(InboxItem.Content... rows) {
        List<InboxItem> items = new ArrayList<>();
        for (InboxItem.Content row : rows) {
            items.add(item(row));
        }
        return store.receive(EPOCH, items, id -> false);
    }

    private InboxItem item(InboxItem.Content row) {
        return new InboxItem(new InboxSequence(++sequence), row);
    }

    private MessageState state(MessageId id) {
        return store.sent(id).orElseThrow().status().state();
    }

    private List<MessageId> outbox(Set<ConversationId> blocked, int entries, int bytes) {
        return store.outbox(blocked, entries, bytes).stream()
                .map(OutboxEntry::id)
                .toList();
    }

    private static Draft draft(String text) {
        return Draft.to(ONE, List.of(BOB.account()), ByteString.copyFromUtf8(text));
    }

    private static Message message(Address sender, ConversationId conversation, String text) {
        return new Message(id(), sender, conversation, ByteString.copyFromUtf8(text), NOW);
    }

    private static Receipt receipt(ReceiptKind kind, MessageId upTo, Address member) {
        return new Receipt(kind, ONE, upTo, ANN, member, NOW);
    }

    private static SendOutcome outcome(MessageId id, Result result) {
        return new SendOutcome(id, ONE, result, List.of(), List.of());
    }

    private static SendOutcome changed(MessageId id, DeviceChanges changes) {
        return new SendOutcome(id, ONE, Result.DEVICES_CHANGED, List.of(), List.of(changes));
    }

    private static SendOutcomes lost(MessageId id, Result result, Address device) {
        RecipientOutcome who = new RecipientOutcome(device.account(), Optional.of(device.device()), result, "");
        return new SendOutcomes(List.of(new SendOutcome(id, ONE, result, List.of(who), List.of())));
    }

    private static List<String> texts(List<StoredMessage> messages) {
        return messages.stream()
                .map(message -> message.content().toStringUtf8())
                .toList();
    }

    private static MessageId id() {
        return MessageId.create(NOW);
    }
}
