package io.waggle.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageIdTest {

    private static final Instant NOW = Instant.parse("2026-11-24T09:30:00.123456789Z");

    @Test
    void isAUuidOfVersion7WithTheTimeInItsFirst48Bits() {
        UUID uuid = UUID.fromString(MessageId.create(NOW).toString());
        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void isNeverMadeTwiceAndUsesAllOfItsRandomBits() {
        Set<MessageId> ids = new HashSet<>();
        long or = 0;
        long and = -1;
        for (int i = 0; i < 10_000; i++) {
            MessageId id = MessageId.create(NOW);
            ids.add(id);
            or |= id.low();
            and &= id.low();
        }
        assertThat(ids).hasSize(10_000);
        assertThat(or).isEqualTo(0xBFFF_FFFF_FFFF_FFFFL);
        assertThat(and).isEqualTo(0x8000_0000_0000_0000L);
    }

    @Test
    void growsWithTheTimeBelowTheMillisecond() {
        Instant whole = NOW.truncatedTo(ChronoUnit.MILLIS);
        for (int fraction = 0; fraction < 1 << 12; fraction++) {
            Instant time = whole.plusNanos((fraction * 1_000_000L + 4_095) / 4_096);
            assertThat(MessageId.create(time).high() & 0xFFF).isEqualTo(fraction);
        }
        assertThat(MessageId.create(whole.plusNanos(999_999)).high() & 0xFFF).isEqualTo(0xFFF);
        assertThat(MessageId.create(whole.minusNanos(1))).isLessThan(MessageId.create(whole));
    }

    @Test
    void noIdIsLowerThanTheLowest() {
        assertThat(MessageId.LOWEST).isLessThanOrEqualTo(MessageId.create(Instant.EPOCH));
    }

    @Test
    void survivesItsBytesAndItsText() {
        MessageId id = MessageId.create(NOW);
        assertThat(MessageId.fromBytes(id.toBytes())).contains(id);
        assertThat(MessageId.parse(id.toString())).isEqualTo(id);
        assertThat(id.toBytes().size()).isEqualTo(16);
    }

    @Test
    void isWrittenInNetworkByteOrder() {
        MessageId id = MessageId.parse("00010203-0405-7607-8809-0a0b0c0d0e0f");
        assertThat(id.toBytes().toByteArray())
                .containsExactly(0, 1, 2, 3, 4, 5, 0x76, 7, 0x88, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "019c1e6d-0000-4000-8000-000000000000", // version 4
                "019c1e6d-0000-7000-0000-000000000000", // variant of NCS
                "019c1e6d-0000-7000-c000-000000000000", // variant of Microsoft
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff"
            })
    void isNotAnyOtherUuid(String text) {
        UUID uuid = UUID.fromString(text);
        ByteString bytes = new ConversationId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()).toBytes();
        assertThat(MessageId.fromBytes(bytes)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> MessageId.parse(text));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17})
    void isNotReadFromAnotherNumberOfBytes(int length) {
        assertThat(MessageId.fromBytes(ByteString.copyFrom(new byte[length]))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1-1-7000-8000-1", "00010203-0405-7607-8809-0a0b0c0d0e0f "})
    void isNotReadFromAnotherText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> MessageId.parse(text));
    }

    @Test
    void isOrderedAsItsBytesAre() {
        MessageId early = MessageId.parse("00010203-0405-7607-8809-0a0b0c0d0e0f");
        MessageId late = MessageId.parse("80010203-0405-7607-8809-0a0b0c0d0e0f");
        MessageId lateAndHigh = MessageId.parse("80010203-0405-7607-b809-0a0b0c0d0e0f");
        assertThat(early).isLessThan(late);
        assertThat(late).isLessThan(lateAndHigh);
    }
}
