package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a message has not got further. That somebody has blocked this person is never among the reasons: nobody is told.
 *
 * @param recipient whom it has not got to; nothing if it concerns all of them
 * @param since when that began, as far as is known: when the recipient was last seen
 */
public record Delay(Reason reason, Remedy remedy, Optional<AccountId> recipient, Optional<Instant> since) {

    /** What holds it up. */
    public enum Reason {
        /** This device has no connection. */
        NO_CONNECTION,
        /** It is about to go out, or on its way, and the server has not answered. */
        ON_ITS_WAY,
        /** The server lets this device send so much at a time. */
        SENT_TOO_MUCH,
        /** This device, or the server, is to catch up first. */
        SERVER_BUSY,
        /** No recipient has room: too much waits for them already. It is tried again from time to time, until its lifetime ends. */
        NO_ROOM,
        /** No device of the recipient is connected, or nobody looks at one. */
        RECIPIENT_OFFLINE,
        /** The recipient has not got it, and where they are is not known: not watched, or not shown to this person. */
        NOT_DELIVERED,
        /** Others have got it; the recipient had no room for it, and will not get it. */
        MISSED_FOR_ROOM,
        /** Its lifetime ended before the recipient, or a device of theirs, had it. */
        EXPIRED,
        /** A device of the recipient cannot read it. */
        UNREADABLE,
        /** A device was removed before it had it. */
        DEVICE_REMOVED,
        /** The recipient takes no messages from this account: it is no contact there, or there is another reason. */
        REFUSED,
        /** There is no such account, or it has no device. */
        NO_SUCH_RECIPIENT,
        /** It failed: {@link MessageStatus#failure} says why. */
        FAILED
    }

    /** One that concerns all recipients. */
    public static Delay of(Reason reason, Remedy remedy) {
        return new Delay(reason, remedy, Optional.empty(), Optional.empty());
    }
}
