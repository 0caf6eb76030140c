package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the quick forms of frames have in common. Nearly all frames carry messages and nothing else, written as every protobuf
 * library writes them: ids first, no field that this version does not know. Those are read and written field by field here,
 * which takes a third to a fifth of what the generated classes take (they look up every field in a table). Any other form of a
 * frame, and any fault in one, is left to the generated classes, so what a frame means is said in one place.
 */
final class CommonForm {

    /** Wire type LEN, VARINT and I64, as the low bits of a tag. */
    static final int LEN = 2;

    static final int VARINT = 0;
    static final int I64 = 1;

    private static final int ID_BYTES = 16;
    private static final int ACCOUNT = io.waggle.protocol.wire.Address.ACCOUNT_FIELD_NUMBER << 3 | LEN;
    private static final int DEVICE = io.waggle.protocol.wire.Address.DEVICE_FIELD_NUMBER << 3 | LEN;

    private CommonForm() {}

    /** The bytes are of another form, or there is a fault in them. */
    static final class Uncommon extends Exception {

        private static final long serialVersionUID = 1;

        Uncommon() {
            super("not of the common form", null, false, false);
        }
    }

    /** Reads a value. */
    @FunctionalInterface
    interface Reader<T> {
        T read(CodedInputStream in) throws IOException, MalformedFrame, Uncommon;
    }

    /** What the reader makes of the bytes, or nothing if they are of another form. The buffer is left as it is. */
    static <T> Optional<T> read(ByteBuffer bytes, Reader<T> reader) {
        try {
            return Optional.of(reader.read(CodedInputStream.newInstance(bytes)));
        } catch (InvalidProtocolBufferException | MalformedFrame | Uncommon e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    /** What the reader makes of the message that comes next, all of it. */
    static <T> T nested(CodedInputStream in, Reader<T> reader) throws IOException, MalformedFrame, Uncommon {
        int outer = in.pushLimit(in.readUInt32());
        T value = reader.read(in);
        if (!in.isAtEnd()) {
            throw new Uncommon();
        }
        in.popLimit(outer);
        return value;
    }

    static MessageId messageId(CodedInputStream in) throws IOException, Uncommon {
        long high = idHalf(in, true);
        long low = idHalf(in, false);
        if (!MessageId.isVersion7(high, low)) {
            throw new Uncommon();
        }
        return new MessageId(high, low);
    }

    static ConversationId conversation(CodedInputStream in) throws IOException, Uncommon {
        long high = idHalf(in, true);
        return new ConversationId(high, idHalf(in, false));
    }

    private static long idHalf(CodedInputStream in, boolean first) throws IOException, Uncommon {
        if (first && in.readUInt32() != ID_BYTES) {
            throw new Uncommon();
        }
        return Long.reverseBytes(in.readFixed64()); // little-endian there, network byte order here
    }

    static ByteString content(CodedInputStream in, int limit) throws IOException, MalformedFrame {
        return WireValues.content(in.readBytes(), limit);
    }

    static Address address(CodedInputStream in) throws IOException, MalformedFrame, Uncommon {
        expect(in, ACCOUNT);
        var account = WireValues.account(in.readStringRequireUtf8());
        expect(in, DEVICE);
        return new Address(account, WireValues.device(in.readStringRequireUtf8()));
    }

    static void expect(CodedInputStream in, int tag) throws IOException, Uncommon {
        if (in.readTag() != tag) {
            throw new Uncommon();
        }
    }

    /** @throws Uncommon unless the field was there */
    static <T> T present(@Nullable T value) throws Uncommon {
        if (value == null) {
            throw new Uncommon();
        }
        return value;
    }

    // --- writing; a field with its proto3 default is not written

    static int idSize() {
        return 2 + ID_BYTES;
    }

    static void writeId(CodedOutputStream out, int tag, long high, long low) throws IOException {
        out.writeUInt32NoTag(tag);
        out.writeUInt32NoTag(ID_BYTES);
        out.writeFixed64NoTag(Long.reverseBytes(high));
        out.writeFixed64NoTag(Long.reverseBytes(low));
    }

    static int addressSize(Address address) {
        return textSize(address.account().value()) + textSize(address.device().value());
    }

    static void writeAddress(CodedOutputStream out, int tag, Address address) throws IOException {
        out.writeUInt32NoTag(tag);
        out.writeUInt32NoTag(addressSize(address));
        writeText(out, ACCOUNT, address.account().value());
        writeText(out, DEVICE, address.device().value());
    }

    /** Of an id, which has a byte for each character and fewer than 128. */
    static int textSize(String id) {
        return 2 + id.length();
    }

    static void writeText(CodedOutputStream out, int tag, String id) throws IOException {
        out.writeUInt32NoTag(tag);
        out.writeStringNoTag(id);
    }

    static int contentSize(ByteString content) {
        return content.isEmpty() ? 0 : nestedSize(content.size());
    }

    static void writeContent(CodedOutputStream out, int tag, ByteString content) throws IOException {
        if (!content.isEmpty()) {
            out.writeUInt32NoTag(tag);
            out.writeBytesNoTag(content);
        }
    }

    static int epochSize(long epoch) {
        return epoch == 0 ? 0 : 1 + Long.BYTES;
    }

    static void writeEpoch(CodedOutputStream out, int tag, long epoch) throws IOException {
        if (epoch != 0) {
            out.writeUInt32NoTag(tag);
            out.writeFixed64NoTag(epoch);
        }
    }

    static int numberSize(long number) {
        return number == 0 ? 0 : 1 + CodedOutputStream.computeUInt64SizeNoTag(number);
    }

    static void writeNumber(CodedOutputStream out, int tag, long number) throws IOException {
        if (number != 0) {
            out.writeUInt32NoTag(tag);
            out.writeUInt64NoTag(number);
        }
    }

    /** Of a field with a length: its tag, its length and its bytes. */
    static int nestedSize(int bytes) {
        return 1 + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes;
    }

    static void writeNestedStart(CodedOutputStream out, int tag, int bytes) throws IOException {
        out.writeUInt32NoTag(tag);
        out.writeUInt32NoTag(bytes);
    }

    /** Writes what has been measured. */
    @FunctionalInterface
    interface Writer {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] write(int bytes, Writer writer) {
        byte[] written = new byte[bytes];
        CodedOutputStream out = CodedOutputStream.newInstance(written);
        try {
            writer.write(out);
        } catch (IOException e) {
            throw new IllegalStateException("a frame that was measured wrongly", e);
        }
        out.checkNoSpaceLeft();
        return written;
    }
}
