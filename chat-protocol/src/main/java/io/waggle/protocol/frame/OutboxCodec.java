package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Frames from device to server. {@link #decode} answers any bytes with a value: a frame whose every field is within the
 * protocol's bounds, or the first fault in it. It never throws.
 */
public final class OutboxCodec {

    private OutboxCodec() {}

    /** What these bytes are. The frame does not refer to the buffer. */
    public static Decoded<OutboxFrame> decode(ByteBuffer bytes) {
        if (bytes.remaining() > ProtocolLimits.FRAME_BYTES) {
            return new Decoded.Malformed<>(Fault.FRAME_TOO_LARGE, WireValues.tooLarge(bytes.remaining()));
        }
        Optional<OutboxFrame> common = SendForm.read(bytes);
        return common.isPresent() ? new Decoded.Valid<>(common.get()) : decodeAnyForm(bytes);
    }

    /** The same through the generated classes, for frames within the frame size. */
    static Decoded<OutboxFrame> decodeAnyForm(ByteBuffer bytes) {
        io.waggle.protocol.wire.OutboxFrame wire;
        try {
            wire = io.waggle.protocol.wire.OutboxFrame.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            return new Decoded.Malformed<>(Fault.NOT_PROTOBUF, "not a waggle.v1.OutboxFrame");
        }
        int count = wire.getItemsCount();
        if (count == 0) {
            return new Decoded.Malformed<>(Fault.NO_ITEMS, "a frame has at least one item");
        }
        if (count > ProtocolLimits.FRAME_ITEMS) {
            return new Decoded.Malformed<>(
                    Fault.TOO_MANY_ITEMS,
                    "the frame has " + count + " items, at most " + ProtocolLimits.FRAME_ITEMS + " are allowed");
        }
        List<OutboxItem> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            try {
                items.add(item(wire.getItems(i)));
            } catch (MalformedFrame e) {
                return e.toValue(i);
            }
        }
        return new Decoded.Valid<>(new OutboxFrame(items));
    }

    /** The bytes of the frame. @throws IllegalArgumentException if they would exceed the protocol's frame size */
    public static byte[] encode(OutboxFrame frame) {
        byte[] bytes = SendForm.fits(frame) ? SendForm.write(frame) : encodeAnyForm(frame);
        if (bytes.length > ProtocolLimits.FRAME_BYTES) {
            throw new IllegalArgumentException("frame of " + bytes.length + " bytes");
        }
        return bytes;
    }

    /** The same through the generated classes. */
    static byte[] encodeAnyForm(OutboxFrame frame) {
        var wire = io.waggle.protocol.wire.OutboxFrame.newBuilder();
        frame.items().forEach(item -> wire.addItems(wire(item)));
        return wire.build().toByteArray();
    }

    /** How many bytes the item adds to a frame. */
    public static int encodedSize(OutboxItem item) {
        if (item instanceof Send send) {
            return SendForm.itemSize(send);
        }
        int size = wire(item).getSerializedSize();
        return 1 + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }

    private static OutboxItem item(io.waggle.protocol.wire.OutboxItem wire) throws MalformedFrame {
        return switch (wire.getItemCase()) {
            case SEND -> send(wire.getSend());
            case RECEIPT -> receipt(wire.getReceipt());
            case LIVE -> live(wire.getLive());
            case HELLO ->
                new Hello(
                        new Epoch(wire.getHello().getEpoch()),
                        WireValues.sequence(wire.getHello().getLastSequence()));
            case ACK ->
                new InboxAck(
                        new Epoch(wire.getAck().getEpoch()),
                        WireValues.sequence(wire.getAck().getUpToSequence()));
            case REJECT ->
                new InboxReject(
                        new Epoch(wire.getReject().getEpoch()),
                        WireValues.sequence(wire.getReject().getSequence()),
                        WireValues.reason(wire.getReject().getReason()));
            case GROUP_CHANGE -> GroupUp.change(wire.getGroupChange());
            case GROUP_QUERY -> GroupUp.query(wire.getGroupQuery());
            case SET_PRESENCE -> new SetPresence(wire.getSetPresence().getAvailable());
            case WATCH_PRESENCE -> PresenceWire.watch(wire.getWatchPresence());
            case ITEM_NOT_SET -> throw new MalformedFrame(Fault.UNKNOWN_ITEM, "of a kind this server does not know");
        };
    }

    private static Posting send(io.waggle.protocol.wire.Send wire) throws MalformedFrame {
        if (wire.hasToGroup()) {
            return groupSend(wire);
        }
        int count = wire.getRecipientsCount();
        if (count == 0 || count > ProtocolLimits.RECIPIENT_ACCOUNTS) {
            throw new MalformedFrame(
                    Fault.BAD_RECIPIENTS,
                    count + " recipients, 1 to " + ProtocolLimits.RECIPIENT_ACCOUNTS + " are allowed");
        }
        List<Recipient> recipients = new ArrayList<>(count);
        Set<AccountId> accounts = new HashSet<>();
        for (io.waggle.protocol.wire.Recipient recipient : wire.getRecipientsList()) {
            AccountId account = WireValues.account(recipient.getAccount());
            if (!accounts.add(account)) {
                throw new MalformedFrame(Fault.BAD_RECIPIENTS, "an account is named twice");
            }
            recipients.add(new Recipient(account, devices(recipient)));
        }
        return new Send(
                WireValues.messageId(wire.getMessageId()),
                WireValues.conversation(wire.getConversationId()),
                recipients,
                WireValues.content(wire.getContent(), ProtocolLimits.CONTENT_BYTES),
                WireValues.seconds(wire.getExpiresInSeconds()));
    }

    private static GroupSend groupSend(io.waggle.protocol.wire.Send wire) throws MalformedFrame {
        if (wire.getRecipientsCount() > 0) {
            throw new MalformedFrame(Fault.BAD_RECIPIENTS, "a message to a group names no recipients");
        }
        return new GroupSend(
                WireValues.messageId(wire.getMessageId()),
                WireValues.conversation(wire.getConversationId()),
                GroupWire.version(wire.getToGroup().getVersion()),
                WireValues.content(wire.getContent(), ProtocolLimits.CONTENT_BYTES),
                WireValues.seconds(wire.getExpiresInSeconds()));
    }

    private static List<Recipient.Device> devices(io.waggle.protocol.wire.Recipient wire) throws MalformedFrame {
        int count = wire.getDevicesCount();
        if (count > ProtocolLimits.DEVICES_PER_ACCOUNT) {
            throw new MalformedFrame(
                    Fault.BAD_RECIPIENTS,
                    count + " devices of one account, at most " + ProtocolLimits.DEVICES_PER_ACCOUNT + " are allowed");
        }
        List<Recipient.Device> devices = new ArrayList<>(count);
        Set<DeviceId> seen = new HashSet<>();
        for (io.waggle.protocol.wire.RecipientDevice device : wire.getDevicesList()) {
            DeviceId id = WireValues.device(device.getDevice());
            if (!seen.add(id)) {
                throw new MalformedFrame(Fault.BAD_RECIPIENTS, "a device is named twice");
            }
            devices.add(new Recipient.Device(
                    id,
                    new Epoch(device.getEpoch()),
                    WireValues.content(device.getContent(), ProtocolLimits.CONTENT_BYTES)));
        }
        return devices;
    }

    private static ReceiptUpdate receipt(io.waggle.protocol.wire.Receipt wire) throws MalformedFrame {
        ReceiptKind kind = WireValues.receiptKind(wire.getKind())
                .filter(k -> k != ReceiptKind.DELIVERED)
                .orElseThrow(() -> new MalformedFrame(Fault.BAD_RECEIPT, "a device reports READ or PLAYED"));
        return new ReceiptUpdate(
                kind,
                WireValues.conversation(wire.getConversationId()),
                WireValues.messageId(wire.getMessageId()),
                WireValues.address(wire.getAuthor()));
    }

    private static OutboxItem live(io.waggle.protocol.wire.LiveEvent wire) throws MalformedFrame {
        boolean toGroup = wire.getToGroup();
        List<AccountId> to = GroupWire.accounts(
                wire.getToAccountsList(), toGroup ? 0 : 1, toGroup ? 0 : ProtocolLimits.RECIPIENT_ACCOUNTS);
        ConversationId conversation = WireValues.conversation(wire.getConversationId());
        ByteString content = WireValues.content(wire.getContent(), ProtocolLimits.LIVE_CONTENT_BYTES);
        return toGroup ? new GroupLiveEvent(conversation, content) : new LiveEvent(to, conversation, content);
    }

    private static io.waggle.protocol.wire.OutboxItem wire(OutboxItem item) {
        var wire = io.waggle.protocol.wire.OutboxItem.newBuilder();
        if (item instanceof Send send) {
            wire.setSend(wire(send));
        } else if (item instanceof GroupSend send) {
            wire.setSend(posting(send)
                    .setToGroup(io.waggle.protocol.wire.ToGroup.newBuilder().setVersion(send.version())));
        } else if (item instanceof ReceiptUpdate receipt) {
            wire.setReceipt(io.waggle.protocol.wire.Receipt.newBuilder()
                    .setKind(WireValues.receiptKind(receipt.kind()))
                    .setConversationId(receipt.conversation().toBytes())
                    .setMessageId(receipt.upTo().toBytes())
                    .setAuthor(WireValues.address(receipt.author())));
        } else if (item instanceof LiveEvent live) {
            var event = io.waggle.protocol.wire.LiveEvent.newBuilder()
                    .setConversationId(live.conversation().toBytes())
                    .setContent(live.content());
            live.to().forEach(account -> event.addToAccounts(account.value()));
            wire.setLive(event);
        } else if (item instanceof GroupLiveEvent live) {
            wire.setLive(io.waggle.protocol.wire.LiveEvent.newBuilder()
                    .setConversationId(live.conversation().toBytes())
                    .setContent(live.content())
                    .setToGroup(true));
        } else if (item instanceof GroupChange change) {
            wire.setGroupChange(GroupUp.wire(change));
        } else if (item instanceof GroupQuery query) {
            wire.setGroupQuery(GroupUp.wire(query));
        } else if (item instanceof SetPresence presence) {
            wire.setSetPresence(PresenceWire.wire(presence));
        } else if (item instanceof WatchPresence watch) {
            wire.setWatchPresence(PresenceWire.wire(watch));
        } else if (item instanceof Hello hello) {
            wire.setHello(io.waggle.protocol.wire.Hello.newBuilder()
                    .setEpoch(hello.epoch().value())
                    .setLastSequence(hello.last().value()));
        } else if (item instanceof InboxAck ack) {
            wire.setAck(io.waggle.protocol.wire.InboxAck.newBuilder()
                    .setEpoch(ack.epoch().value())
                    .setUpToSequence(ack.upTo().value()));
        } else if (item instanceof InboxReject reject) {
            wire.setReject(io.waggle.protocol.wire.InboxReject.newBuilder()
                    .setEpoch(reject.epoch().value())
                    .setSequence(reject.sequence().value())
                    .setReason(reject.reason()));
        }
        return wire.build();
    }

    private static io.waggle.protocol.wire.Send.Builder posting(Posting posting) {
        return io.waggle.protocol.wire.Send.newBuilder()
                .setMessageId(posting.messageId().toBytes())
                .setConversationId(posting.conversation().toBytes())
                .setContent(posting.content())
                .setExpiresInSeconds(WireValues.seconds(posting.expiresIn()));
    }

    private static io.waggle.protocol.wire.Send.Builder wire(Send send) {
        var wire = posting(send);
        for (Recipient recipient : send.recipients()) {
            var to = io.waggle.protocol.wire.Recipient.newBuilder()
                    .setAccount(recipient.account().value());
            for (Recipient.Device device : recipient.devices()) {
                to.addDevices(io.waggle.protocol.wire.RecipientDevice.newBuilder()
                        .setDevice(device.device().value())
                        .setEpoch(device.epoch().value())
                        .setContent(device.content()));
            }
            wire.addRecipients(to);
        }
        return wire;
    }
}
