package io.waggle.protocol.frame;

import com.google.protobuf.InvalidProtocolBufferException;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Frames from server to device. Like {@link OutboxCodec}, {@link #decode} answers any bytes with a value. One bad row never
 * costs the others: a row of a kind that is not known yet becomes {@link InboxItem.Unknown}, one that breaks a bound
 * {@link InboxItem.Unreadable}. Only what makes the whole frame unusable is {@link Decoded.Malformed}.
 */
public final class InboxCodec {

    private InboxCodec() {}

    /** What these bytes are. The frame does not refer to the buffer. */
    public static Decoded<InboxFrame> decode(ByteBuffer bytes) {
        if (bytes.remaining() > ProtocolLimits.FRAME_BYTES) {
            return new Decoded.Malformed<>(Fault.FRAME_TOO_LARGE, WireValues.tooLarge(bytes.remaining()));
        }
        Optional<InboxFrame> common = MessageForm.read(bytes);
        return common.isPresent() ? new Decoded.Valid<>(common.get()) : decodeAnyForm(bytes);
    }

    /** The same through the generated classes, for frames within the frame size. */
    static Decoded<InboxFrame> decodeAnyForm(ByteBuffer bytes) {
        try {
            return new Decoded.Valid<>(frame(io.waggle.protocol.wire.InboxFrame.parseFrom(bytes)));
        } catch (InvalidProtocolBufferException e) {
            return new Decoded.Malformed<>(Fault.NOT_PROTOBUF, "not a waggle.v1.InboxFrame");
        } catch (MalformedFrame e) {
            return e.toValue();
        }
    }

    /**
     * The bytes of the frame. Its builder, the server's delivery, keeps it within the frame size. Rows that could not be read
     * become rows without content.
     */
    public static byte[] encode(InboxFrame frame) {
        return MessageForm.fits(frame) ? MessageForm.write(frame) : encodeAnyForm(frame);
    }

    /** The same through the generated classes. */
    static byte[] encodeAnyForm(InboxFrame frame) {
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
        frame.presence().forEach(presence -> wire.addPresence(PresenceWire.wire(presence)));
        return wire.build().toByteArray();
    }

    private static InboxFrame frame(io.waggle.protocol.wire.InboxFrame wire) throws MalformedFrame {
        InboxSequence after = WireValues.sequence(wire.getAfter());
        return new InboxFrame(
                new Epoch(wire.getEpoch()),
                after,
                items(wire.getItemsList(), after),
                wire.getEndOfBacklog(),
                live(wire.getLiveList()),
                wire.hasWelcome() ? Optional.of(welcome(wire.getWelcome())) : Optional.empty(),
                PresenceWire.told(wire.getPresenceList()));
    }

    private static List<InboxItem> items(List<io.waggle.protocol.wire.InboxItem> wire, InboxSequence after)
            throws MalformedFrame {
        List<InboxItem> items = new ArrayList<>(wire.size());
        InboxSequence last = after;
        for (io.waggle.protocol.wire.InboxItem item : wire) {
            InboxSequence sequence = WireValues.sequence(item.getSequence());
            if (!sequence.isAfter(last)) {
                throw new MalformedFrame(
                        Fault.BAD_SEQUENCE, "item " + items.size() + ": the sequence does not increase");
            }
            items.add(new InboxItem(sequence, content(item)));
            last = sequence;
        }
        return items;
    }

    private static InboxItem.Content content(io.waggle.protocol.wire.InboxItem wire) {
        try {
            return switch (wire.getItemCase()) {
                case MESSAGE -> message(wire.getMessage());
                case RECEIPT -> receipt(wire.getReceipt());
                case OUTCOMES -> outcomes(wire.getOutcomes());
                case MISSED -> new Missed(WireValues.time(wire.getMissed().getSinceMs()));
                case GROUP_EVENT -> GroupDown.event(wire.getGroupEvent());
                case GROUP_STATE -> GroupDown.state(wire.getGroupState());
                case GROUP_LIST -> GroupDown.list(wire.getGroupList());
                case ITEM_NOT_SET -> new InboxItem.Unknown();
            };
        } catch (MalformedFrame e) {
            return e.toRow();
        }
    }

    private static Message message(io.waggle.protocol.wire.Message wire) throws MalformedFrame {
        return new Message(
                WireValues.messageId(wire.getMessageId()),
                WireValues.address(wire.getSender()),
                WireValues.conversation(wire.getConversationId()),
                WireValues.content(wire.getContent(), ProtocolLimits.CONTENT_BYTES),
                WireValues.time(wire.getAcceptedAtMs()),
                wire.getRequest(),
                GroupWire.version(wire.getGroupVersion()));
    }

    private static InboxItem.Content receipt(io.waggle.protocol.wire.Receipt wire) throws MalformedFrame {
        Optional<ReceiptKind> kind = WireValues.receiptKind(wire.getKind());
        if (!kind.isPresent()) {
            return new InboxItem.Unknown();
        }
        return new Receipt(
                kind.get(),
                WireValues.conversation(wire.getConversationId()),
                WireValues.messageId(wire.getMessageId()),
                WireValues.address(wire.getAuthor()),
                WireValues.address(wire.getMember()),
                WireValues.time(wire.getRecordedAtMs()));
    }

    /** Outcomes of a kind that is not known yet are left out, so that the others of the same frame still get through. */
    private static InboxItem.Content outcomes(io.waggle.protocol.wire.SendOutcomes wire) throws MalformedFrame {
        List<SendOutcome> outcomes = new ArrayList<>(wire.getOutcomesCount());
        for (io.waggle.protocol.wire.SendOutcome outcome : wire.getOutcomesList()) {
            Optional<Result> result = WireValues.result(outcome.getResult());
            if (result.isPresent()) {
                outcomes.add(outcome(outcome, result.get()));
            }
        }
        return outcomes.isEmpty() ? new InboxItem.Unknown() : new SendOutcomes(outcomes);
    }

    private static SendOutcome outcome(io.waggle.protocol.wire.SendOutcome wire, Result result) throws MalformedFrame {
        List<DeviceChanges> changes = new ArrayList<>(wire.getChangesCount());
        for (io.waggle.protocol.wire.DeviceChanges change : wire.getChangesList()) {
            changes.add(changes(change));
        }
        return new SendOutcome(
                WireValues.messageId(wire.getMessageId()),
                WireValues.conversation(wire.getConversationId()),
                result,
                recipients(wire.getRecipientsList()),
                changes,
                GroupWire.version(wire.getGroupVersion()),
                WireValues.sequence(wire.getAcceptedAfter()),
                device(wire.getSenderDevice()));
    }

    private static Optional<DeviceId> device(String wire) throws MalformedFrame {
        return wire.isEmpty() ? Optional.empty() : Optional.of(WireValues.device(wire));
    }

    private static List<RecipientOutcome> recipients(List<io.waggle.protocol.wire.RecipientOutcome> wire)
            throws MalformedFrame {
        List<RecipientOutcome> recipients = new ArrayList<>(wire.size());
        for (io.waggle.protocol.wire.RecipientOutcome recipient : wire) {
            Optional<Result> result = WireValues.result(recipient.getResult());
            if (result.isPresent()) {
                recipients.add(recipient(recipient, result.get()));
            }
        }
        return recipients;
    }

    private static RecipientOutcome recipient(io.waggle.protocol.wire.RecipientOutcome wire, Result result)
            throws MalformedFrame {
        return new RecipientOutcome(
                WireValues.account(wire.getAccount()),
                device(wire.getDevice()),
                result,
                WireValues.reason(wire.getReason()));
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

    /** Live events may be dropped, so a bad one is: it must not hold up the rows it travels with. */
    private static List<LiveNotice> live(List<io.waggle.protocol.wire.LiveEvent> wire) {
        List<LiveNotice> live = new ArrayList<>(wire.size());
        for (io.waggle.protocol.wire.LiveEvent event : wire) {
            notice(event).ifPresent(live::add);
        }
        return live;
    }

    private static Optional<LiveNotice> notice(io.waggle.protocol.wire.LiveEvent wire) {
        try {
            return Optional.of(new LiveNotice(
                    WireValues.address(wire.getFrom()),
                    WireValues.conversation(wire.getConversationId()),
                    WireValues.content(wire.getContent(), ProtocolLimits.LIVE_CONTENT_BYTES)));
        } catch (MalformedFrame e) {
            return Optional.empty();
        }
    }

    private static Welcome welcome(io.waggle.protocol.wire.Welcome wire) throws MalformedFrame {
        return new Welcome(
                WireValues.sequence(wire.getAcknowledgedSequence()),
                WireValues.time(wire.getServerTimeMs()),
                limits(wire.getLimits()));
    }

    private static Welcome.Limits limits(io.waggle.protocol.wire.Limits wire) {
        int longest = WireValues.seconds(ProtocolLimits.EXPIRY);
        return new Welcome.Limits(
                WireValues.limit(wire.getFrameBytes(), ProtocolLimits.FRAME_BYTES),
                WireValues.limit(wire.getFrameItems(), ProtocolLimits.FRAME_ITEMS),
                WireValues.limit(wire.getContentBytes(), ProtocolLimits.CONTENT_BYTES),
                WireValues.limit(wire.getRecipientAccounts(), ProtocolLimits.RECIPIENT_ACCOUNTS),
                WireValues.seconds(WireValues.limit(wire.getMaximumExpirySeconds(), longest)),
                WireValues.limit(wire.getUnacknowledgedRows(), Integer.MAX_VALUE),
                Math.min(Math.max(wire.getGroupMembers(), 0), ProtocolLimits.GROUP_MEMBERS),
                Math.min(Math.max(wire.getPresenceWatches(), 0), ProtocolLimits.PRESENCE_WATCHES));
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
                    .setAcceptedAtMs(message.acceptedAt().toEpochMilli())
                    .setRequest(message.request())
                    .setGroupVersion(message.groupVersion()));
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
        } else if (item.content() instanceof GroupEvent event) {
            wire.setGroupEvent(GroupDown.wire(event));
        } else if (item.content() instanceof GroupState state) {
            wire.setGroupState(GroupDown.wire(state));
        } else if (item.content() instanceof GroupList list) {
            wire.setGroupList(GroupDown.wire(list));
        }
        return wire.build();
    }

    private static io.waggle.protocol.wire.SendOutcome.Builder wire(SendOutcome outcome) {
        var wire = io.waggle.protocol.wire.SendOutcome.newBuilder()
                .setMessageId(outcome.messageId().toBytes())
                .setConversationId(outcome.conversation().toBytes())
                .setResult(WireValues.result(outcome.result()))
                .setGroupVersion(outcome.groupVersion())
                .setAcceptedAfter(outcome.acceptedAfter().value())
                .setSenderDevice(outcome.senderDevice().map(DeviceId::value).orElse(""));
        for (RecipientOutcome recipient : outcome.recipients()) {
            wire.addRecipients(io.waggle.protocol.wire.RecipientOutcome.newBuilder()
                    .setAccount(recipient.account().value())
                    .setDevice(recipient.device().map(DeviceId::value).orElse(""))
                    .setResult(WireValues.result(recipient.result()))
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
                        .setMaximumExpirySeconds(WireValues.seconds(limits.maximumExpiry()))
                        .setUnacknowledgedRows(limits.unacknowledgedRows())
                        .setGroupMembers(limits.groupMembers())
                        .setPresenceWatches(limits.presenceWatches()));
    }
}
