package io.waggle.protocol.frame;

import io.waggle.protocol.InboxSequence;

/** One row of an inbox. */
public record InboxItem(InboxSequence sequence, Content content) {

    /** What a row holds. */
    public sealed interface Content permits Message, Receipt, SendOutcomes, Missed, Unknown {}

    /** A kind of row that this version does not know. To be acknowledged like any other, and shown as "update your app". */
    public record Unknown() implements Content {}
}
