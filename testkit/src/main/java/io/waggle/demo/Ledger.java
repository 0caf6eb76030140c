package io.waggle.demo;

import io.waggle.client.store.ClientStore;
import io.waggle.client.store.MessageHistory;
import io.waggle.client.store.MessageState;
import io.waggle.client.store.Place;
import io.waggle.client.store.ShownMessage;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.store.TimelineEntry;
import io.waggle.client.store.sqlite.JdbcSqliteDatabase;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was promised against what was seen, read from the people's own disks when all is over: the senders' stores say which
 * messages got their tick, the recipients' screens which were shown, how often and in which order.
 *
 * @param acked messages with at least the "sent" tick
 * @param delivered of these, shown
 * @param lost of these, never shown
 * @param duplicated times that a message was shown again
 * @param reordered messages shown after a later one of the same sender and conversation
 * @param open messages without any tick, or that failed
 */
record Ledger(long acked, long delivered, long lost, long duplicated, long reordered, long open) {

    private static final Set<MessageState> ACKED = EnumSet.of(
            MessageState.SENT, MessageState.DELIVERED, MessageState.READ, MessageState.PLAYED, MessageState.EXPIRED);
    private static final int PAGE = 1_000;

    /** Whether every promise was kept, and nothing is left to be promised. */
    boolean isClean() {
        return lost == 0 && duplicated == 0 && reordered == 0 && open == 0 && acked > 0;
    }

    /** Reads the ledger of people who talk to each other one to one. Their processes must have ended. */
    static Ledger read(Map<Address, Path> people) throws IOException {
        Map<Address, List<StoredMessage>> sent = new HashMap<>();
        for (Map.Entry<Address, Path> person : people.entrySet()) {
            sent.put(person.getKey(), sentBy(person.getKey(), person.getValue()));
        }
        Tally tally = new Tally();
        for (Map.Entry<Address, Path> person : people.entrySet()) {
            tally.add(person.getKey(), Screen.read(person.getValue()), sent);
        }
        return tally.ledger();
    }

    private static List<StoredMessage> sentBy(Address me, Path directory) {
        List<StoredMessage> own = new ArrayList<>();
        try (ClientStore store = ClientStore.open(JdbcSqliteDatabase.open(Person.storeFile(directory)), me)) {
            for (var conversation : store.history().conversations(PAGE)) {
                own.addAll(sentBy(me, store.history(), conversation.conversation()));
            }
        }
        return own;
    }

    private static List<StoredMessage> sentBy(Address me, MessageHistory history, ConversationId conversation) {
        List<StoredMessage> own = new ArrayList<>();
        Place before = Place.NEWEST;
        for (List<TimelineEntry> page = history.timeline(conversation, before, PAGE);
                !page.isEmpty();
                page = history.timeline(conversation, before, PAGE)) {
            before = page.get(0).place();
            own.addAll(0, sentBy(me, page));
        }
        return own;
    }

    private static List<StoredMessage> sentBy(Address me, List<TimelineEntry> page) {
        return page.stream()
                .filter(ShownMessage.class::isInstance)
                .map(entry -> ((ShownMessage) entry).message())
                .filter(message -> message.sender().equals(me))
                .toList();
    }

    private static final class Tally {
        private long acked;
        private long delivered;
        private long lost;
        private long duplicated;
        private long reordered;
        private long open;

        /** One recipient: everything that each sender sent it, against its screen. */
        void add(Address recipient, List<MessageId> screen, Map<Address, List<StoredMessage>> sent) {
            Map<MessageId, Integer> firstSeen = new HashMap<>();
            for (int i = 0; i < screen.size(); i++) {
                if (firstSeen.putIfAbsent(screen.get(i), i) != null) {
                    duplicated++;
                }
            }
            sent.forEach((sender, messages) -> {
                int latest = -1;
                for (StoredMessage message : messages) {
                    if (message.recipients().contains(recipient.account())) {
                        latest = compare(message, firstSeen.getOrDefault(message.id(), -1), latest);
                    }
                }
            });
        }

        private int compare(StoredMessage message, int seenAt, int latest) {
            if (ACKED.contains(message.status().state())) {
                acked++;
                delivered += seenAt >= 0 ? 1 : 0;
                lost += seenAt >= 0 ? 0 : 1;
            } else {
                open++;
            }
            reordered += seenAt >= 0 && seenAt < latest ? 1 : 0;
            return Math.max(latest, seenAt);
        }

        Ledger ledger() {
            return new Ledger(acked, delivered, lost, duplicated, reordered, open);
        }
    }
}
