package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import org.rocksdb.RocksDBException;

/** Takes a deleted account out of one group, so that a person in many groups does not hold up everybody's messages. */
final class LeaveOperation extends Operation<Integer> {

    private final ConversationId group;
    private final AccountId account;

    LeaveOperation(ConversationId group, AccountId account) {
        super(0);
        this.group = group;
        this.account = account;
    }

    @Override
    Integer apply(Commit commit) throws RocksDBException {
        boolean left = new GroupChanging(commit).leave(group, account);
        if (left) {
            commit.requireSync();
        }
        return left ? 1 : 0;
    }
}
