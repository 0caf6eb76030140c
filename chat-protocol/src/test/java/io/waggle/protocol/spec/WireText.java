package io.waggle.protocol.spec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.waggle.protocol.ConversationId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Bytes in hex with what they say beside them, as PROTOCOL.md shows them. What they say comes from the schema alone, not from
 * the codecs: so an example that passes both agrees with the .proto and with the code.
 */
final class WireText {

    private static final int BYTES_PER_LINE = 18;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private final Schema schema;
    private final StringBuilder text = new StringBuilder();

    private WireText(Schema schema) {
        this.schema = schema;
    }

    static String of(Schema schema, String message, byte[] bytes) {
        WireText wire = new WireText(schema);
        try {
            wire.message(message, ByteString.copyFrom(bytes), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return wire.text.toString();
    }

    private void message(String name, ByteString bytes, int depth) throws IOException {
        CodedInputStream in = bytes.newCodedInput();
        while (!in.isAtEnd()) {
            int start = in.getTotalBytesRead();
            int tag = in.readTag();
            Schema.Field field = schema.message(name)
                    .orElseThrow()
                    .field(WireFormat.getTagFieldNumber(tag))
                    .orElseThrow();
            if (schema.message(field.type()).isPresent()) {
                int length = in.readRawVarint32();
                line(bytes.substring(start, in.getTotalBytesRead()), depth, field.name() + ": " + field.type());
                message(field.type(), in.readRawBytes(length), depth + 1);
            } else {
                String value = value(field, in);
                line(bytes.substring(start, in.getTotalBytesRead()), depth, field.name() + ": " + value);
            }
        }
    }

    private void message(String name, byte[] bytes, int depth) throws IOException {
        message(name, ByteString.copyFrom(bytes), depth);
    }

    private String value(Schema.Field field, CodedInputStream in) throws IOException {
        return switch (field.type()) {
            case "bytes" -> bytes(field, in.readBytes());
            case "string" -> '"' + in.readStringRequireUtf8() + '"';
            case "fixed64" -> "0x" + HexFormat.of().toHexDigits(in.readFixed64());
            case "bool" -> Boolean.toString(in.readBool());
            case "uint32" -> Integer.toUnsignedString(in.readUInt32());
            case "uint64" -> number(field, in.readUInt64());
            default -> enumeration(field, in.readEnum());
        };
    }

    private static String bytes(Schema.Field field, ByteString bytes) {
        if (field.name().endsWith("_id") || field.name().endsWith("_ids")) {
            return ConversationId.fromBytes(bytes).orElseThrow().toString();
        }
        return field.name().endsWith("secret")
                ? HexFormat.of().formatHex(bytes.toByteArray())
                : '"' + bytes.toStringUtf8() + '"';
    }

    private static String number(Schema.Field field, long value) {
        String number = Long.toUnsignedString(value);
        return field.name().endsWith("_ms") ? number + " (" + Instant.ofEpochMilli(value) + ')' : number;
    }

    private String enumeration(Schema.Field field, int number) {
        return schema.enumeration(field.type()).orElseThrow().values().stream()
                .filter(value -> value.number() == number)
                .map(Schema.Value::name)
                .findFirst()
                .orElseThrow();
    }

    private void line(ByteString bytes, int depth, String saying) {
        for (int from = 0; from < bytes.size(); from += BYTES_PER_LINE) {
            ByteString part = bytes.substring(from, Math.min(bytes.size(), from + BYTES_PER_LINE));
            String line = String.format(
                    Locale.ROOT,
                    "%-" + (BYTES_PER_LINE * 3 - 1) + "s | %s%s",
                    HEX.formatHex(part.toByteArray()),
                    "  ".repeat(depth),
                    from == 0 ? saying : "");
            text.append(line.stripTrailing()).append('\n');
        }
    }
}
