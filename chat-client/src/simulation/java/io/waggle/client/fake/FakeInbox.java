package io.waggle.client.fake;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.Welcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The inbox of one device and what goes down to it. Everything but the connection survives a crash of the server. */
final class FakeInbox {

    private static final int WINDOW = 4;
    private static final int FRAME_ROWS = 40;
    private static final int FRAME_ROOM = 2_000;

    final Address owner;
    private final Random random;
    private final FakeServer server;

    // Durable.
    Epoch epoch;
    long acknowledged;
    private long last;
    private final TreeMap<Long, InboxItem.Content> rows = new TreeMap<>();
    private final Map<Object, Long> receiptRows = new HashMap<>();
    private boolean missed;
    final Map<MessageId, SendOutcome> accepted = new HashMap<>();
    final List<Message> deadLetters = new ArrayList<>();
    final Set<MessageId> poisoned = new HashSet<>();
    int capacity = Integer.MAX_VALUE;
    boolean senderFull;

    // Of one connection.
    FakeServer.@Nullable Link link;
    private boolean subscribed;
    private boolean held;
    private boolean welcomeDue;
    private boolean backlogDue;
    private long backlogEnd;
    private long sent;
    private int framesOnTheirWay;
    private final List<LiveNotice> live = new ArrayList<>();

    /** The last row that it got. */
    InboxSequence last() {
        return new InboxSequence(last);
    }

    FakeInbox(Address owner, Random random, FakeServer server) {
        this.owner = owner;
        this.random = random;
        this.server = server;
        this.epoch = newEpoch();
    }

    void connected(FakeServer.Link connection) {
        link = connection;
        subscribed = false;
        welcomeDue = false;
        backlogDue = false;
        sent = acknowledged;
        framesOnTheirWay = 0;
        live.clear();
    }

    void subscribe() {
        subscribed = true;
        deliver();
    }

    void hello(Epoch known, InboxSequence upTo) {
        if (known.equals(epoch)) {
            acknowledge(upTo.value());
            sent = Math.max(upTo.value(), acknowledged);
        } else {
            sent = acknowledged;
        }
        welcomeDue = true;
        backlogDue = true;
        backlogEnd = rows.isEmpty() ? 0 : rows.lastKey();
        deliver();
    }

    /** Deletes the rows and tells who wrote them that they arrived. */
    void acknowledge(long upTo) {
        Map<List<Object>, Message> latest = new HashMap<>();
        for (InboxItem.Content row : rows.headMap(upTo, true).values()) {
            if (row instanceof Message message) {
                latest.put(List.of(message.conversation(), message.sender()), message);
            } else if (row instanceof Missed) {
                missed = false;
            }
        }
        rows.headMap(upTo, true).clear();
        receiptRows.values().removeIf(sequence -> sequence <= upTo);
        acknowledged = Math.max(acknowledged, upTo);
        latest.values()
                .forEach(message -> server.receipt(new Receipt(
                        ReceiptKind.DELIVERED,
                        message.conversation(),
                        message.messageId(),
                        message.sender(),
                        owner,
                        server.now())));
        deliver();
    }

    Optional<Message> reject(long sequence) {
        if (rows.remove(sequence) instanceof Message message) {
            deadLetters.add(message);
            return Optional.of(message);
        }
        return Optional.empty();
    }

