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
import io.waggle.protocol.wire.Receipt.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Field by field, wire to value and back; what is out of bounds becomes a {@link MalformedFrame}. */
final class WireValues {

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

    static io.waggle.protocol.wire.Address address(Address address) {
        return io.waggle.protocol.wire.Address.newBuilder()
                .setAccount(address.account().value())
                .setDevice(address.device().value())
                .build();
    }
}
