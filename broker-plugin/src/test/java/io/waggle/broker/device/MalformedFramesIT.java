package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.waggle.broker.device.MalformedItems.Malformed;
import io.waggle.broker.device.TestDevice.Puback;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.wire.OutboxFrame;
import io.waggle.protocol.wire.OutboxItem;
import io.waggle.protocol.wire.OutboxItem.ItemCase;
import io.waggle.testkit.BrokerProcess;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of item with every kind of fault, on one connection to one broker: what PROTOCOL.md says in "What makes a frame malformed" is
 * answered and counted, nothing of the frame is taken, what stands before the fault included, and the next good frame is.
 */
final class MalformedFramesIT {

    private static final int MALFORMED = 0x99;
    private static final Address MALLORY = Address.of("mallory", "phone");
    private static final Address VICTIM = Address.of("victim", "phone");
    private static final ConversationId GROUP = new ConversationId(0x0123456789abcdefL, 42);

    private static BrokerProcess broker;
    private static TestDevice mallory;
    private static TestDevice victim;
    private static int good;

    @BeforeAll
    static void start() {
        broker = BrokerProcess.start();
        victim = TestDevice.online(broker, VICTIM);
        mallory = TestDevice.online(broker, MALLORY);
        GroupChange.Create create =
                new GroupChange.Create("Bees", "", GroupSettings.DEFAULT, List.of(VICTIM.account()));
        assertThat(mallory.publish(new GroupChange(MessageId.create(Instant.now()), GROUP, 0, create)))
                .isZero();
        await().atMost(TestDevice.PATIENCE)
                .until(() -> mallory.items().size() == 1 && victim.items().size() == 1);
    }

    @AfterAll
    static void stop() {
        mallory.close();
        victim.close();
        broker.close();
    }

    static List<Malformed> items() {
        return new MalformedItems(VICTIM.account(), GROUP).all();
    }

    @ParameterizedTest
    @MethodSource("items")
    void aFrameWithABadItemIsRefusedAsAWholeAndTheNextGoodOneIsTaken(Malformed bad) {
        double before = malformed(bad.fault());
        OutboxFrame frame = OutboxFrame.newBuilder()
                .addItems(goodItem("not this"))
                .addItems(bad.item())
                .build();
        assertThat(frame.getSerializedSize())
                .as("else it is refused for its size")
                .isLessThanOrEqualTo(ProtocolLimits.FRAME_BYTES);

        Puback answer = mallory.answer(frame.toByteArray());

        assertThat(answer.code()).isEqualTo(MALFORMED);
        assertThat(answer.reason())
                .as("which item, and what is allowed")
                .startsWith("item 1: ")
                .contains(bad.says());
        assertThat(malformed(bad.fault())).isEqualTo(before + 1);
    }

    @Test
    void aFrameOfAnItemThatNobodyKnowsIsRefused() {
        refused(Fault.UNKNOWN_ITEM, "item 0: ", framed(MalformedItems.UNKNOWN_ITEM));
        refused(Fault.UNKNOWN_ITEM, "item 0: ", framed(ByteString.EMPTY));
    }

    @Test
    void aFrameOfNoItemsOrOfTooManyIsRefused() {
        refused(Fault.NO_ITEMS, "at least one item", new byte[0]);
        OutboxFrame.Builder many = OutboxFrame.newBuilder();
        for (int i = 0; i <= ProtocolLimits.FRAME_ITEMS; i++) {
            many.addItems(OutboxItem.newBuilder()
                    .setSetPresence(
                            io.waggle.protocol.wire.SetPresence.newBuilder().setAvailable(true)));
        }
        refused(Fault.TOO_MANY_ITEMS, "at most 256", many.build().toByteArray());
    }

    @Test
    void aFrameThatIsTooLargeIsRefused() {
        refused(Fault.FRAME_TOO_LARGE, "at most 65536", new byte[ProtocolLimits.FRAME_BYTES + 1]);
    }

    /** A presence that is no message, and an account that is not UTF-8. */
    @Test
    void whatIsNotTheProtobufThatItClaimsToBeIsRefused() {
        refused(Fault.NOT_PROTOBUF, "OutboxFrame", framed(ByteString.copyFrom(new byte[] {0x4a, 0x05, 0x08})));
        refused(Fault.NOT_PROTOBUF, "OutboxFrame", framed(ByteString.copyFrom(new byte[] {
            0x52, 0x03, 0x0a, 0x01, (byte) 0xff
        })));
    }

    /** Of {@code SetPresence} nothing can be out of bounds; {@code leave} and the like have what every change has. */
    @Test
    void theTableHasEveryKindOfItemEveryChangeAndEveryFault() {
        assertThat(items().stream().map(bad -> bad.item().getItemCase()))
                .containsAll(EnumSet.complementOf(EnumSet.of(ItemCase.SET_PRESENCE, ItemCase.ITEM_NOT_SET)));
        assertThat(items().stream().map(bad -> bad.item().getGroupChange().getChangeCase()))
                .containsAll(List.of(io.waggle.protocol.wire.GroupChange.ChangeCase.values()));
        Set<Fault> ofTheFrame = Set.of(Fault.FRAME_TOO_LARGE, Fault.NOT_PROTOBUF, Fault.NO_ITEMS, Fault.TOO_MANY_ITEMS);
        Set<Fault> met = Stream.concat(items().stream().map(Malformed::fault), ofTheFrame.stream())
                .collect(Collectors.toSet());
        assertThat(met).containsExactlyInAnyOrder(Fault.values());
    }

    private static void refused(Fault fault, String says, byte[] payload) {
        double before = malformed(fault);

        Puback answer = mallory.answer(payload);

        assertThat(answer.code()).isEqualTo(MALFORMED);
        assertThat(answer.reason()).contains(says);
        assertThat(malformed(fault)).isEqualTo(before + 1);
    }

    /** A frame of one item that is these bytes. */
    private static byte[] framed(ByteString item) {
        return ByteString.copyFrom(new byte[] {0x0a, (byte) item.size()})
                .concat(item)
                .toByteArray();
    }

    /** As a client would send it. */
    private static OutboxItem goodItem(String text) {
        byte[] frame = OutboxCodec.encode(io.waggle.protocol.frame.OutboxFrame.of(mallory.text(text, VICTIM)));
        try {
            return OutboxFrame.parseFrom(frame).getItems(0);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void nothingWasTakenAndTheNextGoodFrameIs() {
        assertThat(mallory.isClosed()).as("the connection goes on").isFalse();
        assertThat(broker.metric("chat_presence_online_accounts").orElseThrow()).isZero();
        assertThat(mallory.publish(mallory.text("good " + ++good, VICTIM))).isZero();
        await().atMost(TestDevice.PATIENCE).until(() -> victim.texts().size() >= good);
        assertThat(victim.texts()).as("and nothing else").hasSize(good).last().isEqualTo("good " + good);
        assertThat(victim.items()).as("the group, and the good ones").hasSize(good + 1);
        assertThat(victim.frames()).allMatch(frame -> frame.live().isEmpty());
        assertThat(mallory.items()).as("nothing is told in another way").hasSize(1);
        assertThat(mallory.frames())
                .allMatch(frame -> frame.presence().isEmpty() && frame.welcome().isEmpty());
    }

    private static double malformed(Fault fault) {
        return broker.metric("chat_frame_malformed_frames_total{fault=\""
                        + fault.name().toLowerCase(Locale.ROOT) + "\"}")
                .orElseThrow();
    }
}