    Optional<Message> expire(MessageId id) {
        for (Map.Entry<Long, InboxItem.Content> row : rows.entrySet()) {
            if (row.getValue() instanceof Message message && message.messageId().equals(id)) {
                rows.remove(row.getKey());
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }

    boolean hasRoom() {
        return rows.values().stream().filter(Message.class::isInstance).count() < capacity;
    }

    void markMissed(Instant now) {
        if (!missed) {
            missed = true;
            append(new Missed(now));
        }
    }

    /** A receipt takes the place of an earlier one of the same conversation, author, member and kind, at the end. */
    void putReceipt(Receipt receipt) {
        Long before = receiptRows.put(
                List.of(receipt.conversation(), receipt.member(), receipt.kind(), receipt.author()), last + 1);
        if (before != null) {
            rows.remove(before);
        }
        rows.put(++last, receipt);
        deliver();
    }

    List<Message> messages() {
        return rows.values().stream()
                .filter(Message.class::isInstance)
                .map(Message.class::cast)
                .toList();
    }

    void append(InboxItem.Content row) {
        last += 1 + random.nextInt(3);
        rows.put(last, row);
        deliver();
    }

    void live(Address from, ConversationId conversation, ByteString content) {
        if (subscribed) {
            live.add(new LiveNotice(from, conversation, content));
            deliver();
        }
    }

    void presence(Presence told) {
        if (link != null) {
            link.wire()
                    .frame(
                            InboxCodec.encode(new InboxFrame(
                                    epoch,
                                    InboxSequence.NONE,
                                    List.of(),
                                    false,
                                    List.of(),
                                    Optional.empty(),
                                    List.of(told))),
                            () -> {});
        }
    }

    /** The inbox is lost, as after a restore: another epoch, numbers from the start. */
    void reset() {
        rows.clear();
        receiptRows.clear();
        epoch = newEpoch();
        acknowledged = 0;
        last = 0;
        sent = 0;
        FakeServer.Link present = link;
        if (present != null) {
            present.cut();
        }
    }

    /** Sends again what is not acknowledged, as after a timeout. */
    void redeliver() {
        sent = acknowledged;
        deliver();
    }

    void hold(boolean hold) {
        held = hold;
        deliver();
    }

    /** What waits is taken for sent, though it was not: a gap, for the client to notice when more comes. */
    void skip() {
        if (!rows.isEmpty()) {
            sent = Math.max(sent, rows.lastKey());
        }
    }

    int size() {
        return rows.size();
    }

    /** Natural batching: what has come together since the last frame, as long as the window is open. */
    private void deliver() {
        while (link != null && subscribed && !held && framesOnTheirWay < WINDOW) {
            InboxFrame frame = next();
            if (frame.items().isEmpty()
                    && frame.live().isEmpty()
                    && frame.welcome().isEmpty()
                    && !frame.endOfBacklog()) {
                return;
            }
            FakeServer.Link connection = link;
            framesOnTheirWay++;
            link.wire()
                    .frame(
                            encode(frame),
                            () -> server.puback(connection, () -> {
                                framesOnTheirWay--;
                                deliver();
                            }));
        }
    }

    private InboxFrame next() {
        long after = sent;
        List<InboxItem> items = new ArrayList<>();
        int bytes = FRAME_ROOM;
        int unacknowledged = rows.subMap(acknowledged, false, Math.max(acknowledged, sent), true)
                .size();
        for (Map.Entry<Long, InboxItem.Content> row : rows.tailMap(sent, false).entrySet()) {
            bytes += row.getValue() instanceof Message message
                    ? message.content().size() + 300
                    : 1_000;
            if (items.size() == FRAME_ROWS
                    || unacknowledged + items.size() == server.unacknowledgedRows
                    || (bytes > ProtocolLimits.FRAME_BYTES && !items.isEmpty())) {
                break;
            }
            items.add(new InboxItem(new InboxSequence(row.getKey()), row.getValue()));
            sent = row.getKey();
        }
        boolean end = backlogDue && sent >= backlogEnd;
        backlogDue &= !end;
        Optional<Welcome> welcome = welcomeDue ? Optional.of(server.welcome(acknowledged)) : Optional.empty();
        welcomeDue = false;
        List<LiveNotice> notices = List.copyOf(live);
        live.clear();
        return new InboxFrame(epoch, new InboxSequence(after), items, end, notices, welcome);
    }

    /** The bytes of the frame; a poisoned message has a broken id in it. */
    private byte[] encode(InboxFrame frame) {
        byte[] bytes = InboxCodec.encode(frame);
        if (poisoned.isEmpty()) {
            return bytes;
        }
        try {
            var wire = io.waggle.protocol.wire.InboxFrame.parseFrom(bytes).toBuilder();
            for (int i = 0; i < wire.getItemsCount(); i++) {
                var message = wire.getItems(i).getMessage();
                if (MessageId.fromBytes(message.getMessageId())
                        .filter(poisoned::contains)
                        .isPresent()) {
                    wire.setItems(
                            i,
                            wire.getItems(i).toBuilder()
                                    .setMessage(message.toBuilder().setMessageId(ByteString.copyFromUtf8("bad"))));
                }
            }
            return wire.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private Epoch newEpoch() {
        return new Epoch(random.nextLong() | 1);
    }

    static Welcome.Limits limits(int contentBytes, int rows, int presenceWatches) {
        return new Welcome.Limits(
                ProtocolLimits.FRAME_BYTES,
                ProtocolLimits.FRAME_ITEMS,
                contentBytes,
                ProtocolLimits.RECIPIENT_ACCOUNTS,
                Duration.ofDays(365),
                rows,
                ProtocolLimits.GROUP_MEMBERS,
                presenceWatches);
    }
}
