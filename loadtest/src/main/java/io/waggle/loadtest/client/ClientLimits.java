package io.waggle.loadtest.client;

import io.waggle.loadtest.broker.Speech;
import io.waggle.loadtest.scenario.ClientKind;
import io.waggle.loadtest.scenario.Kind;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.loadtest.scenario.ScenarioException;
import java.util.ArrayList;
import java.util.List;

/**
 * What real clients cannot do in a load test. A parameter that nothing would obey is refused, never ignored: a result names
 * the parameters it was made with.
 */
public final class ClientLimits {

    /** Each client has a database, a connection and about eight threads of its own. */
    static final int MOST_CLIENTS = 500;

    /** What the library decides by itself, and links that it has no way to break. */
    private static final List<Parameter> AT_THEIR_DEFAULT =
            List.of(Parameter.BATCH, Parameter.ACK_DELAY, Parameter.ADDRESSES, Parameter.FLAP_EVERY);

    private ClientLimits() {}

    /**
     * Does nothing to a scenario of simulated devices.
     *
     * @param speech of the target
     * @throws ScenarioException if the scenario's clients are real and cannot do what it says; it names everything that is wrong
     */
    public static void check(Scenario scenario, Speech speech) {
        if (scenario.client() != ClientKind.CHAT_CLIENT) {
            return;
        }
        List<String> faults = new ArrayList<>();
        if (speech != Speech.WAGGLE) {
            faults.add("it speaks to a Waggle and to no other broker");
        }
        if (scenario.kind() != Kind.TRAFFIC) {
            faults.add("kind = " + scenario.kind() + ": it can only do " + Kind.TRAFFIC);
        }
        for (Parameter parameter : AT_THEIR_DEFAULT) {
            if (!scenario.text(parameter).equals(parameter.byDefault())) {
                faults.add(parameter.key() + " = " + scenario.text(parameter) + ": it takes nothing but the default, "
                        + parameter.byDefault());
            }
        }
        long clients = clients(scenario);
        if (clients > MOST_CLIENTS) {
            faults.add(clients + " devices: each has threads and a database of its own, so it takes at most "
                    + MOST_CLIENTS);
        }
        if (!faults.isEmpty()) {
            throw new ScenarioException("client = " + scenario.client() + ": " + String.join("; ", faults));
        }
    }

    private static long clients(Scenario scenario) {
        long conversations = scenario.number(Parameter.CONVERSATIONS);
        long needed = conversations * scenario.number(Parameter.MEMBERS);
        int shared = scenario.number(Parameter.DEVICES);
        return conversations
                + (shared == 0 ? needed : Math.min(needed, shared))
                + scenario.number(Parameter.IDLE_DEVICES);
    }
}
