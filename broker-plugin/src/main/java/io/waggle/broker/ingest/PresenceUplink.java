package io.waggle.broker.ingest;

import io.waggle.protocol.AccountId;
import java.util.List;

/**
 * Takes what one connection says of presence: whether somebody looks at its device, and whose presence it wants to be told. For any
 * thread; every method returns at once and never throws.
 */
public interface PresenceUplink {

    /** Where presence is not known. */
    PresenceUplink NONE = new PresenceUplink() {
        @Override
        public int most() {
            return 0;
        }

        @Override
        public void heard() {
            // nobody wants to know
        }

        @Override
        public void set(boolean available) {
            throw new IllegalStateException("presence is not known here");
        }

        @Override
        public void watch(List<AccountId> accounts) {
            throw new IllegalStateException("presence is not known here");
        }
    };

    /** How many accounts may be watched; 0: presence is not known, and nothing may be said of it. */
    int most();

    /** A packet of any kind has come from the device. */
    void heard();

    /** Whether a person is looking at the device now. */
    void set(boolean available);

    /** The accounts to be told of, in place of those before; at most {@link #most}. */
    void watch(List<AccountId> accounts);
}
