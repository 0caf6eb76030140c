package io.waggle.client.store;

import io.waggle.protocol.DeviceId;
import io.waggle.protocol.TransferId;
import java.util.Optional;

/**
 * The way of what was said before from one of the person's devices to a new one.
 *
 * @param wanted whether this device is the new one; else it is asked
 * @param device the new device if this one is asked; else the one that sends, once one does
 * @param code what both devices show of the new one's key: if it is not the same on both, somebody else asks
 * @param chunks how many of them have come, or gone out
 */
public record HistoryTransfer(
        TransferId id, boolean wanted, Optional<DeviceId> device, State state, String code, int chunks) {

    /** How far it is. */
    public enum State {
        /** No person has allowed it yet. */
        WAITING(1),
        RUNNING(2),
        /** Everything is there. */
        DONE(3),
        /** It was refused or given up, another device was chosen, or something was lost: the new device may ask anew. */
        ENDED(4);

        private final int code;

        State(int code) {
            this.code = code;
        }

        /** How the schema writes it. Never reused. */
        long code() {
            return code;
        }

        static State fromCode(long code) {
            for (State state : values()) {
                if (state.code == code) {
                    return state;
                }
            }
            throw new StoreException("not the code of a state of a transfer: " + code);
        }
    }
}
