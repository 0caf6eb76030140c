package io.waggle.broker.account;

import io.waggle.protocol.AccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table of accounts and what they are found by. Every method is part of its caller's transaction. For any thread. */
public final class Accounts {

    /** 80 random bits. */
    private static final int ID_LENGTH = 16;

    private final IdentifierSeal seal;
    private final Clock clock;
    private final RandomIds ids = new RandomIds();

    public Accounts(IdentifierSeal seal, Clock clock) {
        this.seal = seal;
        this.clock = clock;
    }

    /** The account that the identifier belongs to. */
    public Optional<AccountId> find(Handle handle, Identifier identifier) {
        return handle.createQuery("SELECT account_id FROM identifier WHERE lookup_key = :key")
                .bind("key", seal.lookupKey(identifier))
                .mapTo(String.class)
                .findOne()
                .map(AccountId::new);
    }

    /** The account of the identifier, made if there is none. Two who do this at once get the same one. */
    public AccountId findOrCreate(Handle handle, Identifier identifier) {
        return find(handle, identifier).orElseGet(() -> create(handle, identifier));
    }

    /** A new account that nothing is found by. */
    public AccountId create(Handle handle) {
        AccountId account = new AccountId(ids.next(ID_LENGTH));
        handle.createUpdate("INSERT INTO account (account_id, created_at) VALUES (:account, :now)")
                .bind("account", account.value())
                .bind("now", now())
                .execute();
        return account;
    }

    private AccountId create(Handle handle, Identifier identifier) {
        AccountId account = create(handle);
        int added = handle.createUpdate(
                        "INSERT INTO identifier (lookup_key, account_id, kind, sealed, verified_at, discovery_key)"
                                + " VALUES (:key, :account, :kind, :sealed, :now, :discovery) ON CONFLICT DO NOTHING")
                .bind("key", seal.lookupKey(identifier))
                .bind("account", account.value())
                .bind("kind", identifier.kind().name())
                .bind("sealed", seal.seal(identifier))
                .bind("discovery", seal.discoveryKey(identifier))
                .bind("now", now())
                .execute();
        if (added == 1) {
            return account;
        }
        handle.execute("DELETE FROM account WHERE account_id = ?", account.value());
        return find(handle, identifier)
                .orElseThrow(() -> new IllegalStateException("an identifier was taken away in the same moment"));
    }

    /**
     * Keeps others from changing the account's devices until the transaction ends.
     *
     * @return whether there is such an account, and it is not suspended
     */
    public boolean lockActive(Handle handle, AccountId account) {
        return lock(handle, account).filter(found -> !found.isSuspended()).isPresent();
    }

    /** The account, if there is one. */
    public Optional<Account> get(Handle handle, AccountId account) {
        return select(handle, account, "");
    }

    /** The same, and keeps others from changing it or its devices until the transaction ends. */
    public Optional<Account> lock(Handle handle, AccountId account) {
        return select(handle, account, " FOR UPDATE");
    }

    private static Optional<Account> select(Handle handle, AccountId account, String how) {
        return handle.createQuery("SELECT created_at, suspended_at FROM account WHERE account_id = :account" + how)
                .bind("account", account.value())
                .map((row, context) -> {
                    var suspended = row.getTimestamp("suspended_at");
                    return new Account(
                            account,
                            row.getTimestamp("created_at").toInstant(),
                            suspended == null ? null : suspended.toInstant());
                })
                .findOne();
    }

    /** Suspends the account, if it is not. */
    public void suspend(Handle handle, AccountId account) {
        handle.createUpdate("UPDATE account SET suspended_at = :now"
                        + " WHERE account_id = :account AND suspended_at IS NULL")
                .bind("now", now())
                .bind("account", account.value())
                .execute();
    }

    /** Ends the suspension, if there is one. */
    public void resume(Handle handle, AccountId account) {
        handle.execute("UPDATE account SET suspended_at = NULL WHERE account_id = ?", account.value());
    }

    /** Removes the account, and with it every row that is part of it. @return whether there was one */
    public boolean remove(Handle handle, AccountId account) {
        return handle.execute("DELETE FROM account WHERE account_id = ?", account.value()) == 1;
    }

    /**
     * Gives identifiers of a version that did not know of discovery what they are discovered by, at most so many at once.
     * Idempotent.
     *
     * @return how many; fewer than the most when none is left
     */
    public int addDiscoveryKeys(Handle handle, int most) {
        List<Lookup> without = handle.createQuery("SELECT lookup_key, kind, sealed FROM identifier"
                        + " WHERE discovery_key IS NULL FETCH FIRST :most ROWS ONLY")
                .bind("most", most)
                .map((row, context) -> new Lookup(row.getBytes("lookup_key"), identifier(row)))
                .list();
        PreparedBatch batch =
                handle.prepareBatch("UPDATE identifier SET discovery_key = :discovery WHERE lookup_key = :key");
        without.forEach(each -> batch.bind("discovery", seal.discoveryKey(each.identifier()))
                .bind("key", each.key())
                .add());
        var unused = batch.execute();
        return without.size();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Lookup(byte[] key, Identifier identifier) {}

    /** The identifier of a row that has its kind, sealed and lookup_key. */
    public Identifier identifier(ResultSet row) throws SQLException {
        return seal.open(
                Identifier.Kind.valueOf(row.getString("kind")), row.getBytes("sealed"), row.getBytes("lookup_key"));
    }

    /** Whether there is such an account. */
    public boolean exists(Handle handle, AccountId account) {
        return get(handle, account).isPresent();
    }

    /** What the account is found by; empty if there is no such account. */
    public List<Identifier> identifiers(Handle handle, AccountId account) {
        return verified(handle, account).stream().map(Verified::identifier).toList();
    }

    /** What an account is found by, and since when that is known to be its own. */
    public record Verified(Identifier identifier, Instant at) {}

    /** The same, with the time. */
    public List<Verified> verified(Handle handle, AccountId account) {
        return handle.createQuery("SELECT lookup_key, kind, sealed, verified_at FROM identifier"
                        + " WHERE account_id = :account ORDER BY kind, verified_at")
                .bind("account", account.value())
                .map((row, context) -> new Verified(
                        identifier(row), row.getTimestamp("verified_at").toInstant()))
                .list();
    }

    /** The keyed hashes of what the account is found by. */
    public List<byte[]> lookupKeys(Handle handle, AccountId account) {
        return handle.createQuery("SELECT lookup_key FROM identifier WHERE account_id = :account ORDER BY lookup_key")
                .bind("account", account.value())
                .mapTo(byte[].class)
                .list();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
