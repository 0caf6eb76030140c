package io.waggle.protocol.frame;

import static io.waggle.protocol.frame.WireFrames.accounts;
import static io.waggle.protocol.frame.WireFrames.address;
import static io.waggle.protocol.frame.WireFrames.bytes;
import static io.waggle.protocol.frame.WireFrames.decode;
import static io.waggle.protocol.frame.WireFrames.in;
import static io.waggle.protocol.frame.WireFrames.live;
import static io.waggle.protocol.frame.WireFrames.message;
import static io.waggle.protocol.frame.WireFrames.out;
import static io.waggle.protocol.frame.WireFrames.receipt;
import static io.waggle.protocol.frame.WireFrames.recipient;
import static io.waggle.protocol.frame.WireFrames.row;
import static io.waggle.protocol.frame.WireFrames.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.wire.Hello;
import io.waggle.protocol.wire.InboxAck;
import io.waggle.protocol.wire.InboxFrame;
import io.waggle.protocol.wire.InboxReject;
import io.waggle.protocol.wire.OutboxFrame;
import io.waggle.protocol.wire.OutboxItem;
import io.waggle.protocol.wire.Receipt;
import io.waggle.protocol.wire.WatchPresence;
import io.waggle.protocol.wire.Welcome;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault, and a frame that has no other. */
final class FaultTest {

    static Stream<Arguments> framesUpWithOneFault() {
        return Stream.of(
                up("no items", Fault.NO_ITEMS, OutboxFrame.newBuilder()),
                up(
                        "257 items",
                        Fault.TOO_MANY_ITEMS,
                        OutboxFrame.newBuilder().addAllItems(Collections.nCopies(257, ack()))),
                up("an item of no kind", Fault.UNKNOWN_ITEM, out(item -> item)),
                up("message id of 15 bytes", Fault.BAD_MESSAGE_ID, out(send().setMessageId(bytes(15)))),
                up("message id of version 0", Fault.BAD_MESSAGE_ID, out(send().setMessageId(bytes(16)))),
                up("no message id", Fault.BAD_MESSAGE_ID, out(send().clearMessageId())),
                up("no conversation id", Fault.BAD_CONVERSATION_ID, out(send().clearConversationId())),
                up("conversation id of 17 bytes", Fault.BAD_CONVERSATION_ID, out(send().setConversationId(bytes(17)))),
                up("no recipients", Fault.BAD_RECIPIENTS, out(send().clearRecipients())),
                up("an account twice", Fault.BAD_RECIPIENTS, out(send().addRecipients(recipient("bob", "tablet")))),
                up(
                        "a device twice",
                        Fault.BAD_RECIPIENTS,
                        out(send().setRecipients(
                                        0,
                                        recipient("bob", "phone")
                                                .addDevices(recipient("bob", "phone")
                                                        .getDevices(0))))),
                up("bad account", Fault.BAD_ADDRESS, out(send().addRecipients(recipient("b/b", "phone")))),
                up("bad device", Fault.BAD_ADDRESS, out(send().addRecipients(recipient("carl", "")))),
                up("content of 61,441 bytes", Fault.CONTENT_TOO_LARGE, out(send().setContent(bytes(61_441)))),
                up(
                        "device content of 61,441 bytes",
                        Fault.CONTENT_TOO_LARGE,
                        out(send().setRecipients(
                                        0,
                                        recipient("bob", "phone")
                                                .setDevices(
                                                        0,
                                                        recipient("bob", "phone").getDevices(0).toBuilder()
                                                                .setContent(bytes(61_441)))))),
                up("a receipt of no kind", Fault.BAD_RECEIPT, out(receipt().clearKind())),
                up("a receipt of a later kind", Fault.BAD_RECEIPT, out(receipt().setKindValue(99))),
                up(
                        "a device that says delivered",
                        Fault.BAD_RECEIPT,
                        out(receipt().setKind(Receipt.Kind.DELIVERED))),
                up("a receipt without author", Fault.BAD_ADDRESS, out(receipt().clearAuthor())),
                up(
                        "a receipt without message",
                        Fault.BAD_MESSAGE_ID,
                        out(receipt().clearMessageId())),
                up("a live event to nobody", Fault.BAD_RECIPIENTS, out(live().clearToAccounts())),
                up("a live event to one twice", Fault.BAD_RECIPIENTS, out(live().addToAccounts("bob"))),
                up(
                        "a live event to 1,025 accounts",
                        Fault.BAD_RECIPIENTS,
                        out(live().clearToAccounts().addAllToAccounts(accounts(1_025)))),
                up("a live event to a bad account", Fault.BAD_ADDRESS, out(live().addToAccounts("#"))),
                up("a live event of 1,025 bytes", Fault.CONTENT_TOO_LARGE, out(live().setContent(bytes(1_025)))),
                up("hello from 2^63", Fault.BAD_SEQUENCE, out(Hello.newBuilder().setLastSequence(-1))),
                up(
                        "acknowledgement of 2^63",
                        Fault.BAD_SEQUENCE,
                        out(InboxAck.newBuilder().setUpToSequence(-1))),
                up(
                        "rejection of 2^63",
                        Fault.BAD_SEQUENCE,
                        out(InboxReject.newBuilder().setSequence(-1))),
                up(
                        "a reason of 257 bytes in 129 characters",
                        Fault.REASON_TOO_LONG,
                        out(InboxReject.newBuilder().setReason("é".repeat(128) + "e"))),
                up(
                        "257 accounts to watch",
                        Fault.BAD_PRESENCE,
                        out(WatchPresence.newBuilder().addAllAccounts(accounts(257)))),
                up(
                        "an account to watch twice",
                        Fault.BAD_PRESENCE,
                        out(WatchPresence.newBuilder().addAccounts("bob").addAccounts("bob"))),
                up(
                        "a bad account to watch",
                        Fault.BAD_ADDRESS,
                        out(WatchPresence.newBuilder().addAccounts("b b"))));
    }

