package io.waggle.broker.contact;

import com.google.protobuf.ByteString;
import io.waggle.broker.account.Discovery;
import io.waggle.broker.account.DiscoveryHash;
import io.waggle.protocol.AccountId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The phone numbers and e-mail addresses in people's address books, as keyed hashes, and whom they lead to. A match is found by
 * whoever asks, so it comes by itself when the other signs up or uploads later. Every method is part of its caller's
 * transaction, and those that change something want the account locked by {@link
 * io.waggle.broker.account.Accounts#lockActive}. For any thread.
 */
public final class AddressBook {

    /** Entries that one account may have. */
    public static final int LIMIT = 10_000;

    /** Entries that may be added, and removed, at once. */
    public static final int AT_ONCE = 1_000;

    private final Discovery discovery;
    private final Contacts contacts;
    private final Allowance allowance;

    /** Who may have how many entries looked up: what keeps all numbers of a country from being tried. */
    @FunctionalInterface
    public interface Allowance {

        /**
         * Takes so many entries out of what the account may add.
         *
         * @return nothing if it may; else when it may again, and nothing is taken
         */
        Optional<Duration> take(AccountId account, int entries);
    }

    public AddressBook(Discovery discovery, Contacts contacts, Allowance allowance) {
        this.discovery = discovery;
        this.contacts = contacts;
        this.allowance = allowance;
    }

    /** An entry that leads to somebody. */
    public record Match(DiscoveryHash hash, AccountId account) {}

    /** What became of the wish to add entries. */
    public sealed interface Outcome {

        /**
         * They are there.
         *
         * @param matches whom the wanted ones lead to now, those included that were there before
         */
        record Added(List<Match> matches) implements Outcome {}

        /** There would be more than {@value AddressBook#LIMIT}. */
        record TooMany() implements Outcome {}

        /** Too many were added of late; nothing was. */
        record Limited(Duration retryAfter) implements Outcome {}
    }

    /** Adds entries, at most {@value #AT_ONCE}. Those that are there are not counted against the allowance. */
    public Outcome add(Handle handle, AccountId account, Collection<DiscoveryHash> hashes) {
        if (hashes.size() > AT_ONCE) {
            throw new IllegalArgumentException(hashes.size() + " at once");
        }
        Map<ByteString, DiscoveryHash> wanted = new LinkedHashMap<>();
        hashes.forEach(hash -> wanted.put(ByteString.copyFrom(discovery.key(hash)), hash));
        if (wanted.isEmpty()) {
            return new Outcome.Added(List.of());
        }
        Set<ByteString> fresh = new HashSet<>(wanted.keySet());
        fresh.removeAll(present(handle, account, wanted.keySet()));
        if (!fresh.isEmpty()) {
            if (size(handle, account) + fresh.size() > LIMIT) {
                return new Outcome.TooMany();
            }
            Optional<Duration> wait = allowance.take(account, fresh.size());
            if (wait.isPresent()) {
                return new Outcome.Limited(wait.get());
            }
            change(
                    handle,
                    account,
                    fresh,
                    "INSERT INTO address_book (account_id, discovery_key) VALUES (:account, :key)");
            contacts.noteKnown(handle, account);
        }
        return new Outcome.Added(matches(handle, account, wanted));
    }

    /** Removes entries; those that are not there are none. */
    public void remove(Handle handle, AccountId account, Collection<DiscoveryHash> hashes) {
        List<ByteString> keys = hashes.stream()
                .map(hash -> ByteString.copyFrom(discovery.key(hash)))
                .toList();
        if (change(
                        handle,
                        account,
                        keys,
                        "DELETE FROM address_book WHERE account_id = :account AND discovery_key = :key")
                > 0) {
            contacts.noteKnown(handle, account);
        }
    }

    /** Removes all entries of the account. */
    public void clear(Handle handle, AccountId account) {
        if (handle.execute("DELETE FROM address_book WHERE account_id = ?", account.value()) > 0) {
            contacts.noteKnown(handle, account);
        }
    }

    /** How many entries the account has. */
    public int size(Handle handle, AccountId account) {
        return handle.createQuery("SELECT COUNT(*) FROM address_book WHERE account_id = :account")
                .bind("account", account.value())
                .mapTo(Integer.class)
                .one();
    }

    private static int change(Handle handle, AccountId account, Collection<ByteString> keys, String sql) {
        PreparedBatch batch = handle.prepareBatch(sql);
        keys.forEach(key -> batch.bind("account", account.value())
                .bind("key", key.toByteArray())
                .add());
        int changed = 0;
        for (int rows : batch.execute()) {
            changed += rows;
        }
        return changed;
    }

    private static List<ByteString> present(Handle handle, AccountId account, Collection<ByteString> keys) {
        return handle.createQuery("SELECT discovery_key FROM address_book"
                        + " WHERE account_id = :account AND discovery_key IN (<keys>)")
                .bind("account", account.value())
                .bindList("keys", bytes(keys))
                .map((row, context) -> ByteString.copyFrom(row.getBytes("discovery_key")))
                .list();
    }

    private static List<Match> matches(Handle handle, AccountId account, Map<ByteString, DiscoveryHash> wanted) {
        return handle.createQuery("SELECT i.discovery_key, i.account_id FROM identifier i"
                        + " WHERE i.discovery_key IN (<keys>) AND i.account_id <> :account AND "
                        + Relations.discoverable("i.account_id", ":account") + " ORDER BY i.account_id")
                .bind("account", account.value())
                .bindList("keys", bytes(wanted.keySet()))
                .map((row, context) -> new Match(
                        hash(wanted, row.getBytes("discovery_key")), new AccountId(row.getString("account_id"))))
                .list();
    }

    private static DiscoveryHash hash(Map<ByteString, DiscoveryHash> wanted, byte[] key) {
        DiscoveryHash hash = wanted.get(ByteString.copyFrom(key));
        if (hash == null) {
            throw new IllegalStateException("a match that nobody asked for");
        }
        return hash;
    }

    private static List<byte[]> bytes(Collection<ByteString> keys) {
        List<byte[]> bytes = new ArrayList<>(keys.size());
        keys.forEach(key -> bytes.add(key.toByteArray()));
        return bytes;
    }
}
