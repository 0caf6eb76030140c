package io.waggle.broker.group;

import io.waggle.protocol.AccountId;

/** There is every account, and none is in too many groups. */
record Everybody() implements People {

    @Override
    public boolean exists(AccountId account) {
        return true;
    }

    @Override
    public boolean hasRoomForGroup(AccountId account) {
        return true;
    }
}
