package io.waggle.broker.contact;

import io.waggle.broker.database.Database;
import io.waggle.protocol.AccountId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who takes what from whom, in memory, for the message path: only accounts that take less than everything are here. Read by any
 * thread; loaded at the start, and account by account when one has changed.
 */
public final class Policies implements MessagePolicy {

    private final Database database;
    private final Blocks blocks;
    private final Map<AccountId, Set<AccountId>> blocked = new ConcurrentHashMap<>();

    public Policies(Database database, Blocks blocks) {
        this.database = database;
        this.blocks = blocks;
    }

    /** Reads all of them. */
    public void load() {
        Map<AccountId, Set<AccountId>> all = database.read(blocks::all);
        all.forEach((account, others) -> blocked.put(account, Set.copyOf(others)));
    }

    /** Reads those of one account again. */
    public void reload(AccountId account) {
        Set<AccountId> others = new HashSet<>();
        database.read(handle -> blocks.list(handle, account)).forEach(block -> others.add(block.account()));
        if (others.isEmpty()) {
            blocked.remove(account);
        } else {
            blocked.put(account, Set.copyOf(others));
        }
    }

    @Override
    public boolean refuses(AccountId account, AccountId other) {
        return !blocked.isEmpty() && blocked.getOrDefault(account, Set.of()).contains(other);
    }
}
