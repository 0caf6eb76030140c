package io.waggle.protocol.spec;

import static io.waggle.protocol.spec.DescriptorBuilder.BYTES;
import static io.waggle.protocol.spec.DescriptorBuilder.FIXED64;
import static io.waggle.protocol.spec.DescriptorBuilder.MESSAGE;
import static io.waggle.protocol.spec.DescriptorBuilder.OPTIONAL;
import static io.waggle.protocol.spec.DescriptorBuilder.REPEATED;
import static io.waggle.protocol.spec.DescriptorBuilder.STRING;
import static io.waggle.protocol.spec.DescriptorBuilder.UINT64;
import static io.waggle.protocol.spec.DescriptorBuilder.enumeration;
import static io.waggle.protocol.spec.DescriptorBuilder.field;
import static io.waggle.protocol.spec.DescriptorBuilder.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The .protos against those that were last released: adding is allowed, nothing else. PROTOCOL.md, section "Versions", says
 * how a release refreshes {@code released/waggle-v1.desc}.
 */
final class CompatibilityTest {

    private static final Schemas RELEASED = schema(rowMessage(), wrapMessage(), kindEnum());

    @Test
    void theProtosSayEverythingThatTheReleasedOnesSaid() throws IOException {
        assertThat(Schemas.current().brokenSince(Schemas.released()))
                .as("removed, renumbered or retyped since the release; the wire format may only grow")
                .isEmpty();
    }

    @Test
    void everyProtoHasBeenReleased() throws IOException {
        assertThat(packages(Schemas.released()))
                .containsExactlyElementsOf(packages(Schemas.current()))
                .containsExactly("waggle.content.v1", "waggle.v1");
    }

    @Test
    void theDescriptorIsReadAsTheProtoIsWritten() throws IOException {
        assertThat(Schemas.current().facts())
                .contains(
                        "message waggle.v1.Send",
                        "field waggle.v1.Send.message_id = 1  bytes",
                        "field waggle.v1.Send.recipients = 3 repeated Recipient",
                        "field waggle.v1.OutboxItem.hello = 4 oneof item Hello",
                        "field waggle.v1.Receipt.kind = 1  Receipt.Kind",
                        "field waggle.v1.RecipientDevice.epoch = 2  fixed64",
                        "enum waggle.v1.Receipt.Kind",
                        "value waggle.v1.SendOutcome.Result.DEVICE_REMOVED = 9")
                .contains(
                        "message waggle.content.v1.Content",
                        "field waggle.content.v1.Content.text = 1 oneof kind Text",
                        "field waggle.content.v1.Location.latitude_e7 = 1  sint32",
                        "value waggle.content.v1.CallHangUp.Reason.FAILED = 7")
                .hasSizeGreaterThan(250);
    }

    static Stream<Arguments> whatKeepsCompatible() {
        return Stream.of(
                Arguments.of("nothing changed", schema(rowMessage(), wrapMessage(), kindEnum())),
                Arguments.of(
                        "a field added",
                        schema(rowMessage().with(2, field("new", 9, OPTIONAL, BYTES)), wrapMessage(), kindEnum())),
                Arguments.of(
                        "a message added",
                        schema(
                                message("New", field("a", 1, OPTIONAL, BYTES)),
                                rowMessage(),
                                wrapMessage(),
                                kindEnum())),
                Arguments.of(
                        "a value added",
                        schema(rowMessage(), wrapMessage(), kindEnum().value("LATER", 3))),
                Arguments.of(
                        "an enum added",
                        schema(
                                rowMessage(),
                                wrapMessage(),
                                kindEnum(),
                                enumeration("Other").value("ZERO", 0))),
                Arguments.of("the order changed", schema(kindEnum(), wrapMessage(), rowMessage())));
    }

