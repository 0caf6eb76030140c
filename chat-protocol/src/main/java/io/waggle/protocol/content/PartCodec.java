package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.HistoryEntry.Loss;
import io.waggle.protocol.content.HistoryEntry.OfChange;
import io.waggle.protocol.content.HistoryEntry.OfConversation;
import io.waggle.protocol.content.HistoryEntry.OfMembership;
import io.waggle.protocol.content.HistoryEntry.OfMessage;
import io.waggle.protocol.content.HistoryEntry.OfReceipt;
import io.waggle.protocol.content.HistoryEntry.State;
import io.waggle.protocol.content.HistoryEntry.What;
import io.waggle.protocol.content.wire.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Between a {@link HistoryPart} and its bytes. */
public final class PartCodec {

    private PartCodec() {}

    /** The bytes of a part. */
    public static byte[] encode(HistoryPart part) {
        var wire = Wire.HistoryPart.newBuilder().setTopRow(part.topRow()).setTopOrder(part.topOrder());
        part.entries().forEach(entry -> wire.addEntries(wire(entry)));
        return wire.build().toByteArray();
    }

    /** How many bytes of a part the entry takes. */
    public static int encodedSize(HistoryEntry entry) {
        return wire(entry).getSerializedSize() + 5;
    }

    /** The part that the bytes are; nothing if they are none. Entries of a later version are left out. */
    public static Optional<HistoryPart> decode(byte[] bytes) {
        try {
            Wire.HistoryPart wire = Wire.HistoryPart.parseFrom(bytes);
            List<HistoryEntry> entries = new ArrayList<>(wire.getEntriesCount());
            for (Wire.HistoryEntry entry : wire.getEntriesList()) {
                entry(entry).ifPresent(entries::add);
            }
            return Optional.of(new HistoryPart(wire.getTopRow(), wire.getTopOrder(), entries));
        } catch (InvalidProtocolBufferException | OutOfBounds e) {
            return Optional.empty();
        }
    }

    private static Optional<HistoryEntry> entry(Wire.HistoryEntry wire) {
        return switch (wire.getEntryCase()) {
            case CONVERSATION -> Optional.of(conversation(wire.getConversation()));
            case MESSAGE -> message(wire.getMessage());
            case CHANGE -> Optional.of(change(wire.getChange()));
            case RECEIPT -> receipt(wire.getReceipt());
            case MEMBERSHIP -> Optional.of(membership(wire.getMembership()));
            case ENTRY_NOT_SET -> Optional.empty();
        };
    }

    private static Wire.HistoryEntry wire(HistoryEntry entry) {
        var wire = Wire.HistoryEntry.newBuilder();
        if (entry instanceof OfConversation conversation) {
            wire.setConversation(wire(conversation));
        } else if (entry instanceof OfMessage message) {
            wire.setMessage(wire(message));
        } else if (entry instanceof OfChange change) {
            wire.setChange(wire(change));
        } else if (entry instanceof OfReceipt receipt) {
            wire.setReceipt(wire(receipt));
        } else if (entry instanceof OfMembership membership) {
            wire.setMembership(wire(membership));
        }
        return wire.build();
    }

    // --- conversations

    private static OfConversation conversation(Wire.HistoryConversation wire) {
        boolean set = wire.hasSettings();
        return new OfConversation(
                RefCodec.conversation(wire.getConversationId()),
                wire.getPeer().isEmpty() ? Optional.empty() : Optional.of(RefCodec.account(wire.getPeer())),
                wire.getGroup(),
                accounts(wire.getRecipientsList()),
                wire.hasReadRow() ? OptionalLong.of(wire.getReadRow()) : OptionalLong.empty(),
                wire.hasReadUpTo() ? Optional.of(RefCodec.ref(wire.getReadUpTo())) : Optional.empty(),
                TimeCodec.seconds(wire.getTimerSeconds()),
                wire.getTimerRevision(),
                wire.getTimerChangeId().isEmpty() ? Optional.empty() : Optional.of(id(wire.getTimerChangeId())),
                set ? Optional.of(SyncCodec.settings(wire.getSettings())) : Optional.empty(),
                set ? Optional.of(id(wire.getSettingsChangeId())) : Optional.empty());
    }

    private static Wire.HistoryConversation wire(OfConversation of) {
        var wire = Wire.HistoryConversation.newBuilder()
                .setConversationId(of.conversation().toBytes())
                .setPeer(of.peer().map(AccountId::value).orElse(""))
                .setGroup(of.group())
                .setTimerSeconds(TimeCodec.seconds(of.timer()))
                .setTimerRevision(of.timerRevision())
                .setTimerChangeId(of.timerChange().map(MessageId::toBytes).orElse(ByteString.EMPTY));
        of.recipients().forEach(account -> wire.addRecipients(account.value()));
        of.readRow().ifPresent(wire::setReadRow);
        of.readUpTo().ifPresent(ref -> wire.setReadUpTo(RefCodec.wire(ref)));
        of.settings().ifPresent(settings -> wire.setSettings(SyncCodec.wire(settings)));
        of.settingsChange().ifPresent(id -> wire.setSettingsChangeId(id.toBytes()));
        return wire.build();
    }

