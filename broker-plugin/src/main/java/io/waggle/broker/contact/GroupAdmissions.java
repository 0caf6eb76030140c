package io.waggle.broker.contact;

import io.waggle.broker.database.Database;
import io.waggle.broker.group.Admissions;
import io.waggle.protocol.AccountId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;

/**
 * Asks the database how people want to come into groups, on a thread of its own: few changes of groups add anybody, and nobody on
 * the message path waits for it. For any thread.
 */
public final class GroupAdmissions implements GroupPolicy, AutoCloseable {

    private static final int MOST_WAITING = 1_000;
    private static final int ACCOUNTS_PER_QUERY = 256;

    private final Database database;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> new Thread(task, "waggle-group-admissions"));

    public GroupAdmissions(Database database) {
        this.database = database;
    }

    @Override
    public CompletableFuture<Admissions> of(AccountId by, Collection<AccountId> accounts) {
        try {
            return CompletableFuture.supplyAsync(() -> database.read(handle -> read(handle, by, accounts)), thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Who has no row here has no wishes: an account of a developer's tokens. */
    static Admissions read(Handle handle, AccountId by, Collection<AccountId> accounts) {
        Set<AccountId> asked = new HashSet<>();
        Set<AccountId> deaf = new HashSet<>();
        List<AccountId> all = new ArrayList<>(accounts);
        for (int from = 0; from < all.size(); from += ACCOUNTS_PER_QUERY) {
            for (Wish wish : wishes(handle, by, all.subList(from, Math.min(all.size(), from + ACCOUNTS_PER_QUERY)))) {
                if (wish.relation() == Relation.BLOCKED) {
                    deaf.add(wish.account());
                } else if (!wish.audience().admits(wish.relation())) {
                    asked.add(wish.account());
                }
            }
        }
        return new Admissions(asked, deaf);
    }

    private record Wish(AccountId account, Audience audience, Relation relation) {}

    private static List<Wish> wishes(Handle handle, AccountId by, List<AccountId> accounts) {
        return handle.createQuery("SELECT a.account_id, COALESCE(p.add_to_groups, '"
                        + PrivacySettings.DEFAULT.addToGroups() + "') AS audience, "
                        + Relations.blocked("a.account_id", ":by") + " AS is_blocked, "
                        + Relations.known("a.account_id", ":by") + " AS is_known"
                        + " FROM account a LEFT JOIN privacy p ON p.account_id = a.account_id"
                        + " WHERE a.account_id IN (<accounts>) AND a.account_id <> :by")
                .bindList("accounts", accounts.stream().map(AccountId::value).toList())
                .bind("by", by.value())
                .map((row, context) -> new Wish(
                        new AccountId(row.getString("account_id")),
                        Audience.valueOf(row.getString("audience")),
                        Relation.of(row.getBoolean("is_blocked"), row.getBoolean("is_known"))))
                .list();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
