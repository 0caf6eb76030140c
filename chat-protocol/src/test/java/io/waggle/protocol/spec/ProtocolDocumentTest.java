package io.waggle.protocol.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PROTOCOL.md says what the .proto, the limits and the codecs do, or the build fails. */
final class ProtocolDocumentTest {

    private final ProtocolDocument document;
    private final Schema schema;

    ProtocolDocumentTest() throws IOException {
        document = ProtocolDocument.read();
        schema = CompatibilityTest.current();
    }

    static Stream<Arguments> examplesUp() {
        return Examples.up().entrySet().stream().map(example -> Arguments.of(example.getKey(), example.getValue()));
    }

    static Stream<Arguments> examplesDown() {
        return Examples.down().entrySet().stream().map(example -> Arguments.of(example.getKey(), example.getValue()));
    }

    static Stream<Schema.MessageType> messages() throws IOException {
        return CompatibilityTest.current().messages().stream();
    }

    static Stream<Schema.EnumType> enums() throws IOException {
        return CompatibilityTest.current().enums().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examplesUp")
    void anExampleUpIsTheFrameThatItSaysItIs(String name, OutboxFrame frame) {
        byte[] bytes = bytesOf(name);
        assertThat(OutboxCodec.decode(ByteBuffer.wrap(bytes))).isEqualTo(new Decoded.Valid<>(frame));
        assertThat(bytes).isEqualTo(OutboxCodec.encode(frame));
        assertThat(document.hexBlock(name)).isEqualTo(WireText.of(schema, "OutboxFrame", bytes));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examplesDown")
    void anExampleDownIsTheFrameThatItSaysItIs(String name, InboxFrame frame) {
        byte[] bytes = bytesOf(name);
        assertThat(InboxCodec.decode(ByteBuffer.wrap(bytes))).isEqualTo(new Decoded.Valid<>(frame));
        assertThat(bytes).isEqualTo(InboxCodec.encode(frame));
        assertThat(document.hexBlock(name)).isEqualTo(WireText.of(schema, "InboxFrame", bytes));
    }

    @Test
    void noHexStandsInTheDocumentUnchecked() {
        assertThat(document.hexBlocks().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Examples.up().keySet().stream(), Examples.down().keySet().stream())
                                .toList());
        assertThat(document.hexFences()).isEqualTo(document.hexBlocks().size());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyFieldOfAMessageStandsInItsTable(Schema.MessageType message) {
        String heading = message.name().equals("Limits") ? "Limits message" : message.name();
        assertThat(firstCells(document.tableUnder(heading), 3))
                .containsExactlyElementsOf(message.fields().stream()
                        .map(field -> List.of(
                                Integer.toString(field.number()),
                                field.name(),
                                (field.isRepeated() ? "repeated " : "") + field.type()))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("enums")
    void everyValueOfAnEnumStandsInItsTable(Schema.EnumType type) {
        assertThat(firstCells(document.tableUnder(type.name()), 2))
                .containsExactlyElementsOf(type.values().stream()
                        .map(value -> List.of(Integer.toString(value.number()), value.name()))
                        .toList());
    }

    @Test
    void everyLimitIsStatedWithItsNumber() throws IllegalAccessException {
        Map<String, String> limits = new TreeMap<>();
        for (Field field : ProtocolLimits.class.getFields()) {
            assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
            Object value = field.get(null);
            long number = value instanceof Duration duration ? duration.toSeconds() : ((Number) value).longValue();
            limits.put(field.getName().toLowerCase(Locale.ROOT), String.format(Locale.ROOT, "%,d", number));
        }
        assertThat(limitsTable()).isEqualTo(limits);
    }

    private Map<String, String> limitsTable() {
        return document.tableUnder("Limits").stream()
                .skip(1)
                .filter(row -> row.size() == 4)
                .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1), (a, b) -> a + b, TreeMap::new));
    }

    @Test
    void everyFaultIsExplained() {
        assertThat(document.tableUnder("What makes a frame malformed").stream()
                        .skip(1)
                        .map(row -> row.get(0)))
                .containsExactlyElementsOf(
                        Arrays.stream(Decoded.Fault.values()).map(Enum::name).toList());
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

    @Test
    void everyLinkWithinThePageLeadsSomewhere() {
        assertThat(document.anchors()).containsAll(document.linkedAnchors());
        assertThat(new TreeSet<>(document.linkedAnchors())).hasSizeGreaterThan(30);
    }

    private byte[] bytesOf(String name) {
        String hex = document.hexBlock(name)
                .lines()
                .map(line -> line.split("\\|", -1)[0])
                .collect(Collectors.joining());
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** Without the header row. */
    private static List<List<String>> firstCells(List<List<String>> table, int cells) {
        return table.stream().skip(1).map(row -> row.subList(0, cells)).toList();
    }
}
