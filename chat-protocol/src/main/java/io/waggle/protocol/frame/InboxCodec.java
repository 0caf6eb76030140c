package io.waggle.protocol.frame;

import com.google.protobuf.InvalidProtocolBufferException;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Frames from server to device. Like {@link OutboxCodec}, {@link #decode} answers any bytes with a value; a row of a kind
 * that is not known yet becomes {@link InboxItem.Unknown}, so that a client older than its server loses nothing.
 */
public final class InboxCodec {

    private InboxCodec() {}

    /** What these bytes are. The buffer must not change while the frame is in use: content refers to it. */
    public static Decoded<InboxFrame> decode(ByteBuffer bytes) {
        if (bytes.remaining() > ProtocolLimits.FRAME_BYTES) {
            return new Decoded.Malformed<>(Fault.FRAME_TOO_LARGE, "the frame has " + bytes.remaining() + " bytes");
        }
        io.waggle.protocol.wire.InboxFrame wire;
        try {
            wire = io.waggle.protocol.wire.InboxFrame.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            return new Decoded.Malformed<>(Fault.NOT_PROTOBUF, "not a waggle.v1.InboxFrame");
        }
        int count = wire.getItemsCount();
        List<InboxItem> items = new ArrayList<>(count);
        int i = 0;
        try {
            long last = WireValues.sequence(wire.getAfter()).value();
            for (; i < count; i++) {
                InboxItem item = item(wire.getItems(i));
                if (item.sequence().value() <= last) {
                    throw new MalformedFrame(Fault.BAD_SEQUENCE, "the sequence does not increase");
                }
                last = item.sequence().value();
                items.add(item);
            }
            return new Decoded.Valid<>(new InboxFrame(
                    new Epoch(wire.getEpoch()),
                    WireValues.sequence(wire.getAfter()),
                    items,
                    wire.getEndOfBacklog(),
                    live(wire.getLiveList()),
                    wire.hasWelcome() ? Optional.of(welcome(wire.getWelcome())) : Optional.empty()));
        } catch (MalformedFrame e) {
            return e.toValue(i);
        }
    }

    /** The bytes of the frame. Its builder, the server's delivery, keeps it within the frame size. */
    public static byte[] encode(InboxFrame frame) {
        var wire = io.waggle.protocol.wire.InboxFrame.newBuilder()
                .setEpoch(frame.epoch().value())
                .setAfter(frame.after().value())
                .setEndOfBacklog(frame.endOfBacklog());
        frame.items().forEach(item -> wire.addItems(wire(item)));
        for (LiveNotice notice : frame.live()) {
            wire.addLive(io.waggle.protocol.wire.LiveEvent.newBuilder()
                    .setFrom(WireValues.address(notice.from()))
                    .setConversationId(notice.conversation().toBytes())
                    .setContent(notice.content()));
        }
        frame.welcome().ifPresent(welcome -> wire.setWelcome(wire(welcome)));
        return wire.build().toByteArray();
    }

    private static InboxItem item(io.waggle.protocol.wire.InboxItem wire) throws MalformedFrame {
        return new InboxItem(
                WireValues.sequence(wire.getSequence()),
                switch (wire.getItemCase()) {
                    case MESSAGE -> message(wire.getMessage());
                    case RECEIPT -> receipt(wire.getReceipt());
                    case OUTCOMES -> outcomes(wire.getOutcomes());
                    case MISSED ->
                        new Missed(Instant.ofEpochMilli(wire.getMissed().getSinceMs()));
                    case ITEM_NOT_SET -> new InboxItem.Unknown();
                });
    }

    private static Message message(io.waggle.protocol.wire.Message wire) throws MalformedFrame {
        return new Message(
                WireValues.messageId(wire.getMessageId()),
                WireValues.address(wire.getSender()),
                WireValues.conversation(wire.getConversationId()),
                WireValues.content(wire.getContent(), ProtocolLimits.CONTENT_BYTES),
                Instant.ofEpochMilli(wire.getAcceptedAtMs()));
    }

    private static InboxItem.Content receipt(io.waggle.protocol.wire.Receipt wire) throws MalformedFrame {
        Optional<ReceiptKind> kind = WireValues.receiptKind(wire.getKind());
        if (kind.isEmpty()) {
            return new InboxItem.Unknown();
        }
        return new Receipt(
                kind.get(),
                WireValues.conversation(wire.getConversationId()),
                WireValues.messageId(wire.getMessageId()),
                WireValues.address(wire.getAuthor()),
                WireValues.address(wire.getMember()),
                Instant.ofEpochMilli(wire.getRecordedAtMs()));
    }

    private static InboxItem.Content outcomes(io.waggle.protocol.wire.SendOutcomes wire) throws MalformedFrame {
        List<SendOutcome> outcomes = new ArrayList<>(wire.getOutcomesCount());
        for (io.waggle.protocol.wire.SendOutcome outcome : wire.getOutcomesList()) {
            Optional<Result> result = result(outcome.getResult());
            if (result.isEmpty()) {
                return new InboxItem.Unknown();
            }
            List<RecipientOutcome> recipients = new ArrayList<>(outcome.getRecipientsCount());
            for (io.waggle.protocol.wire.RecipientOutcome recipient : outcome.getRecipientsList()) {
                Optional<Result> why = result(recipient.getResult());
                if (why.isEmpty()) {
                    return new InboxItem.Unknown();
                }
                recipients.add(recipient(recipient, why.get()));
            }
            List<DeviceChanges> changes = new ArrayList<>(outcome.getChangesCount());
            for (io.waggle.protocol.wire.DeviceChanges change : outcome.getChangesList()) {
                changes.add(changes(change));
            }
            outcomes.add(new SendOutcome(
                    WireValues.messageId(outcome.getMessageId()),
                    WireValues.conversation(outcome.getConversationId()),
                    result.get(),
                    recipients,
                    changes));
        }
        return new SendOutcomes(outcomes);
    }

    private static RecipientOutcome recipient(io.waggle.protocol.wire.RecipientOutcome wire, Result why)
            throws MalformedFrame {
        Optional<DeviceId> device =
                wire.getDevice().isEmpty() ? Optional.empty() : Optional.of(WireValues.device(wire.getDevice()));
        return new RecipientOutcome(
                WireValues.account(wire.getAccount()), device, why, WireValues.reason(wire.getReason()));
    }

    private static DeviceChanges changes(io.waggle.protocol.wire.DeviceChanges wire) throws MalformedFrame {
        AccountId account = WireValues.account(wire.getAccount());
        List<DeviceId> extra = new ArrayList<>(wire.getExtraCount());
        for (String device : wire.getExtraList()) {
            extra.add(WireValues.device(device));
        }
        return new DeviceChanges(account, epochs(wire.getMissingList()), extra, epochs(wire.getStaleList()));
    }

    private static List<DeviceEpoch> epochs(List<io.waggle.protocol.wire.DeviceEpoch> wire) throws MalformedFrame {
        List<DeviceEpoch> epochs = new ArrayList<>(wire.size());
        for (io.waggle.protocol.wire.DeviceEpoch device : wire) {
            epochs.add(new DeviceEpoch(WireValues.device(device.getDevice()), new Epoch(device.getEpoch())));
        }
        return epochs;
    }

    private static List<LiveNotice> live(List<io.waggle.protocol.wire.LiveEvent> wire) throws MalformedFrame {
        List<LiveNotice> live = new ArrayList<>(wire.size());
        for (io.waggle.protocol.wire.LiveEvent event : wire) {
            live.add(new LiveNotice(
                    WireValues.address(event.getFrom()),
                    WireValues.conversation(event.getConversationId()),
                    WireValues.content(event.getContent(), ProtocolLimits.LIVE_CONTENT_BYTES)));
        }
        return live;
    }

    private static Welcome welcome(io.waggle.protocol.wire.Welcome wire) throws MalformedFrame {
        io.waggle.protocol.wire.Limits limits = wire.getLimits();
        return new Welcome(
                WireValues.sequence(wire.getAcknowledgedSequence()),
                Instant.ofEpochMilli(wire.getServerTimeMs()),
                new Welcome.Limits(
                        limits.getFrameBytes(),
                        limits.getFrameItems(),
                        limits.getContentBytes(),
                        limits.getRecipientAccounts(),
                        Duration.ofSeconds(Integer.toUnsignedLong(limits.getMaximumExpirySeconds())),
                        limits.getUnacknowledgedRows()));
    }

    private static io.waggle.protocol.wire.InboxItem wire(InboxItem item) {
        var wire = io.waggle.protocol.wire.InboxItem.newBuilder()
                .setSequence(item.sequence().value());
        if (item.content() instanceof Message message) {
            wire.setMessage(io.waggle.protocol.wire.Message.newBuilder()
                    .setMessageId(message.messageId().toBytes())
                    .setSender(WireValues.address(message.sender()))
                    .setConversationId(message.conversation().toBytes())
                    .setContent(message.content())
                    .setAcceptedAtMs(message.acceptedAt().toEpochMilli()));
        } else if (item.content() instanceof Receipt receipt) {
            wire.setReceipt(io.waggle.protocol.wire.Receipt.newBuilder()
                    .setKind(WireValues.receiptKind(receipt.kind()))
                    .setConversationId(receipt.conversation().toBytes())
                    .setMessageId(receipt.upTo().toBytes())
                    .setAuthor(WireValues.address(receipt.author()))
                    .setMember(WireValues.address(receipt.member()))
                    .setRecordedAtMs(receipt.recordedAt().toEpochMilli()));
        } else if (item.content() instanceof SendOutcomes outcomes) {
            var list = io.waggle.protocol.wire.SendOutcomes.newBuilder();
            outcomes.outcomes().forEach(outcome -> list.addOutcomes(wire(outcome)));
            wire.setOutcomes(list);
        } else if (item.content() instanceof Missed missed) {
            wire.setMissed(io.waggle.protocol.wire.Missed.newBuilder()
                    .setSinceMs(missed.since().toEpochMilli()));
        }
        return wire.build();
    }

    private static io.waggle.protocol.wire.SendOutcome.Builder wire(SendOutcome outcome) {
        var wire = io.waggle.protocol.wire.SendOutcome.newBuilder()
                .setMessageId(outcome.messageId().toBytes())
                .setConversationId(outcome.conversation().toBytes())
                .setResult(result(outcome.result()));
        for (RecipientOutcome recipient : outcome.recipients()) {
            wire.addRecipients(io.waggle.protocol.wire.RecipientOutcome.newBuilder()
                    .setAccount(recipient.account().value())
                    .setDevice(recipient.device().map(DeviceId::value).orElse(""))
                    .setResult(result(recipient.result()))
                    .setReason(recipient.reason()));
        }
        for (DeviceChanges changes : outcome.changes()) {
            var change = io.waggle.protocol.wire.DeviceChanges.newBuilder()
                    .setAccount(changes.account().value());
            changes.missing().forEach(device -> change.addMissing(wire(device)));
            changes.extra().forEach(device -> change.addExtra(device.value()));
            changes.stale().forEach(device -> change.addStale(wire(device)));
            wire.addChanges(change);
        }
        return wire;
    }

    private static io.waggle.protocol.wire.DeviceEpoch wire(DeviceEpoch device) {
        return io.waggle.protocol.wire.DeviceEpoch.newBuilder()
                .setDevice(device.device().value())
                .setEpoch(device.epoch().value())
                .build();
    }

    private static io.waggle.protocol.wire.Welcome.Builder wire(Welcome welcome) {
        Welcome.Limits limits = welcome.limits();
        return io.waggle.protocol.wire.Welcome.newBuilder()
                .setAcknowledgedSequence(welcome.acknowledged().value())
                .setServerTimeMs(welcome.serverTime().toEpochMilli())
                .setLimits(io.waggle.protocol.wire.Limits.newBuilder()
                        .setFrameBytes(limits.frameBytes())
                        .setFrameItems(limits.frameItems())
                        .setContentBytes(limits.contentBytes())
                        .setRecipientAccounts(limits.recipientAccounts())
                        .setMaximumExpirySeconds((int) limits.maximumExpiry().toSeconds())
                        .setUnacknowledgedRows(limits.unacknowledgedRows()));
    }

    private static Optional<Result> result(io.waggle.protocol.wire.SendOutcome.Result wire) {
        return switch (wire) {
            case ACCEPTED -> Optional.of(Result.ACCEPTED);
            case DEVICES_CHANGED -> Optional.of(Result.DEVICES_CHANGED);
            case UNKNOWN_ACCOUNT -> Optional.of(Result.UNKNOWN_ACCOUNT);
            case RECIPIENT_FULL -> Optional.of(Result.RECIPIENT_FULL);
            case BLOCKED_BY_EARLIER -> Optional.of(Result.BLOCKED_BY_EARLIER);
            case SENDER_FULL -> Optional.of(Result.SENDER_FULL);
            case EXPIRED -> Optional.of(Result.EXPIRED);
            case REJECTED -> Optional.of(Result.REJECTED);
            case DEVICE_REMOVED -> Optional.of(Result.DEVICE_REMOVED);
            case RESULT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static io.waggle.protocol.wire.SendOutcome.Result result(Result result) {
        return switch (result) {
            case ACCEPTED -> io.waggle.protocol.wire.SendOutcome.Result.ACCEPTED;
            case DEVICES_CHANGED -> io.waggle.protocol.wire.SendOutcome.Result.DEVICES_CHANGED;
            case UNKNOWN_ACCOUNT -> io.waggle.protocol.wire.SendOutcome.Result.UNKNOWN_ACCOUNT;
            case RECIPIENT_FULL -> io.waggle.protocol.wire.SendOutcome.Result.RECIPIENT_FULL;
            case BLOCKED_BY_EARLIER -> io.waggle.protocol.wire.SendOutcome.Result.BLOCKED_BY_EARLIER;
            case SENDER_FULL -> io.waggle.protocol.wire.SendOutcome.Result.SENDER_FULL;
            case EXPIRED -> io.waggle.protocol.wire.SendOutcome.Result.EXPIRED;
            case REJECTED -> io.waggle.protocol.wire.SendOutcome.Result.REJECTED;
            case DEVICE_REMOVED -> io.waggle.protocol.wire.SendOutcome.Result.DEVICE_REMOVED;
        };
    }
}
