package io.waggle.protocol.spec;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads {@link Schemas} out of a FileDescriptorSet; the field numbers are those of google/protobuf/descriptor.proto. */
final class SchemaReader {

    private static final int LABEL_REPEATED = 3;

    private final String prefix;
    private final List<Schema.MessageType> messages = new ArrayList<>();
    private final List<Schema.EnumType> enums = new ArrayList<>();

    private SchemaReader(String protoPackage) {
        prefix = '.' + protoPackage + '.';
    }

    static List<Schema> read(ByteString fileDescriptorSet) {
        return RawFields.of(fileDescriptorSet).messages(1).stream()
                .map(SchemaReader::read)
                .toList();
    }

    private static Schema read(RawFields file) {
        String protoPackage = file.text(2);
        SchemaReader reader = new SchemaReader(protoPackage);
        file.messages(4).forEach(message -> reader.readMessage("", message));
        file.messages(5).forEach(type -> reader.readEnum("", type));
        return new Schema(protoPackage, reader.messages, reader.enums);
    }

    private void readMessage(String outer, RawFields message) {
        String name = outer + message.text(1);
        List<String> oneofs =
                message.messages(8).stream().map(oneof -> oneof.text(1)).toList();
        messages.add(new Schema.MessageType(
                name,
                message.messages(2).stream().map(field -> field(field, oneofs)).toList(),
                reserved(message)));
        message.messages(3).forEach(nested -> readMessage(name + '.', nested));
        message.messages(4).forEach(nested -> readEnum(name + '.', nested));
    }

    private void readEnum(String outer, RawFields type) {
        enums.add(new Schema.EnumType(
                outer + type.text(1),
                type.messages(2).stream()
                        .map(value -> new Schema.Value(value.number(2).orElse(0), value.text(1)))
                        .toList()));
    }

    private Schema.Field field(RawFields field, List<String> oneofs) {
        return new Schema.Field(field.number(3).orElseThrow(), field.text(1), type(field), label(field, oneofs));
    }

    private static String label(RawFields field, List<String> oneofs) {
        if (field.number(4).orElseThrow() == LABEL_REPEATED) {
            return "repeated";
        }
        if (field.number(17).isPresent()) {
            return "optional";
        }
        return field.number(9).map(oneof -> "oneof " + oneofs.get(oneof)).orElse("");
    }

    private String type(RawFields field) {
        int type = field.number(5).orElseThrow();
        return switch (type) {
            case 1 -> "double";
            case 2 -> "float";
            case 3 -> "int64";
            case 4 -> "uint64";
            case 5 -> "int32";
            case 6 -> "fixed64";
            case 7 -> "fixed32";
            case 8 -> "bool";
            case 9 -> "string";
            case 11, 14 -> relative(field.text(6));
            case 12 -> "bytes";
            case 13 -> "uint32";
            case 15 -> "sfixed32";
            case 16 -> "sfixed64";
            case 17 -> "sint32";
            case 18 -> "sint64";
            default -> throw new IllegalArgumentException("type " + type);
        };
    }

    private String relative(String typeName) {
        return typeName.startsWith(prefix) ? typeName.substring(prefix.length()) : typeName;
    }

    private static List<String> reserved(RawFields message) {
        Stream<String> numbers = message.messages(9).stream()
                .map(range -> range.number(1).orElse(0) + " up to, not including "
                        + range.number(2).orElse(0));
        return Stream.concat(numbers, message.texts(10).stream()).toList();
    }
}
