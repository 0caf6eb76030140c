package io.waggle.client.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.waggle.client.fake.Texts;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.DecodedContent;
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
    private static final Saying SAYING = new Saying(() -> MessageId.create(NOW), Optional.empty());

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
        assertThat(store.history().conversations(10)).isEmpty();
        assertThat(store.history().counts()).isEmpty();
        assertThat(store.unacknowledged(0, 10)).isEmpty();
    }

    @Test
    void everythingIsThereAfterAReopening() {
        MessageId sent = send(ONE, "mine", BOB.account());
        receive(message(BOB, ONE, "yours"));
        store.decided(
                List.of(changed(
                        sent,
                        new DeviceChanges(
                                BOB.account(), List.of(new DeviceEpoch(BOB.device(), EPOCH)), List.of(), List.of()))),
                NOW);
        InboxCursor cursor = store.cursor();
        List<StoredMessage> messages = Texts.messages(store.history(), ONE);

        reopen();

        assertThat(store.cursor()).isEqualTo(cursor).isEqualTo(new InboxCursor(EPOCH, new InboxSequence(sequence)));
        assertThat(Texts.messages(store.history(), ONE)).isEqualTo(messages).hasSize(2);
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
                        new Audience.Accounts(List.of(BOB.account(), CY.account())),
                        Texts.content("a text"),
                        Duration.ofHours(3)));
        store.enqueue(List.of(draft), Optional.empty());

        StoredMessage mine = store.history().sent(draft.id()).orElseThrow();
        assertThat(mine)
                .isEqualTo(new StoredMessage(
                        mine.position(),
                        new Place(Long.MAX_VALUE, 1),
                        draft.id(),
                        ONE,
                        ANN,
                        List.of(BOB.account(), CY.account()),
                        new DecodedContent.Known(Texts.content("a text")),
                        NOW,
                        MessageStatus.QUEUED,
                        true,
                        false,
                        0));
        assertThat(store.outbox(Set.of(), 10, 100))
                .containsExactly(new OutboxEntry.ToAccounts(
                        draft.id(),
                        ONE,
                        List.of(BOB.account(), CY.account()),
                        Texts.bytes("a text"),
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
        receive(message(BOB, ONE, "known"), Message.request(id(), CY, ONE, Texts.bytes("asks"), NOW));
        send(ONE, "mine", BOB.account());

        assertThat(Texts.messages(store.history(), ONE))
                .extracting(StoredMessage::request)
                .containsExactly(false, true, false);
        assertThat(store.unacknowledged(0, 10))
                .extracting(StoredMessage::request)
                .containsExactly(false, true);
    }

    @Test
    void aStoreOfAnOlderVersionIsBroughtToThisOneWithWhatIsInIt() {
        for (int version = 1; version < Schema.VERSION; version++) {
            store.close();
            Path file = directory.resolve("version-" + version + ".db");
            SqlDatabase raw = open(file);
            int old = version;
            raw.transaction(session -> {
                Schema.prepare(session, ANN, old);
                insertOld(session, 1, BOB, Texts.bytes("old"), 1, "NULL");
                insertOld(session, 2, BOB, ByteString.copyFromUtf8("of a time before contents"), 1, "NULL");
                insertOld(session, 3, ANN, Texts.bytes("queued"), 2, "1");
                insertOld(session, 4, ANN, Texts.bytes("sent"), 3, "0");
                session.execute("INSERT INTO outbox (position, attempted_ms, vain_tries) VALUES (3, 0, 0)");
                return session.execute("UPDATE cursor SET epoch = 77, last_sequence = 40");
            });
            raw.close();

            store = ClientStore.open(open(file), ANN);
            sequence = 40;
            receive(message(BOB, ONE, "new"));

            List<StoredMessage> messages = Texts.messages(store.history(), ONE);
            assertThat(messages.stream().map(message -> message.text().orElse("?")))
                    .as("from version %d", version)
                    .containsExactly("old", "?", "sent", "new", "queued");
            assertThat(messages.get(1).content()).isInstanceOf(DecodedContent.Malformed.class);
            assertThat(outbox(Set.of(), 10, 1_000)).hasSize(1);
            assertThat(store.history().conversation(ONE).orElseThrow().unread()).isEqualTo(3);
        }
    }

    private static void insertOld(
            SqlSession session, long position, Address sender, ByteString content, long state, String sendOrder) {
        session.execute(
                "INSERT INTO message (position, message_id, conversation, account, device, content, at_ms, state, failure,"
                        + " acknowledged, send_order, recipients, devices, expires_s)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 0, ?, 0, 1, " + sendOrder + ", 'bob', '', 0)",
                position,
                Columns.bytes(id()),
                Columns.bytes(ONE),
                sender.account().value(),
                sender.device().value(),
                content.toByteArray(),
                state);
    }

    @Test
    void theOutboxComesInOrderAndInPortions() {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(send(i % 2 == 0 ? ONE : OTHER, "12345", BOB.account()));
        }

        assertThat(outbox(Set.of(), 3, 1_000)).isEqualTo(ids.subList(0, 3));
        assertThat(outbox(Set.of(), 100, 4 * Texts.bytes("12345").size() + 2)).isEqualTo(ids.subList(0, 4));
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

        assertThat(Texts.messages(store.history(), ONE)).hasSize(1);
        assertThat(store.cursor().last()).isEqualTo(new InboxSequence(sequence));
    }

    @Test
    void theSameIdFromTwoDevicesIsTwoMessages() {
        MessageId id = id();

        receive(new Message(id, BOB, ONE, Texts.bytes("m"), NOW), new Message(id, TABLET, ONE, Texts.bytes("m"), NOW));

        assertThat(Texts.messages(store.history(), ONE)).hasSize(2);
    }

    @Test
    void pagesGoBackFromTheNewestMessage() {
        for (int i = 0; i < 25; i++) {
            receive(message(BOB, i % 5 == 4 ? OTHER : ONE, "m" + i));
        }

        List<TimelineEntry> last = store.history().timeline(ONE, Place.NEWEST, 8);
        List<TimelineEntry> before = store.history().timeline(ONE, last.get(0).place(), 8);
        List<TimelineEntry> first = store.history().timeline(ONE, before.get(0).place(), 8);

        assertThat(shown(last)).containsExactly("m15", "m16", "m17", "m18", "m20", "m21", "m22", "m23");
        assertThat(shown(before)).containsExactly("m5", "m6", "m7", "m8", "m10", "m11", "m12", "m13");
        assertThat(shown(first)).containsExactly("m0", "m1", "m2", "m3");
        assertThatIllegalArgumentException().isThrownBy(() -> store.history().timeline(ONE, Place.NEWEST, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> store.history().conversations(1_001));
    }

    @Test
    void conversationsComeWithTheirLastMessagesTheLatestFirst() {
        receive(message(BOB, ONE, "one"));
        receive(message(BOB, OTHER, "other"));
        MessageId mine = send(ONE, "mine", BOB.account());

        assertThat(store.history().conversations(10))
                .extracting(ConversationSummary::conversation)
                .containsExactly(ONE, OTHER);
        assertThat(store.history().conversations(10).get(0).last())
                .containsInstanceOf(ShownMessage.class)
                .map(entry -> ((ShownMessage) entry).message().id())
                .contains(mine);
        assertThat(store.history().conversations(1)).hasSize(1);
    }

    @Test
    void messagesAreCountedByState() {
        receive(message(BOB, ONE, "one"), message(BOB, ONE, "two"));
        send(ONE, "queued", BOB.account());
        store.failed(List.of(send(ONE, "failed", BOB.account())), FailureReason.MALFORMED);

        assertThat(store.history().counts())
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
            store.accepted(List.of(new Accepted(before, Optional.empty(), List.of(BOB))), NOW);
            store.decided(List.of(outcome(before, refusal)), NOW);
            MessageId after = send(ONE, "after", BOB.account());
            store.decided(List.of(outcome(after, refusal)), NOW);
            store.accepted(List.of(new Accepted(after, Optional.empty(), List.of(BOB))), NOW);

            assertThat(state(before)).isEqualTo(MessageState.SENT);
            assertThat(state(after)).isEqualTo(MessageState.SENT);
        }
        assertThat(store.outboxSize()).isZero();
    }

    @Test
    void whatWasAcceptedAfterAllHasItsPlaceAndItsEffect() {
        receive(message(BOB, ONE, "before"));
        MessageId id = id();
        NewMessage soonGone = new NewMessage(
                id,
                NOW,
                new Draft(
                        ONE,
                        new Audience.Accounts(List.of(BOB.account())),
                        Texts.content("secret").disappearing(Duration.ofMinutes(1)),
                        Duration.ZERO));
        store.enqueue(List.of(soonGone), Optional.empty());
        Optional<InboxSequence> before = Optional.of(new InboxSequence(sequence));
        receive(message(BOB, ONE, "behind"));
        store.failed(List.of(id), FailureReason.RECIPIENT_FULL);

        store.accepted(List.of(new Accepted(id, before, List.of(BOB))), NOW);

        assertThat(texts(Texts.messages(store.history(), ONE))).containsExactly("before", "secret", "behind");
        assertThat(store.nextSweep()).contains(NOW.plus(Duration.ofMinutes(1)));
    }

    @Test
    void aRefusalCountsOnlyWhenNoAttemptIsOnItsWay() {
        MessageId id = send(ONE, "hello", BOB.account());
        SendOutcomes row = new SendOutcomes(List.of(outcome(id, Result.UNKNOWN_ACCOUNT)));

        store.receive(EPOCH, List.of(item(row)), id::equals, NOW, SAYING);
        assertThat(state(id)).isEqualTo(MessageState.QUEUED);
        store.receive(EPOCH, List.of(item(row)), onItsWay -> false, NOW, SAYING);

        assertThat(state(id)).isEqualTo(MessageState.FAILED);
    }

    @Test
    void devicesAreLearnedAlsoWhileAnAttemptIsOnItsWay() {
        MessageId id = send(ONE, "hello", BOB.account());
        DeviceChanges changes =
                new DeviceChanges(BOB.account(), List.of(new DeviceEpoch(BOB.device(), EPOCH)), List.of(), List.of());

        store.receive(EPOCH, List.of(item(new SendOutcomes(List.of(changed(id, changes))))), id::equals, NOW, SAYING);

        assertThat(store.roster(List.of(BOB.account())).get(BOB.account())).hasSize(1);
        assertThat(store.outboxSize()).isEqualTo(1);
    }

    @Test
    void theRosterTakesOverWhatIsMissingExtraAndStale() {
        MessageId id = send(ONE, "hello", BOB.account());
        DeviceEpoch phone = new DeviceEpoch(BOB.device(), new Epoch(1));
        DeviceEpoch tablet = new DeviceEpoch(TABLET.device(), new Epoch(2));
        store.decided(
                List.of(changed(id, new DeviceChanges(BOB.account(), List.of(phone, tablet), List.of(), List.of()))),
                NOW);
        DeviceEpoch renewed = new DeviceEpoch(BOB.device(), new Epoch(-3));

        store.decided(
                List.of(changed(
                        id,
                        new DeviceChanges(
                                BOB.account(),
                                List.of(new DeviceEpoch(new DeviceId("watch"), new Epoch(4))),
                                List.of(TABLET.device()),
                                List.of(renewed)))),
                NOW);

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
        assertThat(store.outboxSize()).as("the server is still to say where").isEqualTo(1);
        store.accepted(List.of(new Accepted(id, Optional.empty(), List.of(BOB))), NOW);
        assertThat(store.outboxSize()).isZero();
        assertThat(state(id)).isEqualTo(MessageState.DELIVERED);
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

        store.accepted(List.of(new Accepted(one, Optional.empty(), List.of(BOB))), NOW);

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
        store.accepted(List.of(new Accepted(failed, Optional.empty(), List.of(BOB))), NOW);

        receive(receipt(ReceiptKind.READ, later, BOB));

        assertThat(state(later)).isEqualTo(MessageState.READ);
        assertThat(state(failed)).isEqualTo(MessageState.SENT);
    }

    @Test
    void aGroupMessageIsWhereTheLastAccountIs() {
        MessageId id = send(ONE, "all", BOB.account(), CY.account(), ANN.account());
        store.accepted(List.of(new Accepted(id, Optional.empty(), List.of(BOB, TABLET, CY))), NOW);

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
        store.accepted(List.of(new Accepted(id, Optional.empty(), List.of(BOB, TABLET, CY))), NOW);

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

        assertThat(store.history().sent(rejected))
                .map(StoredMessage::status)
                .contains(MessageStatus.failed(FailureReason.REJECTED));
        assertThat(store.history().sent(removed))
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
        store.decided(
                List.of(changed(
                        id,
                        new DeviceChanges(
                                BOB.account(), List.of(new DeviceEpoch(BOB.device(), EPOCH)), List.of(), List.of()))),
                NOW);

        receive(lost(id, Result.EXPIRED, BOB));

        assertThat(state(id)).isEqualTo(MessageState.EXPIRED);
        assertThat(store.outboxSize()).as("the server is still to say where").isEqualTo(1);
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
        assertThat(store.history().sent(early))
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
        List<StoredMessage> messages = Texts.messages(store.history(), ONE);

        assertThat(store.markRead(ONE, messages.get(1).place(), ReceiptKind.READ, NOW))
                .isTrue();
        assertThat(store.markRead(ONE, messages.get(0).place(), ReceiptKind.READ, NOW))
                .isFalse();
        List<ReadPointer> first = store.pendingReads(10);
        assertThat(store.markRead(ONE, messages.get(2).place(), ReceiptKind.READ, NOW))
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

        assertThat(store.markRead(ONE, Place.NEWEST, ReceiptKind.READ, NOW)).isFalse();
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
                List.of(new NewMessage(id, NOW, Draft.to(conversation, List.of(to), Texts.content(text)))),
                Optional.empty());
        return id;
    }

    private MessageId accepted(String text) {
        MessageId id = send(ONE, text, BOB.account());
        store.accepted(List.of(new Accepted(id, Optional.empty(), List.of(BOB))), NOW);
        return id;
    }

    private Received receive(InboxItem.Content... rows) {
        List<InboxItem> items = new ArrayList<>();
        for (InboxItem.Content row : rows) {
            items.add(item(row));
        }
        return store.receive(EPOCH, items, id -> false, NOW, SAYING);
    }

    private InboxItem item(InboxItem.Content row) {
        return new InboxItem(new InboxSequence(++sequence), row);
    }

    private MessageState state(MessageId id) {
        return store.history().sent(id).orElseThrow().status().state();
    }

    private List<MessageId> outbox(Set<ConversationId> blocked, int entries, int bytes) {
        return store.outbox(blocked, entries, bytes).stream()
                .map(OutboxEntry::id)
                .toList();
    }

    private static Draft draft(String text) {
        return Draft.to(ONE, List.of(BOB.account()), Texts.content(text));
    }

    private static Message message(Address sender, ConversationId conversation, String text) {
        return new Message(id(), sender, conversation, Texts.bytes(text), NOW);
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
        return messages.stream().map(message -> Texts.of(message)).toList();
    }

    private static List<String> shown(List<TimelineEntry> entries) {
        return entries.stream()
                .map(entry -> Texts.of(((ShownMessage) entry).message()))
                .toList();
    }

    private static MessageId id() {
        return MessageId.create(NOW);
    }
}
