package io.waggle.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.Seed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes from anyone: whatever they are, both codecs answer with a value, and with the same one each time. */
final class HostileBytesTest {

    private static final int CASES = 51_000;

    private final RandomGenerator random = Seed.random("HostileBytesTest");
    private final Mutations mutations = new Mutations(random);
    private final Frames frames = new Frames(random);
    private final Set<String> details = new HashSet<>();
    private final ByteBuffer direct = ByteBuffer.allocateDirect(ProtocolLimits.FRAME_BYTES);

    @AfterEach
    void everyRefusalSaysWhyWithoutRepeatingWhatCame() {
        assertThat(details).hasSizeLessThan(40).allMatch(detail -> detail.matches("[ -~]{1,160}"));
    }

    enum Direction {
        OUT,
        IN;

        Decoded<?> decode(ByteBuffer bytes) {
            return this == OUT ? OutboxCodec.decode(bytes) : InboxCodec.decode(bytes);
        }

        Decoded<?> decodeAnyForm(ByteBuffer bytes) {
            return this == OUT ? OutboxCodec.decodeAnyForm(bytes) : InboxCodec.decodeAnyForm(bytes);
        }

        byte[] encodeAnyForm(Object frame) {
            return this == OUT
                    ? OutboxCodec.encodeAnyForm((OutboxFrame) frame)
                    : InboxCodec.encodeAnyForm((InboxFrame) frame);
        }

        byte[] encode(Object frame) {
            return this == OUT ? OutboxCodec.encode((OutboxFrame) frame) : InboxCodec.encode((InboxFrame) frame);
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomBytesAreAnsweredWithAValue(Direction direction) {
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            answersWithAValue(direction, bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void mutatedFramesAreAnsweredWithAValue(Direction direction) {
        List<byte[]> encoded = encodedFrames(direction);
        int valid = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = any(encoded);
            for (int times = random.nextInt(1, 4); times > 0; times--) {
                bytes = mutations.mutate(bytes, () -> any(encoded));
            }
            valid += answersWithAValue(direction, bytes) ? 1 : 0;
        }
        assertThat(valid).as("frames that a mutation left valid").isBetween(CASES / 100, CASES * 99 / 100);
    }

    /** Which is how protobuf merges two messages: the last of a field counts, and lists are joined. */
    @ParameterizedTest
    @EnumSource
    void framesOneAfterTheOtherAreOne(Direction direction) {
        List<byte[]> encoded = encodedFrames(direction);
        for (int i = 0; i < CASES / 10; i++) {
            byte[] first = any(encoded);
            byte[] second = any(encoded);
            byte[] both = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            answersWithAValue(direction, both);
        }
    }

    @Test
    void bytesOfOneDirectionAreAnsweredInTheOther() {
        encodedFrames(Direction.IN).forEach(bytes -> answersWithAValue(Direction.OUT, bytes));
        encodedFrames(Direction.OUT).forEach(bytes -> answersWithAValue(Direction.IN, bytes));
    }

    @ParameterizedTest
    @EnumSource
    void groupsNestedAsDeepAsAFrameIsLongAreRefused(Direction direction) {
        byte[] groups = new byte[ProtocolLimits.FRAME_BYTES];
        Arrays.fill(groups, (byte) 0x0B); // start of group 1, again and again
        assertThat(direction.decode(ByteBuffer.wrap(groups)))
                .isInstanceOfSatisfying(
                        Decoded.Malformed.class,
                        malformed -> assertThat(malformed.fault()).isEqualTo(Decoded.Fault.NOT_PROTOBUF));
    }

    @ParameterizedTest
    @EnumSource
    void lengthsBeyondTheFrameAreRefusedAndNotAllocated(Direction direction) {
        for (int field = 1; field < 16; field++) {
            byte[] huge = {(byte) (field << 3 | 2), (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07};
            assertThat(direction.decode(ByteBuffer.wrap(huge))).isInstanceOf(Decoded.Malformed.class);
        }
    }

    private List<byte[]> encodedFrames(Direction direction) {
        return Stream.generate(() -> direction.encode(
                        direction == Direction.OUT
                                ? random.nextBoolean() ? frames.outbox() : frames.sends()
                                : random.nextBoolean() ? frames.inbox() : frames.messages()))
                .limit(1_000)
                .toList();
    }

    private byte[] any(List<byte[]> encoded) {
        return encoded.get(random.nextInt(encoded.size()));
    }

    /** Whether it was a frame. */
    private boolean answersWithAValue(Direction direction, byte[] bytes) {
        Decoded<?> first = direction.decode(ByteBuffer.wrap(bytes));
        assertSame(first, direction.decode(direct.clear().put(bytes).flip()));
        assertSame(direction.decodeAnyForm(ByteBuffer.wrap(bytes)), first);
        if (first instanceof Decoded.Malformed<?> malformed) {
            details.add(malformed.fault() + ": " + malformed.detail().replaceAll("[0-9]+", "N"));
            return false;
        }
        Object frame = ((Decoded.Valid<?>) first).frame();
        byte[] reencoded = direction.encode(frame);
        assertThat(reencoded).isEqualTo(direction.encodeAnyForm(frame));
        assertSame(new Decoded.Valid<>(withoutUnreadableRows(frame)), direction.decode(ByteBuffer.wrap(reencoded)));
        return true;
    }

    private static void assertSame(Decoded<?> expected, Decoded<?> actual) {
        if (!expected.equals(actual)) { // describing both is slow, so only when they differ
            assertThat(actual).isEqualTo(expected);
        }
    }

    /** An unreadable row is written as a row without content, which reads as unknown. */
    private static Object withoutUnreadableRows(Object frame) {
        if (!(frame instanceof InboxFrame in)) {
            return frame;
        }
        return new InboxFrame(
                in.epoch(),
                in.after(),
                in.items().stream()
                        .map(item -> item.content() instanceof InboxItem.Unreadable
                                ? new InboxItem(item.sequence(), new InboxItem.Unknown())
                                : item)
                        .toList(),
                in.endOfBacklog(),
                in.live(),
                in.welcome(),
                in.presence());
    }
}
