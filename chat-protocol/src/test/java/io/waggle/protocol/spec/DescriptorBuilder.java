package io.waggle.protocol.spec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes the little of a FileDescriptorSet that a test wants to alter, as protoc would. */
final class DescriptorBuilder {

    static final int OPTIONAL = 1;
    static final int REPEATED = 3;
    static final int UINT64 = 4;
    static final int FIXED64 = 6;
    static final int STRING = 9;
    static final int MESSAGE = 11;
    static final int BYTES = 12;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    private boolean isEnum;

    DescriptorBuilder with(int number, String text) {
        return with(number, text.getBytes(StandardCharsets.UTF_8));
    }

    DescriptorBuilder with(int number, DescriptorBuilder message) {
        return with(number, message.build());
    }

    DescriptorBuilder with(int number, int value) {
        try {
            out.writeInt32(number, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private DescriptorBuilder with(int number, byte[] value) {
        try {
            out.writeBytes(number, ByteString.copyFrom(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    byte[] build() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Schemas schema(String protoPackage, DescriptorBuilder... messagesAndEnums) {
        DescriptorBuilder file = new DescriptorBuilder().with(1, "x.proto").with(2, protoPackage);
        for (DescriptorBuilder element : messagesAndEnums) {
            file.with(element.isEnum ? 5 : 4, element);
        }
        return Schemas.parse(new DescriptorBuilder().with(1, file).build());
    }

    static DescriptorBuilder message(String name, DescriptorBuilder... fields) {
        DescriptorBuilder message = new DescriptorBuilder().with(1, name);
        for (DescriptorBuilder field : fields) {
            message.with(2, field);
        }
        return message;
    }

    static DescriptorBuilder field(String name, int number, int label, int type) {
        return new DescriptorBuilder()
                .with(1, name)
                .with(3, number)
                .with(4, label)
                .with(5, type);
    }

    static DescriptorBuilder enumeration(String name) {
        DescriptorBuilder type = new DescriptorBuilder().with(1, name);
        type.isEnum = true;
        return type;
    }

    DescriptorBuilder value(String name, int number) {
        return with(2, new DescriptorBuilder().with(1, name).with(2, number));
    }
}
