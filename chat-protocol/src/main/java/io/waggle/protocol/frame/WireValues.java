package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.frame.SendOutcome.Result;
import io.waggle.protocol.wire.Receipt.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Field by field, wire to value and back; what is out of bounds becomes a {@link MalformedFrame}. */
final class WireValues {

    /** The last millisecond that every language's numbers hold exactly: 2^53 - 1. */
    private static final long LAST_MILLISECOND = (1L << 53) - 1;

    private static final long LAST_SECOND = (1L << 32) - 1;

    private WireValues() {}

    static MessageId messageId(ByteString bytes) throws MalformedFrame {
        return MessageId.fromBytes(bytes)
                .orElseThrow(() -> new MalformedFrame(
                        Fault.BAD_MESSAGE_ID, "message_id must be the 16 bytes of a UUID version 7"));
    }

    static ConversationId conversation(ByteString bytes) throws MalformedFrame {
        return ConversationId.fromBytes(bytes)
                .orElseThrow(() -> new MalformedFrame(Fault.BAD_CONVERSATION_ID, "conversation_id must have 16 bytes"));
    }

    static AccountId account(String value) throws MalformedFrame {
        if (!AccountId.isValid(value)) {
            throw new MalformedFrame(Fault.BAD_ADDRESS, "account is not a valid account id");
        }
        return new AccountId(value);
    }

    static DeviceId device(String value) throws MalformedFrame {
        if (!DeviceId.isValid(value)) {
            throw new MalformedFrame(Fault.BAD_ADDRESS, "device is not a valid device id");
        }
        return new DeviceId(value);
    }

    static Address address(io.waggle.protocol.wire.Address wire) throws MalformedFrame {
        return new Address(account(wire.getAccount()), device(wire.getDevice()));
    }

    static InboxSequence sequence(long value) throws MalformedFrame {
        if (value < 0) {
            throw new MalformedFrame(Fault.BAD_SEQUENCE, "a sequence must be below 2^63");
        }
        return new InboxSequence(value);
    }

    static String tooLarge(int bytes) {
        return "the frame has " + bytes + " bytes, at most " + ProtocolLimits.FRAME_BYTES + " are allowed";
    }

    static ByteString content(ByteString bytes, int limit) throws MalformedFrame {
        if (bytes.size() > limit) {
            throw new MalformedFrame(
                    Fault.CONTENT_TOO_LARGE,
                    "content has " + bytes.size() + " bytes, at most " + limit + " are allowed");
        }
        return bytes;
    }

    static String reason(String value) throws MalformedFrame {
        if (value.getBytes(StandardCharsets.UTF_8).length > ProtocolLimits.REASON_BYTES) {
            throw new MalformedFrame(
                    Fault.REASON_TOO_LONG, "reason must have at most " + ProtocolLimits.REASON_BYTES + " bytes");
        }
        return value;
    }

    /** Times are for showing alone, so one beyond the calendar is cut and not refused. */
    static Instant time(long milliseconds) {
        return Instant.ofEpochMilli(
                milliseconds < 0 || milliseconds > LAST_MILLISECOND ? LAST_MILLISECOND : milliseconds);
    }

    static Duration seconds(int unsigned) {
        return Duration.ofSeconds(Integer.toUnsignedLong(unsigned));
    }

    /** Rounds up, because 0 on the wire would mean "the default". @throws IllegalArgumentException if it does not fit */
    static int seconds(Duration duration) {
        long seconds = duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
        if (seconds < 0 || seconds > LAST_SECOND) {
            throw new IllegalArgumentException("0 to " + LAST_SECOND + " seconds can be said, not " + duration);
        }
        return (int) seconds;
    }

    /** What a server says it allows, never more than the protocol does; 0 is "not said". */
    static int limit(int unsigned, int bound) {
        return unsigned <= 0 || unsigned > bound ? bound : unsigned;
    }

