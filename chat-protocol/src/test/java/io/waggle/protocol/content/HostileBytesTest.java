package io.waggle.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.Seed;
import io.waggle.protocol.frame.Mutations;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bytes from anyone: whatever they are, the codecs answer with a value, and with the same one each time. */
final class HostileBytesTest {

    private static final int CASES = 40_000;

    private final RandomGenerator random = Seed.random("content HostileBytesTest");
    private final Mutations mutations = new Mutations(random);
    private final Contents contents = new Contents(random);
    private final Set<String> details = new HashSet<>();

    @AfterEach
    void everyRefusalSaysWhyInWordsThatAreTheSameEachTime() {
        assertThat(details).hasSizeLessThan(100).allMatch(detail -> detail.matches("[ -~]{1,160}"));
    }

    @Test
    void randomBytesAreAnsweredWithAValue() {
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            answersWithAValue(bytes);
        }
    }

    @Test
    void mutatedContentsAreAnsweredWithAValue() {
        List<byte[]> encoded = Stream.generate(
                        () -> ContentCodec.encode(contents.content()).toByteArray())
                .filter(bytes -> bytes.length < 2_000)
                .limit(2_000)
                .toList();
        int known = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = encoded.get(random.nextInt(encoded.size()));
            for (int times = random.nextInt(1, 4); times > 0; times--) {
                bytes = mutations.mutate(bytes, () -> encoded.get(random.nextInt(encoded.size())));
            }
            known += answersWithAValue(bytes) ? 1 : 0;
        }
        assertThat(known)
                .as("some survive, or nothing behind the parser was tried")
                .isBetween(CASES / 100, CASES - CASES / 100);
    }

    @Test
    void groupsNestedAsDeepAsAContentIsLongAreRefused() {
        byte[] groups = new byte[ProtocolLimits.CONTENT_BYTES];
        Arrays.fill(groups, (byte) 0x0B); // start of group 1, again and again
        assertThat(ContentCodec.decode(ByteString.copyFrom(groups)))
                .isInstanceOfSatisfying(
                        DecodedContent.Malformed.class,
                        malformed -> assertThat(malformed.fault()).isEqualTo(ContentFault.NOT_PROTOBUF));
        assertThat(LiveCodec.decode(ByteString.copyFrom(groups, 0, ProtocolLimits.LIVE_CONTENT_BYTES)))
                .isEmpty();
    }

    @Test
    void lengthsBeyondTheContentAreRefusedAndNotAllocated() {
        for (int field = 1; field < 16; field++) {
            byte[] huge = {(byte) (field << 3 | 2), (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07};
            assertThat(ContentCodec.decode(ByteString.copyFrom(huge))).isInstanceOf(DecodedContent.Malformed.class);
        }
    }

    @Test
    void asManyElementsAsAContentHasRoomForAreRefused() {
        for (int field : new int[] {1, 2}) { // the lists of Poll, Text, DeviceSync
            for (int kind : new int[] {1, 11, 40}) {
                assertThat(ContentCodec.decode(ofEmptyElements(kind, field)))
                        .isInstanceOf(DecodedContent.Malformed.class);
            }
        }
    }

    private static ByteString ofEmptyElements(int kind, int field) {
        byte[] elements = new byte[ProtocolLimits.CONTENT_BYTES - 8];
        for (int i = 0; i < elements.length; i += 2) {
            elements[i] = (byte) (field << 3 | 2);
        }
        return WireContents.field(kind, ByteString.copyFrom(elements));
    }

    /** Whether it was a content of a known kind. */
    private boolean answersWithAValue(byte[] bytes) {
        ByteString given = ByteString.copyFrom(bytes);
        LiveCodec.decode(given);
        DecodedContent decoded = ContentCodec.decode(given);
        assertThat(ContentCodec.decode(given)).isEqualTo(decoded);
        if (decoded instanceof DecodedContent.Malformed malformed) {
            details.add(malformed.fault() + ": " + malformed.detail());
        } else if (decoded instanceof DecodedContent.Unknown unknown) {
            assertThat(unknown.bytes()).isEqualTo(given);
        } else if (decoded instanceof DecodedContent.Known known) {
            assertThat(ContentCodec.decode(ContentCodec.encode(known.content())))
                    .isEqualTo(decoded);
        }
        return decoded instanceof DecodedContent.Known;
    }
}
