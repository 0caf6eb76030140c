package io.waggle.loadtest.device;

import io.waggle.loadtest.ledger.Ledger;
import io.waggle.loadtest.ledger.Stamp;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.protocol.Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who writes what to whom in a run: the same for the same scenario, whatever devices are made of. Does not change, except for
 * the streams, which belong to their senders' threads.
 */
public final class Conversations {

    private static final String RECIPIENT = "recipient";
    private static final String SENDER = "sender";
    private static final String SILENT = "silent";

    private final List<Conversation> all = new ArrayList<>();
    private final Map<Address, List<Conversation>> received = new LinkedHashMap<>();
    private final String cast;
    private final List<Integer> sizes;
    private final int run;

    /**
     * Opens a stream in the ledger for each.
     *
     * @throws IllegalArgumentException if there are fewer devices than a message has recipients
     */
    public Conversations(Scenario scenario, Ledger ledger) {
        this(scenario, ledger, "");
    }

    /**
     * The same between people of other names.
     *
     * @param cast what the names of all people begin with; lower case letters and digits, or nothing
     * @throws IllegalArgumentException if there are fewer devices than a message has recipients
     */
    public Conversations(Scenario scenario, Ledger ledger, String cast) {
        this.cast = cast;
        this.sizes = scenario.sizes();
        this.run = ledger.run();
        int members = scenario.number(Parameter.MEMBERS);
        int count = scenario.number(Parameter.CONVERSATIONS);
        int pool = scenario.number(Parameter.DEVICES) == 0 ? count * members : scenario.number(Parameter.DEVICES);
        if (pool < members) {
            throw new IllegalArgumentException("devices = " + pool + " are fewer than members = " + members);
        }
        for (int c = 0; c < count; c++) {
            List<Address> to = new ArrayList<>(members);
            for (int m = 0; m < members; m++) {
                to.add(person(RECIPIENT, (int) (((long) c * members + m) % pool)));
            }
            Conversation conversation = new Conversation(c, person(SENDER, c), to, ledger.open(members));
            all.add(conversation);
            received.computeIfAbsent(conversation.sender(), sender -> new ArrayList<>());
            to.forEach(member ->
                    received.computeIfAbsent(member, key -> new ArrayList<>()).add(conversation));
        }
        for (int i = 0; i < scenario.number(Parameter.IDLE_DEVICES); i++) {
            received.put(person(SILENT, i), List.of());
        }
    }

    private Address person(String role, int number) {
        return Address.of(cast + role + number, "phone");
    }

    /** By number. */
    public List<Conversation> all() {
        return Collections.unmodifiableList(all);
    }

    /** Everybody, senders and the silent too, with the conversations that they receive. */
    public Map<Address, List<Conversation>> received() {
        return Collections.unmodifiableMap(received);
    }

    /** The conversation with a number, if there is one. */
    public Optional<Conversation> numbered(int number) {
        return number < all.size() ? Optional.of(all.get(number)) : Optional.empty();
    }

    /** What tells this run's messages from those of another. */
    public int run() {
        return run;
    }

    /**
     * Another message. On its sender's thread.
     *
     * @param intended when it is meant to be sent, {@link System#nanoTime}
     */
    public Stamp next(Conversation conversation, long intended) {
        return new Stamp(run, conversation.number(), conversation.stream().next(), intended);
    }

    /** How many bytes the content of a message has: sizes take turns. */
    public int size(Stamp stamp) {
        return sizes.get(stamp.number() % sizes.size());
    }
}
