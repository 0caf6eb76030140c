package io.waggle.protocol.spec;

import com.google.protobuf.ByteString;
import java.util.function.Function;

/**
 * A worked example of the specification, by the name it has there.
 *
 * @param message what its bytes are, by the name in the .proto
 * @param bytes what the codec makes of the value
 * @param decoder the codec's other way
 * @param decoded what that must answer
 */
record Example(String name, String message, ByteString bytes, Function<ByteString, ?> decoder, Object decoded) {

    @Override
    public String toString() {
        return name;
    }
}
