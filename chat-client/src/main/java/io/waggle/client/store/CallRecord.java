package io.waggle.client.store;

import io.waggle.protocol.Address;
import io.waggle.protocol.CallId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.content.MessageRef;
import java.time.Instant;
import java.util.Optional;

/**
 * A call, as this device knows it.
 *
 * @param message that stands for it in the conversation
 * @param direction who calls
 * @param other the device that calls this one, or that has answered; empty while nobody has
 * @param at when its start was accepted by the server; of one of this device, when it was made
 */
public record CallRecord(
        CallId id,
        ConversationId conversation,
        MessageRef message,
        Direction direction,
        boolean video,
        State state,
        Optional<Address> other,
        Instant at) {

    /** Who calls. */
    public enum Direction {
        /** Somebody else. */
        INCOMING(1),
        /** This person, on this device. */
        OUTGOING(2),
        /** This person, on another device. */
        OUTGOING_ELSEWHERE(3);

        private final int code;

        Direction(int code) {
            this.code = code;
        }

        long code() {
            return code;
        }

        static Direction fromCode(long code) {
            for (Direction direction : values()) {
                if (direction.code == code) {
                    return direction;
                }
            }
            throw new StoreException("not the code of a direction: " + code);
        }
    }

    /** How it stands. */
    public enum State {
        /** This person calls, and nobody has answered. */
        CALLING(1),
        /** This device rings. */
        RINGING(2),
        /** Somebody calls while this device is in another call; their other devices may ring. */
        BUSY(3),
        /** They talk, this person on this device. */
        ANSWERED(4),
        /** The person has answered on another device. */
        ANSWERED_ELSEWHERE(5),
        /** The callee did not want it. */
        DECLINED(6),
        /** Nobody answered this incoming call: it is unread until it is read. */
        MISSED(7),
        /** The caller gave up an outgoing call; or the two called each other, and the other call goes on. */
        CANCELLED(8),
        /** They have talked. */
        ENDED(9),
        /** The connection between the two failed, or this device did. */
        FAILED(10),
        /** Somebody calls, and this device does not ring: it was away when it rang, or each of the two calls the other. */
        SILENT(11);

        private final int code;

        State(int code) {
            this.code = code;
        }

        /** Whether it takes this device: it rings, calls, or talks. */
        public boolean isActive() {
            return this == CALLING || this == RINGING || this == ANSWERED;
        }

        long code() {
            return code;
        }

        static State fromCode(long code) {
            for (State state : values()) {
                if (state.code == code) {
                    return state;
                }
            }
            throw new StoreException("not the code of a state of a call: " + code);
        }
    }

    /** The same in another state. */
    CallRecord with(State next) {
        return new CallRecord(id, conversation, message, direction, video, next, other, at);
    }

    /** The same with the device that has answered. */
    CallRecord answeredBy(Address device) {
        return new CallRecord(id, conversation, message, direction, video, State.ANSWERED, Optional.of(device), at);
    }
}
