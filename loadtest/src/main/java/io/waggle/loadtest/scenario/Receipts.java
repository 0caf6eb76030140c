package io.waggle.loadtest.scenario;

import java.util.Locale;

/** What a recipient says of the messages that it gets, where the system has receipts. */
public enum Receipts {

    /** That they are stored: the system tells their senders "delivered". */
    DELIVERED,

    /** That as well, and that a person has read them. */
    READ;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
