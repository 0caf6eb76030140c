package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.CommonForm.Uncommon;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@linkplain CommonForm common form} of a frame to the server that carries messages and nothing else. */
final class SendForm {

    private static final int ITEM = io.waggle.protocol.wire.OutboxFrame.ITEMS_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int SEND = io.waggle.protocol.wire.OutboxItem.SEND_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int MESSAGE_ID = io.waggle.protocol.wire.Send.MESSAGE_ID_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int CONVERSATION =
            io.waggle.protocol.wire.Send.CONVERSATION_ID_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int RECIPIENT = io.waggle.protocol.wire.Send.RECIPIENTS_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int CONTENT = io.waggle.protocol.wire.Send.CONTENT_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int EXPIRES =
            io.waggle.protocol.wire.Send.EXPIRES_IN_SECONDS_FIELD_NUMBER << 3 | CommonForm.VARINT;
    private static final int ACCOUNT = io.waggle.protocol.wire.Recipient.ACCOUNT_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int DEVICES = io.waggle.protocol.wire.Recipient.DEVICES_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int DEVICE = io.waggle.protocol.wire.RecipientDevice.DEVICE_FIELD_NUMBER << 3 | CommonForm.LEN;
    private static final int DEVICE_EPOCH =
            io.waggle.protocol.wire.RecipientDevice.EPOCH_FIELD_NUMBER << 3 | CommonForm.I64;
    private static final int DEVICE_CONTENT =
            io.waggle.protocol.wire.RecipientDevice.CONTENT_FIELD_NUMBER << 3 | CommonForm.LEN;

    private SendForm() {}

    // --- reading

    static Optional<OutboxFrame> read(ByteBuffer bytes) {
        return CommonForm.read(bytes, SendForm::frame);
    }

    private static OutboxFrame frame(CodedInputStream in) throws IOException, MalformedFrame, Uncommon {
        List<OutboxItem> items = new ArrayList<>(1);
        while (!in.isAtEnd()) {
            CommonForm.expect(in, ITEM);
            items.add(CommonForm.nested(in, SendForm::item));
            if (items.size() > ProtocolLimits.FRAME_ITEMS) {
                throw new Uncommon();
            }
        }
        if (items.isEmpty()) {
            throw new Uncommon();
        }
        return new OutboxFrame(items);
    }

    private static Send item(CodedInputStream in) throws IOException, MalformedFrame, Uncommon {
        CommonForm.expect(in, SEND);
        return CommonForm.nested(in, SendForm::send);
    }

    private static Send send(CodedInputStream in) throws IOException, MalformedFrame, Uncommon {
        CommonForm.expect(in, MESSAGE_ID);
        MessageId id = CommonForm.messageId(in);
        CommonForm.expect(in, CONVERSATION);
        ConversationId conversation = CommonForm.conversation(in);
        List<Recipient> recipients = new ArrayList<>(1);
        ByteString content = ByteString.EMPTY;
        int expires = 0;
        while (!in.isAtEnd()) {
            switch (in.readTag()) {
                case RECIPIENT -> recipients.add(CommonForm.nested(in, SendForm::recipient));
                case CONTENT -> content = CommonForm.content(in, ProtocolLimits.CONTENT_BYTES);
                case EXPIRES -> expires = in.readUInt32();
                default -> throw new Uncommon();
            }
        }
        return new Send(id, conversation, distinct(recipients), content, WireValues.seconds(expires));
    }

    private static List<Recipient> distinct(List<Recipient> recipients) throws Uncommon {
        if (recipients.isEmpty() || recipients.size() > ProtocolLimits.RECIPIENT_ACCOUNTS) {
            throw new Uncommon();
        }
        if (recipients.size() > 1) {
            Set<AccountId> accounts = new HashSet<>();
            for (Recipient recipient : recipients) {
                if (!accounts.add(recipient.account())) {
                    throw new Uncommon();
                }
            }
        }
        return recipients;
    }

