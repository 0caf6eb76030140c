package io.waggle.broker.inbox;

import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.util.List;

/** What became of a frame. */
public sealed interface Decision {

    /**
     * Every message and group change is accepted, now or earlier.
     *
     * @param after of each, the last row of the sender's inbox when it was
     */
    record AllAccepted(List<InboxSequence> after) implements Decision {

        public AllAccepted {
            after = List.copyOf(after);
        }
    }

    /** Every message is refused for want of room, and nothing is written. Only with {@link Submission.Refusals#BY_ANSWER}. */
    record RefusedForRoom(Result result) implements Decision {}

    /** Every message is refused, and nothing is written. Only with {@link Submission.Refusals#BY_DECISION}. */
    record Refused(Result result) implements Decision {}

    /** Decided, not all alike: a row in the sender's inbox says what became of each. */
    record SeeOutcomes() implements Decision {}
}
