package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.InboxItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A row of an inbox.
 *
 * @param header what the server works with
 * @param body what it only carries
 */
record Row(Header header, Body body) {

    /** The first version, and what is written of a row that says nothing that this version could not. */
    private static final byte VERSION = 1;

    /** Has flags behind the kind. */
    private static final byte VERSION_WITH_FLAGS = 2;

    private static final int REQUEST_FLAG = 1;
    private static final int FIXED = 2 + 2 * Long.BYTES + Integer.BYTES;
    private static final int MESSAGE_FIXED = 6 * Long.BYTES + 1;

    /** What a row holds. Messages count towards the quota, the others are control rows. */
    enum Kind {
        MESSAGE(1),
        OUTCOMES(2),
        MISSED(3);

        private static final Kind[] KINDS = values();

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        /** @throws StoreCorrupted if no kind has this code */
        static Kind of(byte code) {
            for (Kind kind : KINDS) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new StoreCorrupted("a row of unknown kind " + code);
        }
    }

    /**
     * The part of a message that the server works with.
     *
     * @param contentId 0 where the row itself has the content
     * @param request whether it is shown as a request
     */
    record MessageHeader(
            long senderInbox,
            Address sender,
            MessageId messageId,
            ConversationId conversation,
            long contentId,
            boolean request) {}

    /** Where the body of a row is. */
    sealed interface Body {

        /**
         * As it is stored.
         *
         * @param header the encoded header, which the seal is bound to
         * @param content the sealed content; empty where the message refers to a shared one
         */
        @SuppressWarnings("ArrayRecordComponent") // never compared, and copied for nothing otherwise
        record Sealed(byte[] header, byte[] content) implements Body {}

        /** In memory, as the device will see it. */
        record Plain(InboxItem item) implements Body {}
    }

    /**
     * The part of a row that is readable on disk.
     *
     * <pre>
     * version u8, kind u8, [flags u8 in version 2,] accepted at i64 ms, expires at i64 ms, body length i32
     *   message:  sender inbox id i64, message id 16, conversation 16, content id i64 (0: sealed content follows),
     *             sender address u8 length + text
     * </pre>
     *
     * @param bodyLength bytes of the content before sealing
     * @param message nothing for a row that the server itself wrote
     */
    record Header(
            Kind kind,
            long acceptedAtMs,
            long expiresAtMs,
            int bodyLength,
            @Nullable MessageHeader message) {

        byte[] encode() {
            byte[] sender =
                    message == null ? new byte[0] : message.sender().clientId().getBytes(StandardCharsets.UTF_8);
            boolean flagged = message != null && message.request();
            ByteBuffer out = ByteBuffer.allocate(
                    FIXED + (flagged ? 1 : 0) + (message == null ? 0 : MESSAGE_FIXED + sender.length));
            out.put(flagged ? VERSION_WITH_FLAGS : VERSION).put(kind.code);
            if (flagged) {
                out.put((byte) REQUEST_FLAG);
            }
            out.putLong(acceptedAtMs).putLong(expiresAtMs);
            out.putInt(bodyLength);
            if (message != null) {
                out.putLong(message.senderInbox());
                out.putLong(message.messageId().high())
                        .putLong(message.messageId().low());
                out.putLong(message.conversation().high())
                        .putLong(message.conversation().low());
                out.putLong(message.contentId());
                out.put((byte) sender.length).put(sender);
            }
            return out.array();
        }

        boolean isExpired(long nowMs) {
            return expiresAtMs <= nowMs;
        }
    }

    /** The row as it is stored: its header, then the sealed content. */
    static byte[] encode(byte[] header, byte[] sealed) {
        return ByteBuffer.allocate(header.length + sealed.length)
                .put(header)
                .put(sealed)
                .array();
    }

    /** @throws StoreCorrupted if this is no row of a version that this program knows */
    static Row decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        byte version = value.length < FIXED ? 0 : in.get();
        if (version != VERSION && version != VERSION_WITH_FLAGS) {
            throw new StoreCorrupted("a row of unknown version");
        }
        Kind kind = Kind.of(in.get());
        int flags = version == VERSION ? 0 : in.get();
        long acceptedAt = in.getLong();
        long expiresAt = in.getLong();
        int bodyLength = in.getInt();
        MessageHeader message = kind == Kind.MESSAGE ? message(in, (flags & REQUEST_FLAG) != 0) : null;
        byte[] header = new byte[in.position()];
        in.flip().get(header);
        byte[] sealed = new byte[value.length - header.length];
        System.arraycopy(value, header.length, sealed, 0, sealed.length);
        return new Row(new Header(kind, acceptedAt, expiresAt, bodyLength, message), new Body.Sealed(header, sealed));
    }

    private static MessageHeader message(ByteBuffer in, boolean request) {
        long senderInbox = in.getLong();
        MessageId messageId = new MessageId(in.getLong(), in.getLong());
        ConversationId conversation = new ConversationId(in.getLong(), in.getLong());
        long contentId = in.getLong();
        byte[] sender = new byte[Byte.toUnsignedInt(in.get())];
        in.get(sender);
        Address address = Address.fromClientId(new String(sender, StandardCharsets.UTF_8))
                .orElseThrow(() -> new StoreCorrupted("a row whose sender is no address"));
        return new MessageHeader(senderInbox, address, messageId, conversation, contentId, request);
    }
}
