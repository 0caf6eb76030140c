package io.waggle.broker.inbox;

/** Whether a device has an inbox now. */
public sealed interface OpenOutcome {

    /**
     * It has.
     *
     * @param created whether it had none before
     */
    record Opened(InboxState state, boolean created) implements OpenOutcome {}

    /** The account has as many devices as it may have. */
    record TooManyDevices() implements OpenOutcome {}

    /** The store has as many inboxes as it may have. */
    record TooManyInboxes() implements OpenOutcome {}
}
