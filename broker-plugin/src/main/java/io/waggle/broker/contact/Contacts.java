package io.waggle.broker.contact;

import com.google.crypto.tink.Aead;
import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Discovery;
import io.waggle.broker.account.DiscoveryHash;
import io.waggle.broker.account.PersonName;
import io.waggle.protocol.AccountId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Whom a person knows: those they have added, and those whose number or e-mail address is in their {@link AddressBook}. What
 * they call somebody is sealed at rest, and bound to the two. Every method is part of its caller's transaction, and those
 * that change something want the account locked by {@link Accounts#lockActive}. For any thread.
 */
public final class Contacts {

    /** Accounts that one may add. */
    public static final int LIMIT = 5_000;

    private final Accounts accounts;
    private final Privacy privacy;
    private final AccountChanges changes;
    private final Discovery discovery;
    private final Aead aead;
    private final Clock clock;

    public Contacts(
            Accounts accounts, Privacy privacy, AccountChanges changes, Discovery discovery, Aead aead, Clock clock) {
        this.accounts = accounts;
        this.privacy = privacy;
        this.changes = changes;
        this.discovery = discovery;
        this.aead = aead;
        this.clock = clock;
    }

    /**
     * Somebody whom a person knows.
     *
     * @param name what the person calls them
     * @param added whether the person has added them, rather than only having them in the address book
     * @param hash what of the address book led to them, so that the client finds its own entry; nothing if nothing did, or they
     *     do not let the person find them by it
     */
    public record Contact(AccountId account, Optional<PersonName> name, boolean added, Optional<DiscoveryHash> hash) {}

    /** What became of the wish to add somebody. */
    public enum Outcome {
        ADDED,
        /** Nobody adds themselves. */
        ONESELF,
        NO_SUCH_ACCOUNT,
        TOO_MANY
    }

    /** Adds somebody, or calls them something else. Idempotent. */
    public Outcome put(Handle handle, AccountId account, AccountId other, Optional<PersonName> name) {
        if (account.equals(other)) {
            return Outcome.ONESELF;
        }
        byte @Nullable [] sealed = name.map(it -> seal(it, account, other)).orElse(null);
        boolean there = handle.createUpdate(
                                "UPDATE contact SET sealed_name = :name WHERE account_id = :account AND contact_id = :other")
                        .bind("name", sealed)
                        .bind("account", account.value())
                        .bind("other", other.value())
                        .execute()
                == 1;
        if (there) {
            return Outcome.ADDED;
        }
        if (!accounts.exists(handle, other)) {
            return Outcome.NO_SUCH_ACCOUNT;
        }
        if (count(handle, account) >= LIMIT) {
            return Outcome.TOO_MANY;
        }
        handle.createUpdate("INSERT INTO contact (account_id, contact_id, sealed_name, added_at)"
                        + " VALUES (:account, :other, :name, :now)")
                .bind("account", account.value())
                .bind("other", other.value())
                .bind("name", sealed)
                .bind("now", clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .execute();
        noteKnown(handle, account);
        return Outcome.ADDED;
    }

    /** The person does not have them among the added any more. @return whether they were */
    public boolean remove(Handle handle, AccountId account, AccountId other) {
        int removed = handle.createUpdate("DELETE FROM contact WHERE account_id = :account AND contact_id = :other")
                .bind("account", account.value())
                .bind("other", other.value())
                .execute();
        if (removed == 1) {
            noteKnown(handle, account);
        }
        return removed == 1;
    }

    /** Whom the account knows has changed: the message path and presence must hear of it, if it makes a difference there. */
    void noteKnown(Handle handle, AccountId account) {
        PrivacySettings settings = privacy.get(handle, account);
        if (settings.strangers() != Strangers.ALLOW) {
            changes.add(handle, new AccountChange.PolicyChanged(account));
        } else if (settings.lastSeen() == Audience.CONTACTS) {
            changes.add(handle, new AccountChange.AudienceChanged(account));
        }
    }

    /**
     * Whom the person knows, in the order of account ids: those added, and those in the address book who let the person find
     * them.
     *
     * @param after the last of the page before; nothing for the first page
     */
    public List<Contact> page(Handle handle, AccountId account, Optional<AccountId> after, int most) {
        List<String> ids = handle.createQuery("SELECT contact_id AS id FROM contact"
                        + " WHERE account_id = :account AND contact_id > :after"
                        + " UNION SELECT i.account_id AS id " + foundBy("i.account_id > :after")
                        + " ORDER BY id FETCH FIRST :most ROWS ONLY")
                .bind("account", account.value())
                .bind("after", after.map(AccountId::value).orElse(""))
                .bind("most", most)
                .mapTo(String.class)
                .list();
        return ids.isEmpty() ? List.of() : contacts(handle, account, ids);
    }

    /** Of the accounts in the address book, those who let the person find them. */
    private static String foundBy(String condition) {
        return "FROM address_book b JOIN identifier i ON i.discovery_key = b.discovery_key"
                + " WHERE b.account_id = :account AND i.account_id <> :account AND " + condition + " AND "
                + Relations.discoverable("i.account_id", ":account");
    }

    private List<Contact> contacts(Handle handle, AccountId account, List<String> ids) {
        Map<String, Optional<PersonName>> added = new HashMap<>();
        handle.createQuery("SELECT contact_id, sealed_name FROM contact"
                        + " WHERE account_id = :account AND contact_id IN (<ids>)")
                .bind("account", account.value())
                .bindList("ids", ids)
                .map((row, context) -> Map.entry(
                        row.getString("contact_id"),
                        open(row.getBytes("sealed_name"), account, row.getString("contact_id"))))
                .forEach(entry -> added.put(entry.getKey(), entry.getValue()));
        Map<String, DiscoveryHash> found = new HashMap<>();
        handle.createQuery("SELECT i.account_id, i.lookup_key, i.kind, i.sealed " + foundBy("i.account_id IN (<ids>)"))
                .bind("account", account.value())
                .bindList("ids", ids)
                .map((row, context) -> Map.entry(row.getString("account_id"), discovery.hash(accounts.identifier(row))))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        List<Contact> contacts = new ArrayList<>(ids.size());
        for (String id : ids) {
            contacts.add(new Contact(
                    new AccountId(id),
                    added.getOrDefault(id, Optional.empty()),
                    added.containsKey(id),
                    Optional.ofNullable(found.get(id))));
        }
        return contacts;
    }

    private byte[] seal(PersonName name, AccountId account, AccountId other) {
        try {
            return aead.encrypt(name.value().getBytes(StandardCharsets.UTF_8), boundTo(account, other.value()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a name cannot be sealed", e);
        }
    }

    private Optional<PersonName> open(byte @Nullable [] sealed, AccountId account, String other) {
        if (sealed == null) {
            return Optional.empty();
        }
        try {
            byte[] name = aead.decrypt(sealed, boundTo(account, other));
            return Optional.of(new PersonName(new String(name, StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored name cannot be opened: is the keyset another one?", e);
        }
    }

    private static byte[] boundTo(AccountId account, String other) {
        return ("waggle/contact-name/v1\0" + account.value() + "\0" + other).getBytes(StandardCharsets.UTF_8);
    }

    private static int count(Handle handle, AccountId account) {
        return handle.createQuery("SELECT COUNT(*) FROM contact WHERE account_id = :account")
                .bind("account", account.value())
                .mapTo(Integer.class)
                .one();
    }

    // --- for the message path

    /** Of each account that does not take everything from strangers, whom it knows. Nothing of those who know nobody. */
    static Map<AccountId, Set<AccountId>> ofTheReserved(Handle handle) {
        return known(handle, "", "");
    }

    /** Whom the account knows, if it does not take everything from strangers. */
    static Set<AccountId> ofTheReserved(Handle handle, AccountId account) {
        return known(handle, " AND p.account_id = :account", account.value()).getOrDefault(account, Set.of());
    }

    private static Map<AccountId, Set<AccountId>> known(Handle handle, String condition, String account) {
        String reserved = " JOIN privacy p ON p.account_id = k.account_id WHERE p.strangers <> '" + Strangers.ALLOW
                + "'" + condition;
        Map<AccountId, Set<AccountId>> known = new HashMap<>();
        var query = handle.createQuery("SELECT k.account_id, k.contact_id FROM contact k" + reserved
                + " UNION ALL SELECT k.account_id, i.account_id AS contact_id FROM address_book k"
                + " JOIN identifier i ON i.discovery_key = k.discovery_key" + reserved);
        if (!account.isEmpty()) {
            query.bind("account", account);
        }
        query.map((row, context) -> Map.entry(
                        new AccountId(row.getString("account_id")), new AccountId(row.getString("contact_id"))))
                .forEach(pair -> known.computeIfAbsent(pair.getKey(), key -> new HashSet<>())
                        .add(pair.getValue()));
        return known;
    }

    /** The accounts that do not take everything from strangers and have the account in their address book. */
    static List<AccountId> reservedWhoHaveInTheirBook(Handle handle, AccountId account) {
        return handle.createQuery("SELECT DISTINCT b.account_id FROM identifier i"
                        + " JOIN address_book b ON b.discovery_key = i.discovery_key"
                        + " JOIN privacy p ON p.account_id = b.account_id"
                        + " WHERE i.account_id = :account AND p.strangers <> '" + Strangers.ALLOW + "'")
                .bind("account", account.value())
                .mapTo(String.class)
                .map(AccountId::new)
                .list();
    }
}
