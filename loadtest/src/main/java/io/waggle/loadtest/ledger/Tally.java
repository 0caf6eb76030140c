package io.waggle.loadtest.ledger;

/**
 * What became of a run's messages.
 *
 * @param sent messages that were handed to their senders' devices
 * @param acked of these, what the system acknowledged
 * @param refused what the system did not take, or not for one recipient, and told the sender so
 * @param unanswered of these, what got no answer before the run gave up
 * @param delivered messages at their recipients, repetitions not counted; a message to a group counts for each member
 * @param lost acknowledged and not at a recipient, for each recipient
 * @param duplicated that a person would have seen again
 * @param reordered that came after one which the same sender sent later
 * @param foreign that nobody had sent
 * @param redelivered repetitions that the device recognised by their sequence, as the protocol means it to
 */
public record Tally(
        long sent,
        long acked,
        long refused,
        long unanswered,
        long delivered,
        long lost,
        long duplicated,
        long reordered,
        long foreign,
        long redelivered) {

    /** Whether everything that was acknowledged is where it belongs, once and in order. */
    public boolean isClean() {
        return lost == 0 && duplicated == 0 && reordered == 0 && foreign == 0;
    }

    /** A tally in the making. */
    static final class Sum {
        long sent;
        long acked;
        long refused;
        long delivered;
        long lost;
        long duplicated;
        long reordered;
        long foreign;
        long redelivered;

        Tally tally() {
            return new Tally(
                    sent,
                    acked,
                    refused,
                    Math.max(0, sent - acked - refused),
                    delivered,
                    lost,
                    duplicated,
                    reordered,
                    foreign,
                    redelivered);
        }
    }
}