    static Stream<Arguments> whatBreaks() {
        return Stream.of(
                Arguments.of("a message removed", "message x.v1.Wrap", schema(rowMessage(), kindEnum())),
                Arguments.of(
                        "a field removed",
                        "field x.v1.Wrap.rows",
                        schema(rowMessage(), message("Wrap").with(8, oneof()), kindEnum())),
                Arguments.of(
                        "a field renumbered",
                        "field x.v1.Row.id",
                        schema(row("id", 3, OPTIONAL, BYTES), wrapMessage(), kindEnum())),
                Arguments.of(
                        "a number given to another field",
                        "field x.v1.Row.id",
                        schema(row("identity", 1, OPTIONAL, BYTES), wrapMessage(), kindEnum())),
                Arguments.of(
                        "a field retyped within its wire type",
                        "field x.v1.Row.id",
                        schema(row("id", 1, OPTIONAL, STRING), wrapMessage(), kindEnum())),
                Arguments.of(
                        "a field retyped across wire types",
                        "field x.v1.Row.at",
                        schema(
                                message("Row", field("id", 1, OPTIONAL, BYTES), field("at", 2, OPTIONAL, FIXED64))
                                        .with(9, range(5, 7)),
                                wrapMessage(),
                                kindEnum())),
                Arguments.of(
                        "a field of another message",
                        "field x.v1.Wrap.rows",
                        schema(
                                rowMessage(),
                                message(
                                                "Wrap",
                                                field("rows", 1, REPEATED, MESSAGE)
                                                        .with(6, ".x.v1.Wrap"),
                                                one())
                                        .with(8, oneof()),
                                kindEnum())),
                Arguments.of(
                        "a label changed",
                        "field x.v1.Row.id",
                        schema(row("id", 1, REPEATED, BYTES), wrapMessage(), kindEnum())),
                Arguments.of(
                        "presence added",
                        "field x.v1.Row.id",
                        schema(
                                message(
                                                "Row",
                                                field("id", 1, OPTIONAL, BYTES).with(17, 1),
                                                field("at", 2, OPTIONAL, UINT64))
                                        .with(9, range(5, 7)),
                                wrapMessage(),
                                kindEnum())),
                Arguments.of(
                        "a field moved out of its oneof",
                        "field x.v1.Wrap.one",
                        schema(
                                rowMessage(),
                                message("Wrap", rows(), field("one", 2, OPTIONAL, BYTES))
                                        .with(8, oneof()),
                                kindEnum())),
                Arguments.of(
                        "a reserved number freed",
                        "reserved in x.v1.Row",
                        schema(
                                message("Row", field("id", 1, OPTIONAL, BYTES), field("at", 2, OPTIONAL, UINT64)),
                                wrapMessage(),
                                kindEnum())),
                Arguments.of("an enum removed", "enum x.v1.Kind", schema(rowMessage(), wrapMessage())),
                Arguments.of(
                        "a value removed",
                        "value x.v1.Kind.ONE",
                        schema(rowMessage(), wrapMessage(), enumeration("Kind").value("NONE", 0))),
                Arguments.of(
                        "a value renumbered",
                        "value x.v1.Kind.ONE",
                        schema(
                                rowMessage(),
                                wrapMessage(),
                                enumeration("Kind").value("NONE", 0).value("ONE", 2))),
                Arguments.of(
                        "the package renamed",
                        "message x.v1.Row",
                        DescriptorBuilder.schema("x.v2", rowMessage(), wrapMessage(), kindEnum())),
                Arguments.of("the .proto removed", "message x.v1.Row", new Schemas(List.of())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatKeepsCompatible")
    void addingIsCompatible(String what, Schemas altered) {
        assertThat(altered.brokenSince(RELEASED)).as(what).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatBreaks")
    void anyOtherChangeIsCaughtByName(String what, String fact, Schemas altered) {
        assertThat(altered.brokenSince(RELEASED)).as(what).anyMatch(broken -> broken.startsWith(fact));
    }

    private static List<String> packages(Schemas schemas) {
        return schemas.all().stream().map(Schema::protoPackage).sorted().toList();
    }

    private static Schemas schema(DescriptorBuilder... messagesAndEnums) {
        return DescriptorBuilder.schema("x.v1", messagesAndEnums);
    }

    private static DescriptorBuilder rowMessage() {
        return row("id", 1, OPTIONAL, BYTES);
    }

    private static DescriptorBuilder row(String idName, int idNumber, int idLabel, int idType) {
        return message("Row", field(idName, idNumber, idLabel, idType), field("at", 2, OPTIONAL, UINT64))
                .with(9, range(5, 7));
    }

    private static DescriptorBuilder wrapMessage() {
        return message("Wrap", rows(), one()).with(8, oneof());
    }

    private static DescriptorBuilder rows() {
        return field("rows", 1, REPEATED, MESSAGE).with(6, ".x.v1.Row");
    }

    private static DescriptorBuilder one() {
        return field("one", 2, OPTIONAL, BYTES).with(9, 0);
    }

    private static DescriptorBuilder oneof() {
        return new DescriptorBuilder().with(1, "either");
    }

    private static DescriptorBuilder range(int from, int to) {
        return new DescriptorBuilder().with(1, from).with(2, to);
    }

    private static DescriptorBuilder kindEnum() {
        return enumeration("Kind").value("NONE", 0).value("ONE", 1);
    }
}
