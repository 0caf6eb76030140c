package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.InboxItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    private static final int GROUP_FLAG = 2;
    private static final int FIXED = 2 + 2 * Long.BYTES + Integer.BYTES;
    private static final int MESSAGE_FIXED = 6 * Long.BYTES + 1;

    /** What a row holds. Messages, and what groups say, count towards the quota; the others are control rows. */
    enum Kind {
        MESSAGE(1),
        OUTCOMES(2),
        MISSED(3),
        /** An event, a state or a list of groups. */
        GROUP(4);

        private static final Kind[] KINDS = values();

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        /** Whether it is one of the rows that {@code inbox.max-messages} and {@code inbox.max-bytes} bound. */
        boolean countsTowardsQuota() {
            return this == MESSAGE || this == GROUP;
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
     * @param request whether it is shown as a request
     * @param groupVersion of the group that the conversation is; 0: it is none
     */
    record MessageHeader(
            long senderInbox,
            Address sender,
            MessageId messageId,
            ConversationId conversation,
            boolean request,
            long groupVersion) {}

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
     *             [group version i64 with the group flag,] sender address u8 length + text
     *   group:    content id i64 (0: sealed content follows)
     * </pre>
     *
     * @param bodyLength bytes of the content before sealing
     * @param contentId 0 where the row itself has the content
     * @param message nothing for a row that the server itself wrote
     */
    record Header(
            Kind kind,
            long acceptedAtMs,
            long expiresAtMs,
            int bodyLength,
            long contentId,
            @Nullable MessageHeader message) {

        byte[] encode() {
            byte[] sender =
                    message == null ? new byte[0] : message.sender().clientId().getBytes(StandardCharsets.UTF_8);
            int flags = message == null ? 0 : flags(message);
            ByteBuffer out = ByteBuffer.allocate(FIXED + 1 + MESSAGE_FIXED + Long.BYTES + sender.length);
            out.put(flags == 0 ? VERSION : VERSION_WITH_FLAGS).put(kind.code);
            if (flags != 0) {
                out.put((byte) flags);
            }
            out.putLong(acceptedAtMs).putLong(expiresAtMs);
            out.putInt(bodyLength);
            if (message != null) {
                out.putLong(message.senderInbox());
                out.putLong(message.messageId().high())
                        .putLong(message.messageId().low());
                out.putLong(message.conversation().high())
                        .putLong(message.conversation().low());
                out.putLong(contentId);
                if (message.groupVersion() != 0) {
                    out.putLong(message.groupVersion());
                }
                out.put((byte) sender.length).put(sender);
            } else if (kind == Kind.GROUP) {
                out.putLong(contentId);
            }
            return Arrays.copyOf(out.array(), out.position());
        }

        private static int flags(MessageHeader message) {
            return (message.request() ? REQUEST_FLAG : 0) | (message.groupVersion() != 0 ? GROUP_FLAG : 0);
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
        Header read = kind == Kind.MESSAGE
                ? message(in, flags, acceptedAt, expiresAt, bodyLength)
                : new Header(kind, acceptedAt, expiresAt, bodyLength, kind == Kind.GROUP ? in.getLong() : 0, null);
        byte[] header = new byte[in.position()];
        in.flip().get(header);
        byte[] sealed = new byte[value.length - header.length];
        System.arraycopy(value, header.length, sealed, 0, sealed.length);
        return new Row(read, new Body.Sealed(header, sealed));
    }

    private static Header message(ByteBuffer in, int flags, long acceptedAt, long expiresAt, int bodyLength) {
        long senderInbox = in.getLong();
        MessageId messageId = new MessageId(in.getLong(), in.getLong());
        ConversationId conversation = new ConversationId(in.getLong(), in.getLong());
        long contentId = in.getLong();
        long groupVersion = (flags & GROUP_FLAG) != 0 ? in.getLong() : 0;
        byte[] sender = new byte[Byte.toUnsignedInt(in.get())];
        in.get(sender);
        Address address = Address.fromClientId(new String(sender, StandardCharsets.UTF_8))
                .orElseThrow(() -> new StoreCorrupted("a row whose sender is no address"));
        boolean request = (flags & REQUEST_FLAG) != 0;
        var message = new MessageHeader(senderInbox, address, messageId, conversation, request, groupVersion);
        return new Header(Kind.MESSAGE, acceptedAt, expiresAt, bodyLength, contentId, message);
    }
}
