package io.waggle.broker.federation;

import io.waggle.broker.account.Accounts;
import io.waggle.broker.secret.SecretKey;
import io.waggle.protocol.AccountId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of whose account a person of a provider has. Every method is part of its caller's transaction. For any thread. */
public final class ExternalIdentities {

    private static final String PURPOSE = "waggle/external-identity/v1";
    private static final String BEFORE = "external_identity_link";

    private final Accounts accounts;
    private final SecretKey secret;
    private final Clock clock;

    public ExternalIdentities(Accounts accounts, SecretKey secret, Clock clock) {
        this.accounts = accounts;
        this.secret = secret;
        this.clock = clock;
    }

    /** The person as they are known here. */
    public ExternalIdentity of(Person person) {
        // An issuer is a URL and has no space in it, so no two people have the same text.
        return new ExternalIdentity(secret.hash(PURPOSE, person.issuer() + " " + person.subject()), person.email());
    }

    /** The account that the person has. */
    public Optional<AccountId> find(Handle handle, ExternalIdentity identity) {
        return handle.createQuery("SELECT account_id FROM external_identity WHERE identity_key = :key")
                .bind("key", identity.key())
                .mapTo(String.class)
                .findOne()
                .map(AccountId::new);
    }

    /** Since when people of the provider have the account; empty if none has. */
    public List<Instant> linkedAt(Handle handle, AccountId account) {
        return handle.createQuery(
                        "SELECT linked_at FROM external_identity WHERE account_id = :account ORDER BY linked_at")
                .bind("account", account.value())
                .mapTo(Instant.class)
                .list();
    }

    /**
     * The account that the person has. Who has none gets the one that their e-mail address belongs to, or else a new one. Two who
     * do this at once for the same person get the same account, and no other is made.
     */
    public AccountId findOrCreate(Handle handle, ExternalIdentity identity) {
        return find(handle, identity).orElseGet(() -> link(handle, identity));
    }

    private AccountId link(Handle handle, ExternalIdentity identity) {
        handle.savepoint(BEFORE);
        AccountId account = identity.email()
                .map(email -> accounts.findOrCreate(handle, email))
                .orElseGet(() -> accounts.create(handle));
        int added = handle.createUpdate("INSERT INTO external_identity (identity_key, account_id, linked_at)"
                        + " VALUES (:key, :account, :now) ON CONFLICT DO NOTHING")
                .bind("key", identity.key())
                .bind("account", account.value())
                .bind("now", clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .execute();
        if (added == 1) {
            return account;
        }
        handle.rollbackToSavepoint(BEFORE);
        return find(handle, identity)
                .orElseThrow(() -> new IllegalStateException("an identity was taken away in the same moment"));
    }
}
