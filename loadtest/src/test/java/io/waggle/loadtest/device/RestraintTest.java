package io.waggle.loadtest.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.InboxSequence;
import org.junit.jupiter.api.Test;

class RestraintTest {

    private static InboxSequence sequence(long value) {
        return new InboxSequence(value);
    }

    @Test
    void allowsNoMoreThanIsReleased() {
        Restraint restraint = new Restraint(sequence(10));
        restraint.read(sequence(11));
        restraint.read(sequence(14));
        restraint.read(sequence(15));
        assertThat(restraint.allowed()).isEqualTo(sequence(10));

        restraint.release(2);

        assertThat(restraint.allowed()).isEqualTo(sequence(14));
        assertThat(restraint.left()).isZero();
    }

    @Test
    void whatIsReleasedBeforeItIsReadIsAllowedWhenItIs() {
        Restraint restraint = new Restraint(InboxSequence.NONE);
        restraint.release(2);
        assertThat(restraint.left()).isEqualTo(2);

        restraint.read(sequence(1));
        restraint.read(sequence(2));
        restraint.read(sequence(3));

        assertThat(restraint.allowed()).isEqualTo(sequence(2));
        assertThat(restraint.left()).isZero();
    }
}
