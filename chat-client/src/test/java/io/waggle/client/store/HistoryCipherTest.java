package io.waggle.client.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.protocol.TransferId;
import io.waggle.protocol.content.ContentLimits;
import io.waggle.protocol.content.HistoryPart;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HistoryCipherTest {

    private static final TransferId TRANSFER = new TransferId(1, 2);
    private static final byte[] PART = "what was said".getBytes(StandardCharsets.UTF_8);

    private final HistoryCipher cipher = new HistoryCipher();
    private final HistoryCipher.Keys keys = cipher.newKeys();
    private final ByteString sealed =
            cipher.seal(keys.publicKey(), TRANSFER, 7, false, PART).orElseThrow(IllegalStateException::new);

    @Test
    void itOpensInItsPlaceAlone() {
        assertThat(cipher.open(keys, TRANSFER, 7, false, sealed)).contains(PART);

        assertThat(cipher.open(keys, TRANSFER, 8, false, sealed))
                .as("another number")
                .isEmpty();
        assertThat(cipher.open(keys, TRANSFER, 7, true, sealed))
                .as("as the last")
                .isEmpty();
        assertThat(cipher.open(keys, new TransferId(1, 3), 7, false, sealed))
                .as("another transfer")
                .isEmpty();
        assertThat(cipher.open(cipher.newKeys(), TRANSFER, 7, false, sealed))
                .as("another key")
                .isEmpty();
    }

    @Test
    void whatIsNotWholeDoesNotOpen() {
        for (int length = 0; length < sealed.size(); length++) {
            assertThat(cipher.open(keys, TRANSFER, 7, false, sealed.substring(0, length)))
                    .isEmpty();
        }
        for (int at = 0; at < sealed.size(); at++) {
            byte[] changed = sealed.toByteArray();
            changed[at] ^= 1;
            assertThat(cipher.open(keys, TRANSFER, 7, false, ByteString.copyFrom(changed)))
                    .as("byte " + at)
                    .isEmpty();
        }
    }

    @Test
    void aKeyThatIsNoneSealsNothing() {
        assertThat(cipher.seal(ByteString.copyFrom(new byte[31]), TRANSFER, 1, false, PART))
                .isEmpty();
        assertThat(cipher.seal(ByteString.copyFrom(new byte[32]), TRANSFER, 1, false, PART))
                .as("a point of low order")
                .isEmpty();
    }

    @Test
    void theLargestPartFitsAChunk() {
        ByteString largest = cipher.seal(keys.publicKey(), TRANSFER, 1, true, new byte[HistoryPart.BYTES])
                .orElseThrow(IllegalStateException::new);

        assertThat(largest.size()).isBetween(HistoryPart.BYTES, ContentLimits.SEALED_BYTES);
    }

    @Test
    void theCodeIsThatOfTransferAndKey() {
        String code = HistoryCipher.code(TRANSFER, keys.publicKey());

        assertThat(code).matches("(\\d{5} ){3}\\d{5}").isEqualTo(HistoryCipher.code(TRANSFER, keys.publicKey()));
        assertThat(HistoryCipher.code(new TransferId(1, 3), keys.publicKey())).isNotEqualTo(code);
        assertThat(HistoryCipher.code(TRANSFER, cipher.newKeys().publicKey())).isNotEqualTo(code);
    }
}