    static Optional<ReceiptKind> receiptKind(Kind kind) {
        return switch (kind) {
            case DELIVERED -> Optional.of(ReceiptKind.DELIVERED);
            case READ -> Optional.of(ReceiptKind.READ);
            case PLAYED -> Optional.of(ReceiptKind.PLAYED);
            case KIND_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    static Kind receiptKind(ReceiptKind kind) {
        return switch (kind) {
            case DELIVERED -> Kind.DELIVERED;
            case READ -> Kind.READ;
            case PLAYED -> Kind.PLAYED;
        };
    }

    static Optional<Result> result(io.waggle.protocol.wire.SendOutcome.Result wire) {
        return switch (wire) {
            case ACCEPTED -> Optional.of(Result.ACCEPTED);
            case DEVICES_CHANGED -> Optional.of(Result.DEVICES_CHANGED);
            case UNKNOWN_ACCOUNT -> Optional.of(Result.UNKNOWN_ACCOUNT);
            case RECIPIENT_FULL -> Optional.of(Result.RECIPIENT_FULL);
            case BLOCKED_BY_EARLIER -> Optional.of(Result.BLOCKED_BY_EARLIER);
            case SENDER_FULL -> Optional.of(Result.SENDER_FULL);
            case RECIPIENT_REFUSES -> Optional.of(Result.RECIPIENT_REFUSES);
            case EXPIRED -> Optional.of(Result.EXPIRED);
            case REJECTED -> Optional.of(Result.REJECTED);
            case DEVICE_REMOVED -> Optional.of(Result.DEVICE_REMOVED);
            case NO_SUCH_GROUP -> Optional.of(Result.NO_SUCH_GROUP);
            case GROUP_CHANGED -> Optional.of(Result.GROUP_CHANGED);
            case GROUP_FORBIDS -> Optional.of(Result.GROUP_FORBIDS);
            case GROUP_FULL -> Optional.of(Result.GROUP_FULL);
            case GROUP_EXISTS -> Optional.of(Result.GROUP_EXISTS);
            case LINK_INVALID -> Optional.of(Result.LINK_INVALID);
            case TOO_MANY_GROUPS -> Optional.of(Result.TOO_MANY_GROUPS);
            case RESULT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    static io.waggle.protocol.wire.SendOutcome.Result result(Result result) {
        return switch (result) {
            case ACCEPTED -> io.waggle.protocol.wire.SendOutcome.Result.ACCEPTED;
            case DEVICES_CHANGED -> io.waggle.protocol.wire.SendOutcome.Result.DEVICES_CHANGED;
            case UNKNOWN_ACCOUNT -> io.waggle.protocol.wire.SendOutcome.Result.UNKNOWN_ACCOUNT;
            case RECIPIENT_FULL -> io.waggle.protocol.wire.SendOutcome.Result.RECIPIENT_FULL;
            case BLOCKED_BY_EARLIER -> io.waggle.protocol.wire.SendOutcome.Result.BLOCKED_BY_EARLIER;
            case SENDER_FULL -> io.waggle.protocol.wire.SendOutcome.Result.SENDER_FULL;
            case RECIPIENT_REFUSES -> io.waggle.protocol.wire.SendOutcome.Result.RECIPIENT_REFUSES;
            case EXPIRED -> io.waggle.protocol.wire.SendOutcome.Result.EXPIRED;
            case REJECTED -> io.waggle.protocol.wire.SendOutcome.Result.REJECTED;
            case NO_SUCH_GROUP -> io.waggle.protocol.wire.SendOutcome.Result.NO_SUCH_GROUP;
            case GROUP_CHANGED -> io.waggle.protocol.wire.SendOutcome.Result.GROUP_CHANGED;
            case GROUP_FORBIDS -> io.waggle.protocol.wire.SendOutcome.Result.GROUP_FORBIDS;
            case GROUP_FULL -> io.waggle.protocol.wire.SendOutcome.Result.GROUP_FULL;
            case GROUP_EXISTS -> io.waggle.protocol.wire.SendOutcome.Result.GROUP_EXISTS;
            case LINK_INVALID -> io.waggle.protocol.wire.SendOutcome.Result.LINK_INVALID;
            case TOO_MANY_GROUPS -> io.waggle.protocol.wire.SendOutcome.Result.TOO_MANY_GROUPS;
            case DEVICE_REMOVED -> io.waggle.protocol.wire.SendOutcome.Result.DEVICE_REMOVED;
        };
    }

    static io.waggle.protocol.wire.Address address(Address address) {
        return io.waggle.protocol.wire.Address.newBuilder()
                .setAccount(address.account().value())
                .setDevice(address.device().value())
                .build();
    }
}
