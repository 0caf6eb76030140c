package io.waggle.loadtest.device;

import io.waggle.loadtest.ledger.Stream;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import java.util.List;

/**
 * A sender and those it writes to.
 *
 * @param number its place among the run's conversations, and its stream's in the ledger
 * @param stream what becomes of its messages
 */
public record Conversation(int number, Address sender, List<Address> members, Stream stream) {

    private static final int HIGH = 0x5761;

    /** Takes a copy. */
    public Conversation {
        members = List.copyOf(members);
    }

    /** What Waggle calls it. */
    public ConversationId id() {
        return new ConversationId(HIGH, number);
    }

    /** The group of its people in a run: another run on the same broker may have other people. */
    public ConversationId group(int run) {
        return new ConversationId(((long) HIGH << Integer.SIZE) | Integer.toUnsignedLong(run), number);
    }

    /**
     * Somebody's devices do not get a message that was accepted: it is entered in the ledger. On the sender's thread.
     *
     * @return how many members that are
     */
    public int excuse(int message, AccountId account) {
        int excused = 0;
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).account().equals(account)) {
                stream.excused(message, i);
                excused++;
            }
        }
        return excused;
    }
}
