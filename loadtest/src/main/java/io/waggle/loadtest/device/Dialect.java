package io.waggle.loadtest.device;

import io.netty.buffer.ByteBuf;
import io.waggle.loadtest.ledger.Stamp;
import io.waggle.protocol.frame.SendOutcome;
import java.util.List;
import java.util.Optional;

/** How one device of one system speaks above MQTT. Belongs to its device's event loop. */
interface Dialect {

    /** What the device understood of a PUBLISH. */
    interface Listener {

        /** A message of the load, for the first time as far as the protocol tells. */
        void message(Stamp stamp);

        /** A message that the protocol itself marks as one the device has had. */
        void redelivered();

        /** Something that no device of this run has sent. */
        void foreign();

        /** What became of a message of this device's own. */
        void outcome(SendOutcome outcome);
    }

    /** Topic Filters to subscribe to, QoS 1. */
    List<String> subscriptions();

    /** What the device says first on a connection, beside its SUBSCRIBE. */
    Optional<Publication> greeting();

    /** Whether the device has to hear more than its SUBACK before it is connected; {@link #read} says when it has. */
    boolean awaitsWelcome();

    /** Writes messages of one conversation. */
    Publication write(List<Outgoing> messages);

    /** How many messages go into one PUBLISH at most, of as many as there may be. */
    int frameLimit(int wanted);

    /** Reads what came. Returns whether it was the welcome. @throws IllegalStateException if it breaks the protocol */
    boolean read(ByteBuf payload, Listener listener);

    /** Whether there is something to be said about what was read. */
    boolean owesAcknowledgement();

    /**
     * Owes an acknowledgement from now on only for as many messages as it is released to acknowledge.
     *
     * @throws UnsupportedOperationException if this dialect has no acknowledgements that could be held back
     */
    default void hold() {
        throw new UnsupportedOperationException("nothing can be held back");
    }

    /** Owes an acknowledgement for everything again. */
    default void letGo() {
        // nothing is held back
    }

    /** May acknowledge so many messages more than it was released to until now. */
    default void release(int messages) {
        throw new UnsupportedOperationException("nothing can be held back");
    }

    /** How many messages it may still acknowledge, while it holds back others. */
    default int released() {
        return 0;
    }

    /** What is to be said about all that was read until now. */
    Publication acknowledgement();
}
