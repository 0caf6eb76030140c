package io.waggle.protocol.frame;

import io.waggle.protocol.InboxSequence;

/** One row of an inbox. */
public record InboxItem(InboxSequence sequence, Content content) {

    /** What a row holds. */
    public sealed interface Content
            permits Message, Receipt, SendOutcomes, Missed, GroupEvent, GroupState, GroupList, Unknown, Unreadable {}

    /** A kind of row that this version does not know. To be acknowledged like any other, and shown as "update your app". */
    public record Unknown() implements Content {}

    /**
     * A row that breaks a bound of the protocol. It stands alone, so that the rows behind it are not held up: to be answered
     * with {@link InboxReject}, which moves it out of the way where an operator can find it.
     *
     * @param detail which field, and what is allowed; never a part of the bytes
     */
    public record Unreadable(Decoded.Fault fault, String detail) implements Content {}
}