    // --- messages

    private static Optional<HistoryEntry> message(Wire.HistoryMessage wire) {
        return what(wire)
                .map(what -> new OfMessage(
                        RefCodec.conversation(wire.getConversationId()),
                        RefCodec.account(wire.getAccount()),
                        device(wire.getDevice()),
                        id(wire.getMessageId()),
                        wire.getRow(),
                        wire.getSub(),
                        wire.getOrder(),
                        Instant.ofEpochMilli(wire.getAtMs()),
                        state(wire.getState()),
                        wire.getGroupVersion(),
                        wire.getRequest(),
                        wire.getCounts(),
                        TimeCodec.seconds(wire.getDisappearsAfterSeconds()),
                        wire.getGoneAtMs() == 0
                                ? Optional.empty()
                                : Optional.of(Instant.ofEpochMilli(wire.getGoneAtMs())),
                        what,
                        accounts(wire.getRecipientsList()),
                        losses(wire.getLossesList())));
    }

    private static Optional<What> what(Wire.HistoryMessage wire) {
        return switch (wire.getWhatCase()) {
            case CONTENT -> Optional.of(new What.Bytes(wire.getContent()));
            case NOTE -> Optional.of(new What.Note(wire.getNote()));
            case DELETED -> Optional.of(new What.Deleted());
            case HIDDEN -> Optional.of(new What.Hidden());
            case WHAT_NOT_SET -> Optional.empty();
        };
    }

    private static Wire.HistoryMessage wire(OfMessage of) {
        var wire = Wire.HistoryMessage.newBuilder()
                .setConversationId(of.conversation().toBytes())
                .setAccount(of.account().value())
                .setDevice(of.device().map(DeviceId::value).orElse(""))
                .setMessageId(of.id().toBytes())
                .setRow(of.row())
                .setSub(of.sub())
                .setOrder(of.order())
                .setAtMs(of.at().toEpochMilli())
                .setState(wire(of.state()))
                .setGroupVersion(of.groupVersion())
                .setRequest(of.request())
                .setCounts(of.counts())
                .setDisappearsAfterSeconds(TimeCodec.seconds(of.disappears()))
                .setGoneAtMs(of.gone().map(Instant::toEpochMilli).orElse(0L));
        if (of.what() instanceof What.Bytes bytes) {
            wire.setContent(bytes.content());
        } else if (of.what() instanceof What.Note note) {
            wire.setNote(note.row());
        } else if (of.what() instanceof What.Deleted) {
            wire.setDeleted(true);
        } else {
            wire.setHidden(true);
        }
        of.recipients().forEach(account -> wire.addRecipients(account.value()));
        of.losses()
                .forEach(loss -> wire.addLosses(Wire.HistoryLoss.newBuilder()
                        .setAccount(loss.account().value())
                        .setDevice(loss.device().map(DeviceId::value).orElse(""))
                        .setReason(wire(loss.reason()))));
        return wire.build();
    }

    /** What was lost for a reason of a later version is shown as having expired. */
    private static List<Loss> losses(List<Wire.HistoryLoss> wire) {
        List<Loss> losses = new ArrayList<>(wire.size());
        for (Wire.HistoryLoss loss : wire) {
            Loss.Reason reason = switch (loss.getReason()) {
                case REJECTED -> Loss.Reason.REJECTED;
                case DEVICE_REMOVED -> Loss.Reason.DEVICE_REMOVED;
                case RECIPIENT_FULL -> Loss.Reason.RECIPIENT_FULL;
                case RECIPIENT_REFUSES -> Loss.Reason.RECIPIENT_REFUSES;
                case EXPIRED, REASON_UNSPECIFIED, UNRECOGNIZED -> Loss.Reason.EXPIRED;
            };
            losses.add(new Loss(RefCodec.account(loss.getAccount()), device(loss.getDevice()), reason));
        }
        return losses;
    }

    private static Wire.HistoryLoss.Reason wire(Loss.Reason reason) {
        return switch (reason) {
            case EXPIRED -> Wire.HistoryLoss.Reason.EXPIRED;
            case REJECTED -> Wire.HistoryLoss.Reason.REJECTED;
            case DEVICE_REMOVED -> Wire.HistoryLoss.Reason.DEVICE_REMOVED;
            case RECIPIENT_FULL -> Wire.HistoryLoss.Reason.RECIPIENT_FULL;
            case RECIPIENT_REFUSES -> Wire.HistoryLoss.Reason.RECIPIENT_REFUSES;
        };
    }

