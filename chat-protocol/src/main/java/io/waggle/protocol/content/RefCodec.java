package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.wire.Wire;

/** Ids, and what refers to a message. */
final class RefCodec {

    private RefCodec() {}

    static MessageRef ref(Wire.MessageRef wire) {
        Bounds.that(
                AccountId.isValid(wire.getAccount()) && DeviceId.isValid(wire.getDevice()),
                ContentFault.BAD_REFERENCE,
                "a MessageRef must have the account and device that sent it");
        MessageId id = MessageId.fromBytes(wire.getMessageId())
                .orElseThrow(() -> new OutOfBounds(
                        ContentFault.BAD_REFERENCE, "MessageRef.message_id must be the 16 bytes of a UUID version 7"));
        return new MessageRef(Address.of(wire.getAccount(), wire.getDevice()), id);
    }

    static Wire.MessageRef wire(MessageRef ref) {
        return Wire.MessageRef.newBuilder()
                .setAccount(ref.author().account().value())
                .setDevice(ref.author().device().value())
                .setMessageId(ref.id().toBytes())
                .build();
    }

    static ConversationId conversation(ByteString bytes) {
        return ConversationId.fromBytes(bytes)
                .orElseThrow(() -> new OutOfBounds(ContentFault.BAD_ID, "conversation_id must have 16 bytes"));
    }

    static AccountId account(String value) {
        Bounds.that(AccountId.isValid(value), ContentFault.BAD_ADDRESS, "an account must be a valid account id");
        return new AccountId(value);
    }
}
