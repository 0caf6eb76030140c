package io.waggle.broker.account;

import io.waggle.protocol.Address;
import java.util.UUID;

/** What the process that has the inboxes and the connections has to do because of something in the database. */
public sealed interface AccountChange {

    /** Whose device it is about. */
    Address device();

    /** There is a new device: it gets an inbox, so that what is sent to it from now on waits there. */
    record DeviceLinked(Address device) implements AccountChange {}

    /** The device is no longer its account's: its connection ends, and its inbox goes with what is in it. */
    record DeviceUnlinked(Address device) implements AccountChange {}

    /** A session ended: no token of it lets in any more, and the connection that one opened ends. */
    record SessionEnded(Address device, UUID session) implements AccountChange {}
}
