package io.waggle.broker.verification.sender;

import io.waggle.broker.account.Identifier;
import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.SenderConfig;
import io.waggle.broker.verification.CodeSender;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Prints codes, and whom they are for, where a developer sees them; not to the log, which is kept. Whoever can read the output
 * can sign in as anybody, so it is not to be had where other machines reach this one.
 */
final class ConsoleSender implements CodeSender {

    private final Set<Identifier.Kind> kinds;
    private final PrintStream console;

    /**
     * @param loopbackOnly whether everything listens on loopback
     * @throws ConfigException if not, naming the keys to set
     */
    ConsoleSender(Set<Identifier.Kind> kinds, boolean loopbackOnly, PrintStream console) {
        this.kinds = Set.copyOf(kinds);
        this.console = console;
        if (!loopbackOnly) {
            throw new ConfigException(refusals(kinds));
        }
    }

    private static List<String> refusals(Set<Identifier.Kind> kinds) {
        List<String> refusals = new ArrayList<>();
        if (kinds.contains(Identifier.Kind.EMAIL)) {
            refusals.add(refusal(SenderConfig.EMAIL_KEY, "smtp or none"));
        }
        if (kinds.contains(Identifier.Kind.PHONE)) {
            refusals.add(refusal(SenderConfig.SMS_KEY, "webhook or none"));
        }
        return refusals;
    }

    private static String refusal(String key, String others) {
        return key + " = 'console': allowed is " + others
                + " where MQTT or the HTTP API is reached from other machines, for"
                + " whoever reads the console can sign in as anybody";
    }

    @Override
    public Set<Identifier.Kind> kinds() {
        return kinds;
    }

    @Override
    public void send(Identifier to, String code, Duration validFor) {
        console.println("Waggle code for " + to.value() + ": " + code + " (for " + validFor.toSeconds() + " s)");
    }
}
