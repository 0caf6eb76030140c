package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.CommonForm.Uncommon;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@linkplain CommonForm common form} of a frame to a device that carries messages and nothing else. */
final class MessageForm {

    private static final int EPOCH = io.waggle.protocol.wire.InboxFrame.EPOCH_FIELD_NUMBER << 3 | CommonForm.I64;
    private static final int AFTER = io.waggle.protocol.wire.InboxFrame.AFTER_FIELD_NUMBER << 3 | CommonForm.VARINT;
    private static final int ITEM = io.waggle.protocol.wire.InboxFrame.ITEMS_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int END_OF_BACKLOG =
            io.waggle.protocol.wire.InboxFrame.END_OF_BACKLOG_FIELD_NUMBER << 3 | CommonForm.VARINT;
    private static final int SEQUENCE =
            io.waggle.protocol.wire.InboxItem.SEQUENCE_FIELD_NUMBER << 3 | CommonForm.VARINT;
    private static final int MESSAGE = io.waggle.protocol.wire.InboxItem.MESSAGE_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int MESSAGE_ID = io.waggle.protocol.wire.Message.MESSAGE_ID_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int SENDER = io.waggle.protocol.wire.Message.SENDER_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int CONVERSATION =
            io.waggle.protocol.wire.Message.CONVERSATION_ID_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int CONTENT = io.waggle.protocol.wire.Message.CONTENT_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int ACCEPTED_AT =
            io.waggle.protocol.wire.Message.ACCEPTED_AT_MS_FIELD_NUMBER << 3 | CommonForm.VARINT;
    private static final int REQUEST = io.waggle.protocol.wire.Message.REQUEST_FIELD_NUMBER << 3 | CommonForm.VARINT;

    private static final int GROUP_VERSION =
            io.waggle.protocol.wire.Message.GROUP_VERSION_FIELD_NUMBER << 3 | CommonForm.VARINT;

    private MessageForm() {}

    // --- reading

    static Optional<InboxFrame> read(ByteBuffer bytes) {
        return CommonForm.read(bytes, MessageForm::frame);
    }

    private static InboxFrame frame(CodedInputStream in) throws IOException, MalformedFrame, Uncommon {
        long epoch = 0;
        InboxSequence after = InboxSequence.NONE;
        List<InboxItem> items = new ArrayList<>();
        boolean endOfBacklog = false;
        InboxSequence last = InboxSequence.NONE;
        while (!in.isAtEnd()) {
            switch (in.readTag()) {
                case EPOCH -> epoch = in.readFixed64();
                case AFTER -> {
                    if (!items.isEmpty()) {
                        throw new Uncommon(); // they have been held against another
                    }
                    after = WireValues.sequence(in.readUInt64());
                    last = after;
                }
                case ITEM -> {
                    InboxItem item = CommonForm.nested(in, MessageForm::item);
                    if (!item.sequence().isAfter(last)) {
                        throw new Uncommon();
                    }
                    last = item.sequence();
                    items.add(item);
                }
                case END_OF_BACKLOG -> endOfBacklog = in.readBool();
                default -> throw new Uncommon();
            }
        }
        return new InboxFrame(new Epoch(epoch), after, items, endOfBacklog, List.of(), Optional.empty());
    }

    private static InboxItem item(CodedInputStream in) throws IOException, MalformedFrame, Uncommon {
        CommonForm.expect(in, SEQUENCE);
        InboxSequence sequence = WireValues.sequence(in.readUInt64());
        CommonForm.expect(in, MESSAGE);
        return new InboxItem(sequence, CommonForm.nested(in, MessageForm::message));
    }

    private static Message message(CodedInputStream in) throws IOException, MalformedFrame, Uncommon {
        CommonForm.expect(in, MESSAGE_ID);
        MessageId id = CommonForm.messageId(in);
        CommonForm.expect(in, SENDER);
        Address sender = CommonForm.nested(in, CommonForm::address);
        CommonForm.expect(in, CONVERSATION);
        ConversationId conversation = CommonForm.conversation(in);
        ByteString content = ByteString.EMPTY;
        long acceptedAt = 0;
        boolean request = false;
        long groupVersion = 0;
        while (!in.isAtEnd()) {
            switch (in.readTag()) {
                case CONTENT -> content = CommonForm.content(in, ProtocolLimits.CONTENT_BYTES);
                case ACCEPTED_AT -> acceptedAt = in.readUInt64();
                case REQUEST -> request = in.readBool();
                case GROUP_VERSION -> groupVersion = GroupWire.version(in.readUInt64());
                default -> throw new Uncommon();
            }
        }
        return new Message(id, sender, conversation, content, WireValues.time(acceptedAt), request, groupVersion);
    }

    // --- writing

    static boolean fits(InboxFrame frame) {
        if (!frame.live().isEmpty()
                || !frame.presence().isEmpty()
                || frame.welcome().isPresent()) {
            return false;
        }
        for (InboxItem item : frame.items()) {
            if (!(item.content() instanceof Message)) {
                return false;
            }
        }
        return true;
    }

    static byte[] write(InboxFrame frame) {
        int bytes = CommonForm.epochSize(frame.epoch().value())
                + CommonForm.numberSize(frame.after().value())
                + CommonForm.numberSize(frame.endOfBacklog() ? 1 : 0);
        for (InboxItem item : frame.items()) {
            bytes += CommonForm.nestedSize(size(item));
        }
        return CommonForm.write(bytes, out -> {
            CommonForm.writeEpoch(out, EPOCH, frame.epoch().value());
            CommonForm.writeNumber(out, AFTER, frame.after().value());
            for (InboxItem item : frame.items()) {
                CommonForm.writeNestedStart(out, ITEM, size(item));
                CommonForm.writeNumber(out, SEQUENCE, item.sequence().value());
                Message message = (Message) item.content();
                CommonForm.writeNestedStart(out, MESSAGE, size(message));
                write(out, message);
            }
            CommonForm.writeNumber(out, END_OF_BACKLOG, frame.endOfBacklog() ? 1 : 0);
        });
    }

    private static int size(InboxItem item) {
        return CommonForm.numberSize(item.sequence().value()) + CommonForm.nestedSize(size((Message) item.content()));
    }

    private static int size(Message message) {
        return 2 * CommonForm.idSize()
                + CommonForm.nestedSize(CommonForm.addressSize(message.sender()))
                + CommonForm.contentSize(message.content())
                + CommonForm.numberSize(message.acceptedAt().toEpochMilli())
                + CommonForm.numberSize(message.request() ? 1 : 0)
                + CommonForm.numberSize(message.groupVersion());
    }

    private static void write(CodedOutputStream out, Message message) throws IOException {
        CommonForm.writeId(
                out, MESSAGE_ID, message.messageId().high(), message.messageId().low());
        CommonForm.writeAddress(out, SENDER, message.sender());
        CommonForm.writeId(
                out,
                CONVERSATION,
                message.conversation().high(),
                message.conversation().low());
        CommonForm.writeContent(out, CONTENT, message.content());
        CommonForm.writeNumber(out, ACCEPTED_AT, message.acceptedAt().toEpochMilli());
        CommonForm.writeNumber(out, REQUEST, message.request() ? 1 : 0);
        CommonForm.writeNumber(out, GROUP_VERSION, message.groupVersion());
    }
}
