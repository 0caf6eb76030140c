package io.waggle.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.Seed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RoundTripTest {

    private static final int TIMES = 1_000;

    private final RandomGenerator random = Seed.random("RoundTripTest");
    private final Frames frames = new Frames(random);

    static Stream<Class<?>> outboxKinds() {
        return Arrays.stream(OutboxItem.class.getPermittedSubclasses())
                .flatMap(kind -> kind.isSealed() ? Arrays.stream(kind.getPermittedSubclasses()) : Stream.of(kind));
    }

    static Stream<Class<?>> inboxKinds() {
        return Arrays.stream(InboxItem.Content.class.getPermittedSubclasses())
                .filter(kind -> kind != InboxItem.Unreadable.class); // never written, see HostileInboxTest
    }

    @ParameterizedTest
    @MethodSource("outboxKinds")
    void everyKindOfOutboxItemComesBackAsItWas(Class<?> kind) {
        for (int i = 0; i < TIMES; i++) {
            OutboxFrame frame = OutboxFrame.of(frames.outboxItem(kind));
            byte[] bytes = OutboxCodec.encode(frame);
            assertThat(OutboxCodec.decode(ByteBuffer.wrap(bytes))).isEqualTo(new Decoded.Valid<>(frame));
            assertThat(bytes).hasSize(OutboxCodec.encodedSize(frame.items().get(0)));
        }
    }

    @ParameterizedTest
    @MethodSource("inboxKinds")
    void everyKindOfInboxRowComesBackAsItWas(Class<?> kind) {
        for (int i = 0; i < TIMES; i++) {
            InboxFrame frame = new InboxFrame(
                    new Epoch(random.nextLong()),
                    new InboxSequence(41),
                    List.of(new InboxItem(new InboxSequence(random.nextLong(42, 10_000)), frames.inboxContent(kind))),
                    false,
                    List.of(),
                    Optional.empty());
            assertThat(decodeInbox(InboxCodec.encode(frame))).isEqualTo(new Decoded.Valid<>(frame));
        }
    }

    @Test
    void aFrameReencodedHasTheSameBytes() {
        for (int i = 0; i < TIMES; i++) {
            OutboxFrame out = frames.outbox();
            byte[] outBytes = OutboxCodec.encode(out);
            assertThat(OutboxCodec.encode(valid(OutboxCodec.decode(ByteBuffer.wrap(outBytes)))))
                    .isEqualTo(outBytes);

            InboxFrame in = frames.inbox();
            byte[] inBytes = InboxCodec.encode(in);
            assertThat(decodeInbox(inBytes)).isEqualTo(new Decoded.Valid<>(in));
            assertThat(InboxCodec.encode(valid(decodeInbox(inBytes)))).isEqualTo(inBytes);
        }
    }

    @Test
    void theSizesOfItemsAddUpToTheSizeOfTheFrame() {
        for (int i = 0; i < TIMES; i++) {
            OutboxFrame frame = frames.outbox();
            int size = frame.items().stream().mapToInt(OutboxCodec::encodedSize).sum();
            assertThat(OutboxCodec.encode(frame)).hasSize(size);
        }
    }

    @Test
    void whatIsDecodedDoesNotReferToTheBuffer() {
        OutboxFrame out = OutboxFrame.of(frames.outboxItem(Send.class), frames.outboxItem(LiveEvent.class));
        byte[] heap = OutboxCodec.encode(out);
        ByteBuffer direct = ByteBuffer.allocateDirect(heap.length).put(heap).flip();
        OutboxFrame fromHeap = valid(OutboxCodec.decode(ByteBuffer.wrap(heap)));
        OutboxFrame fromDirect = valid(OutboxCodec.decode(direct));
        Arrays.fill(heap, (byte) 0xFF);
        direct.clear().put(heap);
        assertThat(fromHeap).isEqualTo(out);
        assertThat(fromDirect).isEqualTo(out);
    }

    @Test
    void onlyTheRemainingBytesOfABufferAreReadAndTheyStayRemaining() {
        OutboxFrame out = frames.outbox();
        byte[] bytes = OutboxCodec.encode(out);
        ByteBuffer within = ByteBuffer.allocate(ProtocolLimits.FRAME_BYTES * 2);
        within.position(7).put(bytes).limit(within.position()).position(7);
        assertThat(OutboxCodec.decode(within)).isEqualTo(new Decoded.Valid<>(out));
        assertThat(OutboxCodec.decode(within.asReadOnlyBuffer())).isEqualTo(new Decoded.Valid<>(out));
        assertThat(within.remaining()).isEqualTo(bytes.length);
    }

    private static Decoded<InboxFrame> decodeInbox(byte[] bytes) {
        return InboxCodec.decode(ByteBuffer.wrap(bytes));
    }

    private static <T> T valid(Decoded<T> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Valid.class);
        return ((Decoded.Valid<T>) decoded).frame();
    }
}
