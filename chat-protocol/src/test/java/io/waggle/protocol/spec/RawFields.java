package io.waggle.protocol.spec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of any protobuf message, by number. The lite runtime has no descriptors, and the full one cannot stand beside
 * it on a class path; what is needed of descriptor.proto is few enough fields to be read by their numbers.
 */
record RawFields(List<RawField> all) {

    /** One field: a varint or fixed number, or bytes. */
    record RawField(int number, long value, ByteString bytes) {}

    static RawFields of(ByteString message) {
        List<RawField> fields = new ArrayList<>();
        CodedInputStream in = message.newCodedInput();
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                fields.add(field(WireFormat.getTagFieldNumber(tag), WireFormat.getTagWireType(tag), in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RawFields(fields);
    }

    private static RawField field(int number, int wireType, CodedInputStream in) throws IOException {
        return switch (wireType) {
            case WireFormat.WIRETYPE_VARINT -> new RawField(number, in.readRawVarint64(), ByteString.EMPTY);
            case WireFormat.WIRETYPE_FIXED64 -> new RawField(number, in.readFixed64(), ByteString.EMPTY);
            case WireFormat.WIRETYPE_FIXED32 -> new RawField(number, in.readFixed32(), ByteString.EMPTY);
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> new RawField(number, 0, in.readBytes());
            default -> throw new IOException("wire type " + wireType);
        };
    }

    List<RawFields> messages(int number) {
        return all.stream()
                .filter(field -> field.number() == number)
                .map(field -> of(field.bytes()))
                .toList();
    }

    List<String> texts(int number) {
        return all.stream()
                .filter(field -> field.number() == number)
                .map(field -> field.bytes().toStringUtf8())
                .toList();
    }

    String text(int number) {
        return texts(number).stream().findFirst().orElse("");
    }

    Optional<Integer> number(int number) {
        return all.stream()
                .filter(field -> field.number() == number)
                .map(field -> (int) field.value())
                .findFirst();
    }
}
