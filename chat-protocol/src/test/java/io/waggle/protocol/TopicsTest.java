package io.waggle.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TopicsTest {

    @Test
    void aDeviceHasOneTopicForEachDirection() {
        Address phone = Address.of("anna", "phone");
        assertThat(Topics.outbox(phone)).isEqualTo("waggle/v1/anna/phone/out");
        assertThat(Topics.inbox(phone)).isEqualTo("waggle/v1/anna/phone/in");
    }

    @Test
    void theLongestTopicStaysShort() {
        Address longest = Address.of("a".repeat(AccountId.MAX_LENGTH), "d".repeat(DeviceId.MAX_LENGTH));
        assertThat(Topics.outbox(longest)).hasSize(111);
    }

    @Test
    void noTwoDevicesShareATopic() {
        assertThat(Topics.outbox(Address.of("a.b", "c"))).isNotEqualTo(Topics.outbox(Address.of("a", "b.c")));
        assertThat(Topics.outbox(Address.of("a", "in"))).isNotEqualTo(Topics.inbox(Address.of("a", "out")));
    }
}
