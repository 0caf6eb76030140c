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
    void anOutboxIsRecognizedAndNothingElse() {
        Address phone = Address.of("anna", "phone");
        String topic = Topics.outbox(phone);
        assertThat(Topics.isOutbox(topic, phone)).isTrue();
        for (int i = 0; i < topic.length(); i++) {
            assertThat(Topics.isOutbox(topic.substring(0, i) + '+' + topic.substring(i + 1), phone))
                    .as("another character at " + i)
                    .isFalse();
        }
        assertThat(Topics.isOutbox(topic + "/", phone)).isFalse();
        assertThat(Topics.isOutbox(topic.substring(1), phone)).isFalse();
        assertThat(Topics.isOutbox("", phone)).isFalse();
        assertThat(Topics.isOutbox(Topics.inbox(phone), phone)).isFalse();
        assertThat(Topics.isOutbox(Topics.outbox(Address.of("ann", "aphone")), phone))
                .isFalse();
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
