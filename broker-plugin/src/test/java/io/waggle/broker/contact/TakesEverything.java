package io.waggle.broker.contact;

import io.waggle.broker.group.Admissions;
import io.waggle.protocol.AccountId;
import java.util.concurrent.CompletableFuture;

/** Everybody takes everything from everybody. */
public final class TakesEverything implements MessagePolicy {

    /** Everybody may be added to every group. */
    public static final GroupPolicy IN_GROUPS = (by, accounts) -> CompletableFuture.completedFuture(Admissions.FREE);

    @Override
    public Reception message(AccountId account, AccountId from) {
        return Reception.TAKEN;
    }

    @Override
    public boolean takesLiveEvents(AccountId account, AccountId from) {
        return true;
    }

    @Override
    public boolean takesLiveEventsInGroup(AccountId account, AccountId from) {
        return true;
    }

    @Override
    public boolean takesReadReceipts(AccountId author, AccountId reader) {
        return true;
    }
}