    private static Recipient recipient(CodedInputStream in) throws IOException, MalformedFrame, Uncommon {
        CommonForm.expect(in, ACCOUNT);
        AccountId account = WireValues.account(in.readStringRequireUtf8());
        List<Recipient.Device> devices = new ArrayList<>(1);
        while (!in.isAtEnd()) {
            CommonForm.expect(in, DEVICES);
            devices.add(CommonForm.nested(in, SendForm::device));
        }
        if (devices.size() > ProtocolLimits.DEVICES_PER_ACCOUNT) {
            throw new Uncommon();
        }
        if (devices.size() > 1) {
            Set<DeviceId> seen = new HashSet<>();
            for (Recipient.Device device : devices) {
                if (!seen.add(device.device())) {
                    throw new Uncommon();
                }
            }
        }
        return new Recipient(account, devices);
    }

    private static Recipient.Device device(CodedInputStream in) throws IOException, MalformedFrame, Uncommon {
        @Nullable DeviceId id = null;
        long epoch = 0;
        ByteString content = ByteString.EMPTY;
        while (!in.isAtEnd()) {
            switch (in.readTag()) {
                case DEVICE -> id = WireValues.device(in.readStringRequireUtf8());
                case DEVICE_EPOCH -> epoch = in.readFixed64();
                case DEVICE_CONTENT -> content = CommonForm.content(in, ProtocolLimits.CONTENT_BYTES);
                default -> throw new Uncommon();
            }
        }
        return new Recipient.Device(CommonForm.present(id), new Epoch(epoch), content);
    }

    // --- writing

    static boolean fits(OutboxFrame frame) {
        for (OutboxItem item : frame.items()) {
            if (!(item instanceof Send)) {
                return false;
            }
        }
        return true;
    }

    static byte[] write(OutboxFrame frame) {
        int bytes = 0;
        for (OutboxItem item : frame.items()) {
            bytes += itemSize((Send) item);
        }
        return CommonForm.write(bytes, out -> {
            for (OutboxItem item : frame.items()) {
                Send send = (Send) item;
                int size = size(send);
                CommonForm.writeNestedStart(out, ITEM, CommonForm.nestedSize(size));
                CommonForm.writeNestedStart(out, SEND, size);
                write(out, send);
            }
        });
    }

    /** How many bytes it adds to a frame. */
    static int itemSize(Send send) {
        return CommonForm.nestedSize(CommonForm.nestedSize(size(send)));
    }

    private static int size(Send send) {
        int recipients = 0;
        for (Recipient recipient : send.recipients()) {
            recipients += CommonForm.nestedSize(size(recipient));
        }
        return 2 * CommonForm.idSize()
                + recipients
                + CommonForm.contentSize(send.content())
                + CommonForm.numberSize(expires(send));
    }

    private static long expires(Send send) {
        return Integer.toUnsignedLong(WireValues.seconds(send.expiresIn()));
    }

    private static int size(Recipient recipient) {
        int devices = 0;
        for (Recipient.Device device : recipient.devices()) {
            devices += CommonForm.nestedSize(size(device));
        }
        return CommonForm.textSize(recipient.account().value()) + devices;
    }

    private static int size(Recipient.Device device) {
        return CommonForm.textSize(device.device().value())
                + CommonForm.epochSize(device.epoch().value())
                + CommonForm.contentSize(device.content());
    }

    private static void write(CodedOutputStream out, Send send) throws IOException {
        CommonForm.writeId(
                out, MESSAGE_ID, send.messageId().high(), send.messageId().low());
        CommonForm.writeId(
                out,
                CONVERSATION,
                send.conversation().high(),
                send.conversation().low());
        for (Recipient recipient : send.recipients()) {
            CommonForm.writeNestedStart(out, RECIPIENT, size(recipient));
            CommonForm.writeText(out, ACCOUNT, recipient.account().value());
            for (Recipient.Device device : recipient.devices()) {
                CommonForm.writeNestedStart(out, DEVICES, size(device));
                CommonForm.writeText(out, DEVICE, device.device().value());
                CommonForm.writeEpoch(out, DEVICE_EPOCH, device.epoch().value());
                CommonForm.writeContent(out, DEVICE_CONTENT, device.content());
            }
        }
        CommonForm.writeContent(out, CONTENT, send.content());
        CommonForm.writeNumber(out, EXPIRES, expires(send));
    }
}
