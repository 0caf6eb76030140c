package io.waggle.broker.contact;

import io.waggle.broker.contact.PresencePolicy.Sight;
import io.waggle.broker.database.Database;
import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;

/**
 * Asks the database who may see whose presence, on a thread of its own: nobody on the message path waits for it. For any thread.
 *
 * <p>An account that has no row here has no wishes: that is an account of a developer's tokens, or one that is not there (any more)
 * and of which nothing is known. Bots see nobody and are not seen: nobody looks at them.
 */
public final class PresenceAudiences implements PresencePolicy, AutoCloseable {

    private static final int MOST_WAITING = 1_000;
    private static final int ACCOUNTS_PER_QUERY = 256;

    private static final String STANDING = "COALESCE(p.last_seen, '" + PrivacySettings.DEFAULT.lastSeen()
            + "') AS audience, EXISTS (SELECT 1 FROM bot b WHERE b.account_id = a.account_id) AS is_bot";

    private static final String ACCOUNTS = " FROM account a LEFT JOIN privacy p ON p.account_id = a.account_id";

    private final Database database;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> new Thread(task, "waggle-presence-audiences"));

    public PresenceAudiences(Database database) {
        this.database = database;
    }

    @Override
    public CompletableFuture<Sight> of(AccountId account, Collection<AccountId> others) {
        try {
            return CompletableFuture.supplyAsync(() -> database.read(handle -> read(handle, account, others)), thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What an account wants of everybody. */
    private record Standing(Audience audience, boolean bot) {

        static final Standing WITHOUT_WISHES = new Standing(Audience.EVERYONE, false);
    }

    /** Another account: what it wants, what the account is to it, and what it is to the account. */
    private record Other(AccountId id, Standing standing, Relation account, Relation other) {}

    static Sight read(Handle handle, AccountId account, Collection<AccountId> others) {
        Standing own = standing(handle, account);
        Set<AccountId> seeing = new HashSet<>();
        List<AccountId> all = new ArrayList<>(others);
        for (int from = 0; from < all.size() && !own.bot(); from += ACCOUNTS_PER_QUERY) {
            List<AccountId> some = all.subList(from, Math.min(all.size(), from + ACCOUNTS_PER_QUERY));
            seeing.addAll(seeing(handle, account, own, some));
        }
        List<AccountId> seen = new ArrayList<>(seeing);
        if (!seeing.contains(account)) {
            seen.add(account);
        }
        return new Sight(seeing, lastSeen(handle, seen));
    }

    private static Standing standing(Handle handle, AccountId account) {
        return handle.createQuery("SELECT " + STANDING + ACCOUNTS + " WHERE a.account_id = :account")
                .bind("account", account.value())
                .map((row, context) ->
                        new Standing(Audience.valueOf(row.getString("audience")), row.getBoolean("is_bot")))
                .findOne()
                .orElse(Standing.WITHOUT_WISHES);
    }

    private static Set<AccountId> seeing(Handle handle, AccountId account, Standing own, List<AccountId> others) {
        Set<AccountId> seeing = new HashSet<>();
        Set<AccountId> unknown = new HashSet<>(others);
        if (unknown.remove(account)) {
            seeing.add(account);
        }
        for (Other other : others(handle, account, others)) {
            unknown.remove(other.id());
            if (!other.standing().bot()
                    && other.standing().audience().admits(other.account())
                    && own.audience().admits(other.other())) {
                seeing.add(other.id());
            }
        }
        if (own.audience() == Audience.EVERYONE && !unknown.isEmpty()) {
            unknown.removeAll(blocked(handle, account, unknown));
            seeing.addAll(unknown);
        }
        return seeing;
    }

    private static List<Other> others(Handle handle, AccountId account, List<AccountId> others) {
        return handle.createQuery("SELECT a.account_id, " + STANDING + ", "
                        + Relations.blocked("a.account_id", ":account") + " AS blocks, "
                        + Relations.known("a.account_id", ":account") + " AS knows, "
                        + Relations.blocked(":account", "a.account_id") + " AS is_blocked, "
                        + Relations.known(":account", "a.account_id") + " AS is_known"
                        + ACCOUNTS + " WHERE a.account_id IN (<others>) AND a.account_id <> :account")
                .bindList("others", values(others))
                .bind("account", account.value())
                .map((row, context) -> new Other(
                        new AccountId(row.getString("account_id")),
                        new Standing(Audience.valueOf(row.getString("audience")), row.getBoolean("is_bot")),
                        Relation.of(row.getBoolean("blocks"), row.getBoolean("knows")),
                        Relation.of(row.getBoolean("is_blocked"), row.getBoolean("is_known"))))
                .list();
    }

    /** Of those who have no row, whom the account has blocked all the same: a block does not ask whether there is such an account. */
    private static Set<AccountId> blocked(Handle handle, AccountId account, Collection<AccountId> others) {
        return new HashSet<>(handle.createQuery("SELECT blocked_id FROM account_block"
                        + " WHERE account_id = :account AND blocked_id IN (<others>)")
                .bindList("others", values(others))
                .bind("account", account.value())
                .mapTo(String.class)
                .map(AccountId::new)
                .list());
    }

    private static Map<AccountId, Instant> lastSeen(Handle handle, List<AccountId> accounts) {
        Map<AccountId, Instant> times = new HashMap<>();
        for (int from = 0; from < accounts.size(); from += ACCOUNTS_PER_QUERY) {
            List<AccountId> some = accounts.subList(from, Math.min(accounts.size(), from + ACCOUNTS_PER_QUERY));
            handle.createQuery("SELECT account_id, MAX(last_seen_at) AS last_seen_at FROM device"
                            + " WHERE account_id IN (<accounts>) GROUP BY account_id")
                    .bindList("accounts", values(some))
                    .map((row, context) -> Map.entry(
                            new AccountId(row.getString("account_id")),
                            row.getTimestamp("last_seen_at").toInstant()))
                    .forEach(each -> times.put(each.getKey(), each.getValue()));
        }
        return times;
    }

    private static List<String> values(Collection<AccountId> accounts) {
        return accounts.stream().map(AccountId::value).toList();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
