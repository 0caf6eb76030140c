package io.waggle.broker.contact;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.AccountChanges;
import io.waggle.protocol.AccountId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The table of blocks. Every method is part of its caller's transaction. For any thread. */
public final class Blocks {

    /** Accounts that one may block. */
    public static final int LIMIT = 1_000;

    private final AccountChanges changes;
    private final Clock clock;

    public Blocks(AccountChanges changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    /** An account that is blocked. */
    public record Block(AccountId account, Instant since) {}

    /** What became of the wish to block somebody. */
    public enum Outcome {
        BLOCKED,
        /** Nobody blocks themselves. */
        ONESELF,
        TOO_MANY
    }

    /**
     * From now on the account takes nothing from the other, which need not exist: whether it does is not told. Idempotent.
     */
    public Outcome add(Handle handle, AccountId account, AccountId other) {
        if (account.equals(other)) {
            return Outcome.ONESELF;
        }
        if (count(handle, account) >= LIMIT && !has(handle, account, other)) {
            return Outcome.TOO_MANY;
        }
        int added = handle.createUpdate("INSERT INTO account_block (account_id, blocked_id, blocked_at)"
                        + " VALUES (:account, :other, :now) ON CONFLICT DO NOTHING")
                .bind("account", account.value())
                .bind("other", other.value())
                .bind("now", clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .execute();
        noteIf(added == 1, handle, account);
        return Outcome.BLOCKED;
    }

    /** The account takes again from the other. @return whether it did not */
    public boolean remove(Handle handle, AccountId account, AccountId other) {
        int removed = handle.createUpdate(
                        "DELETE FROM account_block WHERE account_id = :account AND blocked_id = :other")
                .bind("account", account.value())
                .bind("other", other.value())
                .execute();
        noteIf(removed == 1, handle, account);
        return removed == 1;
    }

    private void noteIf(boolean changed, Handle handle, AccountId account) {
        if (changed) {
            changes.add(handle, new AccountChange.PolicyChanged(account));
        }
    }

    /** Whom the account has blocked, all of them, the last first. */
    public List<Block> list(Handle handle, AccountId account) {
        return list(handle, account, Optional.empty(), LIMIT);
    }

    /**
     * Whom the account has blocked, the last first.
     *
     * @param after those that come after this one; it need not be there any more
     * @param most how many at most
     */
    public List<Block> list(Handle handle, AccountId account, Optional<Block> after, int most) {
        String rest = after.isEmpty() ? "" : " AND (blocked_at < :at OR (blocked_at = :at AND blocked_id > :after))";
        Query query = handle.createQuery("SELECT blocked_id, blocked_at FROM account_block WHERE account_id = :account"
                        + rest + " ORDER BY blocked_at DESC, blocked_id FETCH FIRST :most ROWS ONLY")
                .bind("account", account.value())
                .bind("most", most);
        after.ifPresent(block ->
                query.bind("at", block.since()).bind("after", block.account().value()));
        return query.map((row, context) -> new Block(
                        new AccountId(row.getString("blocked_id")),
                        row.getTimestamp("blocked_at").toInstant()))
                .list();
    }

    /** All blocks, by who made them. */
    Map<AccountId, Set<AccountId>> all(Handle handle) {
        Map<AccountId, Set<AccountId>> all = new HashMap<>();
        handle.createQuery("SELECT account_id, blocked_id FROM account_block")
                .map((row, context) -> Map.entry(
                        new AccountId(row.getString("account_id")), new AccountId(row.getString("blocked_id"))))
                .forEach(block -> all.computeIfAbsent(block.getKey(), key -> new HashSet<>())
                        .add(block.getValue()));
        return all;
    }

    private static int count(Handle handle, AccountId account) {
        return handle.createQuery("SELECT COUNT(*) FROM account_block WHERE account_id = :account")
                .bind("account", account.value())
                .mapTo(Integer.class)
                .one();
    }

    private static boolean has(Handle handle, AccountId account, AccountId other) {
        return handle.createQuery(
                                "SELECT COUNT(*) FROM account_block WHERE account_id = :account AND blocked_id = :other")
                        .bind("account", account.value())
                        .bind("other", other.value())
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }
}