    private static State state(Wire.HistoryMessage.State wire) {
        return switch (wire) {
            case STATE_UNSPECIFIED, UNRECOGNIZED -> State.NONE;
            case SENT -> State.SENT;
            case DELIVERED -> State.DELIVERED;
            case READ -> State.READ;
            case PLAYED -> State.PLAYED;
            case EXPIRED -> State.EXPIRED;
            case REJECTED -> State.REJECTED;
            case DEVICE_REMOVED -> State.DEVICE_REMOVED;
        };
    }

    private static Wire.HistoryMessage.State wire(State state) {
        return switch (state) {
            case NONE -> Wire.HistoryMessage.State.STATE_UNSPECIFIED;
            case SENT -> Wire.HistoryMessage.State.SENT;
            case DELIVERED -> Wire.HistoryMessage.State.DELIVERED;
            case READ -> Wire.HistoryMessage.State.READ;
            case PLAYED -> Wire.HistoryMessage.State.PLAYED;
            case EXPIRED -> Wire.HistoryMessage.State.EXPIRED;
            case REJECTED -> Wire.HistoryMessage.State.REJECTED;
            case DEVICE_REMOVED -> Wire.HistoryMessage.State.DEVICE_REMOVED;
        };
    }

    // --- what was said about them, and who has them

    private static OfChange change(Wire.HistoryChange wire) {
        return new OfChange(
                RefCodec.conversation(wire.getConversationId()),
                RefCodec.ref(wire.getMessage()),
                id(wire.getChangeId()),
                RefCodec.account(wire.getAccount()),
                Instant.ofEpochMilli(wire.getAtMs()),
                wire.getContent());
    }

    private static Wire.HistoryChange wire(OfChange of) {
        return Wire.HistoryChange.newBuilder()
                .setConversationId(of.conversation().toBytes())
                .setMessage(RefCodec.wire(of.message()))
                .setChangeId(of.id().toBytes())
                .setAccount(of.account().value())
                .setAtMs(of.at().toEpochMilli())
                .setContent(of.content())
                .build();
    }

    private static Optional<HistoryEntry> receipt(Wire.HistoryReceipt wire) {
        Optional<HistoryEntry.Reached> reached = switch (wire.getKind()) {
            case DELIVERED -> Optional.of(HistoryEntry.Reached.DELIVERED);
            case READ -> Optional.of(HistoryEntry.Reached.READ);
            case PLAYED -> Optional.of(HistoryEntry.Reached.PLAYED);
            case KIND_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
        return reached.map(known -> new OfReceipt(
                RefCodec.conversation(wire.getConversationId()),
                requiredDevice(wire.getAuthorDevice()),
                new Address(RefCodec.account(wire.getAccount()), requiredDevice(wire.getDevice())),
                known,
                id(wire.getMessageId())));
    }

    private static Wire.HistoryReceipt wire(OfReceipt of) {
        return Wire.HistoryReceipt.newBuilder()
                .setConversationId(of.conversation().toBytes())
                .setAuthorDevice(of.author().value())
                .setAccount(of.member().account().value())
                .setDevice(of.member().device().value())
                .setKind(
                        switch (of.reached()) {
                            case DELIVERED -> Wire.HistoryReceipt.Kind.DELIVERED;
                            case READ -> Wire.HistoryReceipt.Kind.READ;
                            case PLAYED -> Wire.HistoryReceipt.Kind.PLAYED;
                        })
                .setMessageId(of.upTo().toBytes())
                .build();
    }

    private static OfMembership membership(Wire.HistoryMembership wire) {
        return new OfMembership(
                RefCodec.conversation(wire.getConversationId()),
                RefCodec.account(wire.getAccount()),
                wire.getFromRow(),
                wire.hasToRow() ? OptionalLong.of(wire.getToRow()) : OptionalLong.empty());
    }

    private static Wire.HistoryMembership wire(OfMembership of) {
        var wire = Wire.HistoryMembership.newBuilder()
                .setConversationId(of.conversation().toBytes())
                .setAccount(of.account().value())
                .setFromRow(of.from());
        of.to().ifPresent(wire::setToRow);
        return wire.build();
    }

    // --- values

    private static MessageId id(ByteString bytes) {
        return MessageId.fromBytes(bytes)
                .orElseThrow(
                        () -> new OutOfBounds(ContentFault.BAD_ID, "an id must be the 16 bytes of a UUID version 7"));
    }

    private static Optional<DeviceId> device(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(requiredDevice(value));
    }

    private static DeviceId requiredDevice(String value) {
        Bounds.that(DeviceId.isValid(value), ContentFault.BAD_ADDRESS, "a device must be a valid device id");
        return new DeviceId(value);
    }

    private static List<AccountId> accounts(List<String> values) {
        List<AccountId> accounts = new ArrayList<>(values.size());
        values.forEach(value -> accounts.add(RefCodec.account(value)));
        return accounts;
    }
}
