package io.waggle.broker.inbox;

import io.waggle.protocol.frame.SendOutcome.Result;

/** What became of a frame. */
public sealed interface Decision {

    /** Every message is accepted, now or earlier. */
    record AllAccepted() implements Decision {}

    /** Every message is refused for want of room, and nothing is written. Only with {@link Submission.Refusals#BY_ANSWER}. */
    record RefusedForRoom(Result result) implements Decision {}

    /** Every message is refused, and nothing is written. Only with {@link Submission.Refusals#BY_DECISION}. */
    record Refused(Result result) implements Decision {}

    /** Decided, not all alike: a row in the sender's inbox says what became of each. */
    record SeeOutcomes() implements Decision {}
}
