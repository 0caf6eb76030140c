package io.waggle.broker.account;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import java.util.UUID;

/** What the process that has the inboxes and the connections has to do because of something in the database. */
public sealed interface AccountChange {

    /** Which account it is about. */
    AccountId account();

    /** A change of one device. */
    sealed interface OfDevice extends AccountChange {

        Address device();

        @Override
        default AccountId account() {
            return device().account();
        }
    }

    /** There is a new device: it gets an inbox, so that what is sent to it from now on waits there. */
    record DeviceLinked(Address device) implements OfDevice {}

    /** The device is no longer its account's: its connection ends, and its inbox goes with what is in it. */
    record DeviceUnlinked(Address device) implements OfDevice {}

    /** A session ended: no token of it lets in any more, and the connection that one opened ends. */
    record SessionEnded(Address device, UUID session) implements OfDevice {}

    /** The webhook of the bot that the account is goes elsewhere, or there is one now. */
    record WebhookChanged(AccountId account) implements AccountChange {}

    /** The account takes other things from others than before. */
    record PolicyChanged(AccountId account) implements AccountChange {}

    /** The account lets others see when it is there than before, or knows others; what it takes is the same. */
    record AudienceChanged(AccountId account) implements AccountChange {}

    /** The account is gone; its devices are too, by changes of their own before this one. It goes from its groups. */
    record AccountDeleted(AccountId account) implements AccountChange {}
}
