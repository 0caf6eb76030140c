package io.waggle.broker.inbox;

/** Whether a device has an inbox now. */
public sealed interface OpenOutcome {

    /** It has; perhaps it had before. */
    record Opened(InboxState state) implements OpenOutcome {}

    /** The account has as many devices as it may have. */
    record TooManyDevices() implements OpenOutcome {}

    /** The store has as many inboxes as it may have. */
    record TooManyInboxes() implements OpenOutcome {}
}
