package io.waggle.broker.contact;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.Discovery;
import io.waggle.broker.account.DiscoveryHash;
import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.account.IdentifierSeal;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.account.PhoneNumber;
import io.waggle.broker.account.Seals;
import io.waggle.broker.database.Engine;
import io.waggle.broker.database.OnEachEngine;
import io.waggle.broker.database.Work;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.profile.About;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.secret.SecretKey;
import io.waggle.protocol.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** People in a database: everything that their tables have, on every engine. */
abstract class PeopleOnEachEngine extends OnEachEngine {

    static final Identifier ANNA = new EmailAddress("anna@example.org");
    static final Identifier BOB = new PhoneNumber("+4915123456789");
    static final Identifier EVE = new EmailAddress("eve@example.org");

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-27T12:00:00Z"));
    private final SecretKey secret = SecretKey.random();
    private final AccountChanges changes = new AccountChanges(clock);
    private final Accounts accounts = new Accounts(new IdentifierSeal(secret, Seals.aead()), clock);
    private final Devices devices = new Devices(changes, 3, clock);
    private final Discovery discovery = new Discovery(secret);
    private final Privacy privacy = new Privacy(changes);
    private final Blocks blocks = new Blocks(changes, clock);
    private final Contacts contacts = new Contacts(accounts, privacy, changes, discovery, Seals.aead(), clock);

    /** What each account may still add to its address book; those that are not here, anything. */
    final Map<AccountId, Integer> allowances = new HashMap<>();

    private final AddressBook book = new AddressBook(discovery, contacts, this::take);

    PeopleOnEachEngine(Engine engine) {
        super(engine);
    }

    private Optional<Duration> take(AccountId account, int entries) {
        int left = allowances.getOrDefault(account, Integer.MAX_VALUE) - entries;
        if (left < 0) {
            return Optional.of(Duration.ofHours(3));
        }
        allowances.put(account, left);
        return Optional.empty();
    }

    Privacy privacy() {
        return privacy;
    }

    Blocks blocks() {
        return blocks;
    }

    Contacts contacts() {
        return contacts;
    }

    AddressBook book() {
        return book;
    }

    Accounts accounts() {
        return accounts;
    }

    Policies policies() {
        return new Policies(database, blocks, privacy);
    }

    DiscoveryHash hash(Identifier identifier) {
        return discovery.hash(identifier);
    }

    /** A transaction on a locked account is one on an unlocked one here: nobody else is there. */
    <T> T write(Work<T> work) {
        return database.write(work);
    }

    /** An account with a phone. Its change is carried out. */
    AccountId signUp(Identifier identifier) {
        AccountId account = write(handle -> {
            AccountId made = accounts.findOrCreate(handle, identifier);
            var unused = devices.add(handle, made, new DeviceName("a phone"));
            return made;
        });
        var unused = takeChanges();
        return account;
    }

    void set(AccountId account, UnaryOperator<PrivacySettings> change) {
        var unused = write(handle -> privacy.update(handle, account, change));
    }

    /** A profile with everything that one can have. */
    void show(Profiles profiles, AccountId account) {
        var unused = write(handle -> {
            profiles.set(handle, account, PersonName.parse("Anna"), About.parse("busy"));
            profiles.setAvatar(handle, account, new Profiles.Avatar("tag", new byte[] {1, 2, 3}));
            return true;
        });
    }

    /** The changes that wait, which do not wait any more. */
    List<AccountChange> takeChanges() {
        return write(handle -> {
            List<AccountChanges.Entry> entries = changes.next(handle, 1_000);
            entries.forEach(entry -> changes.remove(handle, entry));
            return entries.stream().map(AccountChanges.Entry::change).toList();
        });
    }
}
