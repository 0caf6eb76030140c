package io.waggle.broker.contact;

import io.waggle.protocol.AccountId;

/** Everybody takes everything from everybody. */
public final class TakesEverything implements MessagePolicy {

    @Override
    public Reception message(AccountId account, AccountId from) {
        return Reception.TAKEN;
    }

    @Override
    public boolean takesLiveEvents(AccountId account, AccountId from) {
        return true;
    }

    @Override
    public boolean takesReadReceipts(AccountId author, AccountId reader) {
        return true;
    }
}
