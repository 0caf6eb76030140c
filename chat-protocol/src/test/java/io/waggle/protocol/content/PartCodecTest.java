package io.waggle.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.Seed;
import io.waggle.protocol.content.HistoryEntry.Loss;
import io.waggle.protocol.content.HistoryEntry.What;
import io.waggle.protocol.content.wire.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What a chunk of history holds, there and back. */
final class PartCodecTest {

    private final RandomGenerator random = Seed.random("PartCodecTest");

    @Test
    void everyEntryComesBackAsItWas() {
        for (int i = 0; i < 2_000; i++) {
            HistoryPart part = part();
            assertThat(PartCodec.decode(PartCodec.encode(part))).contains(part);
        }
    }

    @Test
    void aPartIsNoLargerThanItsEntriesSay() {
        for (int i = 0; i < 500; i++) {
            HistoryPart part = part();
            int entries =
                    part.entries().stream().mapToInt(PartCodec::encodedSize).sum();
            assertThat(PartCodec.encode(part).length).isLessThanOrEqualTo(entries + 32);
        }
    }

    @Test
    void anyBytesAreAnsweredWithAValue() {
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = PartCodec.encode(part());
            for (int times = random.nextInt(1, 4); times > 0 && bytes.length > 0; times--) {
                int at = random.nextInt(bytes.length);
                if (random.nextBoolean()) {
                    bytes[at] = (byte) random.nextInt(256);
                } else {
                    bytes = Arrays.copyOf(bytes, at);
                }
            }
            Optional<HistoryPart> decoded = PartCodec.decode(bytes);
            if (decoded.isPresent()) {
                read++;
                assertThat(PartCodec.decode(PartCodec.encode(decoded.get()))).isEqualTo(decoded);
            }
        }
        assertThat(read).as("some survive").isPositive();
    }

    @Test
    void anEntryOfALaterVersionIsLeftOut() {
        byte[] later = Wire.HistoryPart.newBuilder()
                .addEntries(Wire.HistoryEntry.getDefaultInstance())
                .build()
                .toByteArray();

        assertThat(PartCodec.decode(later)).contains(new HistoryPart(0, 0, List.of()));
    }

    // --- random parts

    private HistoryPart part() {
        List<HistoryEntry> entries = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            entries.add(entry());
        }
        return new HistoryPart(random.nextLong(), random.nextLong(), entries);
    }

    private HistoryEntry entry() {
        return switch (random.nextInt(5)) {
            case 0 -> conversation();
            case 1 -> message();
            case 2 -> new HistoryEntry.OfChange(id(), ref(), messageId(), account(), time(), bytes());
            case 3 ->
                new HistoryEntry.OfReceipt(
                        id(),
                        device(),
                        new Address(account(), device()),
                        any(HistoryEntry.Reached.values()),
                        messageId());
            default ->
                new HistoryEntry.OfMembership(
                        id(),
                        account(),
                        random.nextLong(),
                        random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong()));
        };
    }

    private HistoryEntry.OfConversation conversation() {
        ConversationId id = id();
        boolean set = random.nextBoolean();
        return new HistoryEntry.OfConversation(
                id,
                maybe(account()),
                random.nextBoolean(),
                accounts(),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong()),
                maybe(ref()),
                Duration.ofSeconds(random.nextInt(1_000)),
                random.nextInt(100),
                maybe(messageId()),
                set
                        ? Optional.of(new ConversationSettings(
                                id, Revision.FIRST, ConversationSettings.MUTED, true, 3, random.nextBoolean()))
                        : Optional.empty(),
                set ? Optional.of(messageId()) : Optional.empty());
    }

    private HistoryEntry.OfMessage message() {
        What what = switch (random.nextInt(4)) {
            case 0 -> new What.Bytes(bytes());
            case 1 -> new What.Note(bytes());
            case 2 -> new What.Deleted();
            default -> new What.Hidden();
        };
        return new HistoryEntry.OfMessage(
                id(),
                account(),
                maybe(device()),
                messageId(),
                random.nextLong(),
                random.nextInt(5),
                random.nextLong(),
                time(),
                any(HistoryEntry.State.values()),
                random.nextInt(100),
                random.nextBoolean(),
                random.nextBoolean(),
                Duration.ofSeconds(random.nextInt(1_000)),
                maybe(time()),
                what,
                accounts(),
                List.of(new Loss(account(), maybe(device()), any(Loss.Reason.values()))));
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private List<AccountId> accounts() {
        return random.nextBoolean() ? List.of() : List.of(account(), account());
    }

    private AccountId account() {
        return new AccountId("account" + random.nextInt(1_000));
    }

    private DeviceId device() {
        return new DeviceId("device" + random.nextInt(10));
    }

    private MessageRef ref() {
        return new MessageRef(new Address(account(), device()), messageId());
    }

    private ConversationId id() {
        return new ConversationId(random.nextLong(), random.nextLong());
    }

    private MessageId messageId() {
        return MessageId.create(time());
    }

    private Instant time() {
        return Instant.ofEpochMilli(random.nextLong(1, 1L << 45));
    }

    private ByteString bytes() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
