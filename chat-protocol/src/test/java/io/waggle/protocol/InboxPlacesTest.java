package io.waggle.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class InboxPlacesTest {

    @Test
    void sequencesRunFromZeroToTheLargestLong() {
        assertThat(new InboxSequence(Long.MAX_VALUE).isAfter(InboxSequence.NONE))
                .isTrue();
        assertThat(InboxSequence.NONE.isAfter(InboxSequence.NONE)).isFalse();
        assertThat(new InboxSequence(2)).isGreaterThan(new InboxSequence(1)).hasToString("2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InboxSequence(-1))
                .withMessageContaining("-1");
    }

    @Test
    void anEpochIsKnownUnlessItIsZero() {
        assertThat(Epoch.NONE.isKnown()).isFalse();
        assertThat(new Epoch(0).isKnown()).isFalse();
        assertThat(new Epoch(-1).isKnown()).isTrue();
        assertThat(new Epoch(-1)).hasToString("ffffffffffffffff");
    }
}