    static Stream<Arguments> framesDownWithOneFault() {
        return Stream.of(
                down("begins after 2^63", Fault.BAD_SEQUENCE, in().setAfter(-1)),
                down("a row at 2^63", Fault.BAD_SEQUENCE, in(row(-1))),
                down("a row without sequence", Fault.BAD_SEQUENCE, in(row(0))),
                down("a row at the place before", Fault.BAD_SEQUENCE, in(row(7)).setAfter(7)),
                down("two rows at one place", Fault.BAD_SEQUENCE, in(row(7), row(7))),
                down("rows that go back", Fault.BAD_SEQUENCE, in(row(8), row(7))),
                down(
                        "a welcome beyond 2^63",
                        Fault.BAD_SEQUENCE,
                        in().setWelcome(Welcome.newBuilder().setAcknowledgedSequence(-1))));
    }

    static Stream<Arguments> rowsWithOneFault() {
        return Stream.of(
                Arguments.of("no message id", Fault.BAD_MESSAGE_ID, message().clearMessageId()),
                Arguments.of(
                        "no conversation", Fault.BAD_CONVERSATION_ID, message().clearConversationId()),
                Arguments.of("no sender", Fault.BAD_ADDRESS, message().clearSender()),
                Arguments.of("a bad sender", Fault.BAD_ADDRESS, message().setSender(address("anna", "a b"))),
                Arguments.of(
                        "content of 61,441 bytes",
                        Fault.CONTENT_TOO_LARGE,
                        message().setContent(bytes(61_441))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("framesUpWithOneFault")
    void aFrameUpIsRefusedWithItsFault(String what, Fault fault, OutboxFrame.Builder frame) {
        assertThat(faultOf(decode(frame))).as(what).isEqualTo(fault);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("framesDownWithOneFault")
    void aFrameDownIsRefusedWithItsFault(String what, Fault fault, InboxFrame.Builder frame) {
        assertThat(faultOf(decode(frame))).as(what).isEqualTo(fault);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rowsWithOneFault")
    void aBadRowDoesNotHoldUpTheRowsAroundIt(
            String what, Fault fault, io.waggle.protocol.wire.Message.Builder message) {
        var decoded =
                decode(in(row(1).setMessage(message()), row(2).setMessage(message), row(3).setMessage(message())));
        assertThat(decoded).isInstanceOf(Decoded.Valid.class);
        var items = ((Decoded.Valid<io.waggle.protocol.frame.InboxFrame>) decoded)
                .frame()
                .items();
        assertThat(items).extracting(item -> item.sequence().value()).containsExactly(1L, 2L, 3L);
        assertThat(items.get(0).content()).isInstanceOf(Message.class);
        assertThat(items.get(1).content())
                .as(what)
                .isInstanceOfSatisfying(
                        InboxItem.Unreadable.class,
                        row -> assertThat(row.fault()).isEqualTo(fault));
        assertThat(items.get(2).content()).isInstanceOf(Message.class);
    }

    @Test
    void bytesThatAreNoProtobufAreRefusedBothWays() {
        assertThat(faultOf(OutboxCodec.decode(ByteBuffer.wrap(new byte[] {0x0a, 1}))))
                .isEqualTo(Fault.NOT_PROTOBUF);
        assertThat(faultOf(InboxCodec.decode(ByteBuffer.wrap(new byte[] {0x1a, 1}))))
                .isEqualTo(Fault.NOT_PROTOBUF);
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] frame =
                out(live().clearToAccounts().addToAccounts("bob")).build().toByteArray();
        frame[indexOf(frame, (byte) 'b')] = (byte) 0xC3;
        assertThat(faultOf(OutboxCodec.decode(ByteBuffer.wrap(frame)))).isEqualTo(Fault.NOT_PROTOBUF);
    }

    @Test
    void frameOf65537BytesIsRefusedBothWaysWithoutBeingRead() {
        ByteBuffer bytes = ByteBuffer.allocate(65_537);
        assertThat(faultOf(OutboxCodec.decode(bytes))).isEqualTo(Fault.FRAME_TOO_LARGE);
        assertThat(faultOf(InboxCodec.decode(bytes))).isEqualTo(Fault.FRAME_TOO_LARGE);
    }

    @Test
    void theFaultNamesTheItemAndWhatIsAllowed() {
        OutboxFrame.Builder frame =
                out(receipt()).addItems(OutboxItem.newBuilder().setLive(live().setContent(bytes(1_025))));
        assertThat(decode(frame))
                .isEqualTo(new Decoded.Malformed<>(
                        Fault.CONTENT_TOO_LARGE, "item 1: content has 1025 bytes, at most 1024 are allowed"));
    }

    @Test
    void noFaultIsWithoutAFrameThatHasIt() {
        Set<Fault> shown = Stream.of(
                        framesUpWithOneFault(),
                        framesDownWithOneFault(),
                        rowsWithOneFault(),
                        GroupFaultTest.itemsWithOneFault())
                .flatMap(frames -> frames.map(arguments -> (Fault) arguments.get()[1]))
                .collect(Collectors.toCollection(() -> EnumSet.of(Fault.NOT_PROTOBUF, Fault.FRAME_TOO_LARGE)));
        assertThat(shown).containsExactlyInAnyOrder(Fault.values());
    }

    @Test
    void theFramesThatAreBrokenHereAreValidBefore() {
        assertThat(Stream.of(
                        out(send()),
                        out(receipt()),
                        out(live()),
                        out(Hello.newBuilder()),
                        out(InboxAck.newBuilder()),
                        out(InboxReject.newBuilder()),
                        out(WatchPresence.newBuilder().addAccounts("bob"))))
                .allSatisfy(frame -> assertThat(decode(frame)).isInstanceOf(Decoded.Valid.class));
    }

    private static Arguments up(String what, Fault fault, OutboxFrame.Builder frame) {
        return Arguments.of(what, fault, frame);
    }

    private static Arguments down(String what, Fault fault, InboxFrame.Builder frame) {
        return Arguments.of(what, fault, frame);
    }

    private static OutboxItem ack() {
        return OutboxItem.newBuilder().setAck(InboxAck.newBuilder()).build();
    }

    private static Fault faultOf(Decoded<?> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
        return ((Decoded.Malformed<?>) decoded).fault();
    }

    private static int indexOf(byte[] bytes, byte wanted) {
        int at = 0;
        while (bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
