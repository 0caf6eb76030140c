package io.waggle.protocol.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.OutboxCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProtocolDocumentTest extends DocumentContract {

    /** Messages whose names are the titles of sections that say more than their fields. */
    private static final Set<String> TITLES_OF_SECTIONS = Set.of("Limits", "Presence");

    ProtocolDocumentTest() throws IOException {
        super("PROTOCOL.md", "waggle.v1");
    }

    @Override
    Stream<Example> examples() {
        Stream<Example> up = Examples.up().entrySet().stream()
                .map(example -> example(
                        example.getKey(), "OutboxFrame", OutboxCodec::encode, OutboxCodec::decode, example.getValue()));
        Stream<Example> down = Examples.down().entrySet().stream()
                .map(example -> example(
                        example.getKey(), "InboxFrame", InboxCodec::encode, InboxCodec::decode, example.getValue()));
        return Stream.concat(up, down);
    }

    private static <T> Example example(
            String name, String message, Function<T, byte[]> encode, Function<ByteBuffer, Decoded<T>> decode, T frame) {
        return new Example(
                name,
                message,
                ByteString.copyFrom(encode.apply(frame)),
                bytes -> decode.apply(bytes.asReadOnlyByteBuffer()),
                new Decoded.Valid<>(frame));
    }

    @Override
    Class<?> limits() {
        return ProtocolLimits.class;
    }

    @Override
    String faultsHeading() {
        return "What makes a frame malformed";
    }

    @Override
    Enum<?>[] faults() {
        return Decoded.Fault.values();
    }

    @Override
    String headingOf(Schema.MessageType message) {
        return TITLES_OF_SECTIONS.contains(message.name()) ? message.name() + " message" : message.name();
    }

    @Test
    void theDirectConversationIsDerivedStepByStep() throws NoSuchAlgorithmException {
        Map<String, String> steps = document.tableUnder("Conversation id").stream()
                .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));
        byte[] input = HexFormat.ofDelimiter(" ").parseHex(steps.get("input"));
        assertThat(input).isEqualTo("waggle/direct/v1\0anna\0bob".getBytes(StandardCharsets.US_ASCII));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(input));
        assertThat(steps).containsEntry("SHA-256", digest).containsEntry("conversation id", digest.substring(0, 32));
        assertThat(ConversationId.direct(new AccountId("bob"), new AccountId("anna"))
                        .toString()
                        .replace("-", ""))
                .isEqualTo(steps.get("conversation id"));
    }
}
