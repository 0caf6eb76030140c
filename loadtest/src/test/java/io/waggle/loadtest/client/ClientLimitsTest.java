package io.waggle.loadtest.client;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.loadtest.broker.Speech;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.loadtest.scenario.ScenarioException;
import io.waggle.loadtest.scenario.Scenarios;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClientLimitsTest {

    private static Scenario real(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("client", "chat-client");
        return Scenario.of("mine", all);
    }

    @Test
    void theShippedScenarioIsAllowed() {
        assertThatCode(() -> ClientLimits.check(Scenarios.find("chat-client"), Speech.WAGGLE))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "kind, drain",
        "kind, storm",
        "kind, idle",
        "batch, 8",
        "ack-delay, 0ms",
        "addresses, 2",
        "flap-every, 10s"
    })
    void whatRealClientsCannotDoIsNamed(String key, String value) {
        Scenario scenario = real(Map.of(key, value));

        assertThatThrownBy(() -> ClientLimits.check(scenario, Speech.WAGGLE))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("client = chat-client")
                .hasMessageContaining(key + " = " + value);
    }

    @Test
    void anotherBrokerIsRefused() {
        assertThatThrownBy(() -> ClientLimits.check(real(Map.of()), Speech.PLAIN))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("Waggle");
    }

    @ParameterizedTest
    @CsvSource({
        "250, 1, 0, 0, true",
        "251, 1, 0, 0, false",
        "4, 1024, 1024, 0, false",
        "4, 100, 100, 396, true",
        "4, 100, 100, 397, false",
        "1, 1, 5000, 0, true",
        "20000, 1024, 0, 0, false"
    })
    void everyClientCounts(int conversations, int members, int devices, int idle, boolean allowed) {
        Scenario scenario = real(Map.of(
                "conversations", "" + conversations,
                "members", "" + members,
                "devices", "" + devices,
                "idle-devices", "" + idle));

        if (allowed) {
            assertThatCode(() -> ClientLimits.check(scenario, Speech.WAGGLE)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> ClientLimits.check(scenario, Speech.WAGGLE))
                    .isInstanceOf(ScenarioException.class)
                    .hasMessageContaining("at most 500");
        }
    }

    @Test
    void everythingThatIsWrongIsNamedTogether() {
        assertThatThrownBy(() -> ClientLimits.check(real(Map.of("kind", "idle", "batch", "2")), Speech.PLAIN))
                .hasMessageContaining("Waggle")
                .hasMessageContaining("kind = idle")
                .hasMessageContaining("batch = 2");
    }

    @ParameterizedTest
    @EnumSource(Speech.class)
    void simulatedDevicesAreNotConcerned(Speech speech) {
        Scenario scenario = Scenario.of("mine", Map.of("kind", "idle", "batch", "8", "idle-devices", "50000"));

        assertThatCode(() -> ClientLimits.check(scenario, speech)).doesNotThrowAnyException();
    }
}
