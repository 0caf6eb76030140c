package io.waggle.protocol.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every page of the specification keeps: it says what its .proto, the limits and the codecs do, or the build fails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DocumentContract {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    final SpecDocument document;
    final Schema schema;

    DocumentContract(String page, String protoPackage) throws IOException {
        document = SpecDocument.read(page);
        schema = Schemas.current().ofPackage(protoPackage);
    }

    /** Every example of the page. */
    abstract Stream<Example> examples();

    /** The constants that the table of limits states. */
    abstract Class<?> limits();

    /** The section that explains the faults. */
    abstract String faultsHeading();

    abstract Enum<?>[] faults();

    /** Under which heading a message is explained: its name, unless something else is called so. */
    String headingOf(Schema.MessageType message) {
        return message.name();
    }

    Stream<Schema.MessageType> messages() {
        return schema.messages().stream();
    }

    Stream<Schema.EnumType> enums() {
        return schema.enums().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void anExampleIsWhatItSaysItIs(Example example) {
        byte[] bytes = bytesOf(example.name());
        assertThat((Object) example.decoder().apply(ByteString.copyFrom(bytes))).isEqualTo(example.decoded());
        assertThat(HEX.formatHex(bytes)).isEqualTo(HEX.formatHex(example.bytes().toByteArray()));
        assertThat(document.hexBlock(example.name())).isEqualTo(WireText.of(schema, example.message(), bytes));
    }

    @Test
    void noHexStandsInTheDocumentUnchecked() {
        assertThat(document.hexBlocks().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        examples().map(Example::name).toList());
        assertThat(document.hexFences()).isEqualTo(document.hexBlocks().size());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyFieldOfAMessageStandsInItsTable(Schema.MessageType message) {
        assertThat(firstCells(document.tableUnder(headingOf(message)), 3))
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
        assertThat(statedIn("Limits")).isEqualTo(constantsOf(limits()));
    }

    @Test
    void everyFaultIsExplained() {
        assertThat(document.tableUnder(faultsHeading()).stream().skip(1).map(row -> row.get(0)))
                .containsExactlyElementsOf(
                        Arrays.stream(faults()).map(Enum::name).toList());
    }

    @Test
    void everyLinkToASectionLeadsSomewhere() throws IOException {
        Map<String, Set<String>> linked = document.linkedAnchors();
        assertThat(linked.values().stream().mapToInt(Set::size).sum()).isGreaterThan(30);
        for (Map.Entry<String, Set<String>> links : linked.entrySet()) {
            assertThat(SpecDocument.read(links.getKey()).anchors())
                    .as(links.getKey())
                    .containsAll(links.getValue());
        }
    }

    /** Name and number of the rows of four cells under the heading. */
    Map<String, String> statedIn(String heading) {
        return document.tableUnder(heading).stream()
                .skip(1)
                .filter(row -> row.size() == 4)
                .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1), (a, b) -> a + b, TreeMap::new));
    }

    /** Name and number of every public constant; durations are in seconds. */
    static Map<String, String> constantsOf(Class<?> type) throws IllegalAccessException {
        Map<String, String> constants = new TreeMap<>();
        for (Field field : type.getFields()) {
            assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
            Object value = field.get(null);
            long number = value instanceof Duration duration ? duration.toSeconds() : ((Number) value).longValue();
            constants.put(field.getName().toLowerCase(Locale.ROOT), String.format(Locale.ROOT, "%,d", number));
        }
        return constants;
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
