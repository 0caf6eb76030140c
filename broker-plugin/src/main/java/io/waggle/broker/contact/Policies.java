package io.waggle.broker.contact;

import io.waggle.broker.database.Database;
import io.waggle.protocol.AccountId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who takes what from whom, in memory, for the message path: only accounts that do not take everything, or do not tell what they
 * read, are here. Read by any thread; loaded at the start, and account by account when one has changed, by one thread.
 *
 * <p>An account has at most {@value Blocks#LIMIT} others here whom it blocks, and, only if it does not take everything from
 * strangers, at most {@value Contacts#LIMIT} + {@value AddressBook#LIMIT} whom it knows: about 100 bytes each.
 */
public final class Policies implements MessagePolicy {

    private final Database database;
    private final Blocks blocks;
    private final Privacy privacy;
    private final Map<AccountId, Policy> policies = new ConcurrentHashMap<>();

    /**
     * What of an account's wishes matters here.
     *
     * @param known whom it knows; empty where that makes no difference
     */
    private record Policy(Set<AccountId> blocked, boolean readReceipts, Strangers strangers, Set<AccountId> known) {

        static final Policy DEFAULT = new Policy(
                Set.of(), PrivacySettings.DEFAULT.readReceipts(), PrivacySettings.DEFAULT.strangers(), Set.of());

        Policy {
            blocked = Set.copyOf(blocked);
            known = Set.copyOf(known);
        }

        Policy knowing(AccountId other) {
            Set<AccountId> more = new HashSet<>(known);
            more.add(other);
            return new Policy(blocked, readReceipts, strangers, more);
        }
    }

    public Policies(Database database, Blocks blocks, Privacy privacy) {
        this.database = database;
        this.blocks = blocks;
        this.privacy = privacy;
    }

    /** How many accounts have wishes of their own, which are kept here. */
    public long kept() {
        return policies.size();
    }

    /** Reads all of them. */
    public void load() {
        database.read(handle -> {
            Map<AccountId, Set<AccountId>> blocked = blocks.all(handle);
            Map<AccountId, Set<AccountId>> known = Contacts.ofTheReserved(handle);
            Map<AccountId, PrivacySettings> reserved = privacy.ofTheReserved(handle);
            Set<AccountId> accounts = new HashSet<>(blocked.keySet());
            accounts.addAll(reserved.keySet());
            for (AccountId account : accounts) {
                put(
                        account,
                        policy(
                                reserved.getOrDefault(account, PrivacySettings.DEFAULT),
                                blocked.getOrDefault(account, Set.of()),
                                known.getOrDefault(account, Set.of())));
            }
            return accounts.size();
        });
    }

    /** Reads those of one account again. */
    public void reload(AccountId account) {
        put(
                account,
                database.read(handle -> policy(
                        privacy.get(handle, account),
                        blocks.of(handle, account),
                        Contacts.ofTheReserved(handle, account))));
    }

    /** The account may have come into address books in which it was before it was there. */
    public void met(AccountId account) {
        if (policies.values().stream().noneMatch(policy -> policy.strangers() != Strangers.ALLOW)) {
            return;
        }
        List<AccountId> who = database.read(handle -> Contacts.reservedWhoHaveInTheirBook(handle, account));
        for (AccountId each : who) {
            policies.computeIfPresent(each, (id, policy) -> policy.knowing(account));
        }
    }

    private static Policy policy(PrivacySettings settings, Set<AccountId> blocked, Set<AccountId> known) {
        return new Policy(blocked, settings.readReceipts(), settings.strangers(), known);
    }

    private void put(AccountId account, Policy policy) {
        if (policy.equals(Policy.DEFAULT)) {
            policies.remove(account);
        } else {
            policies.put(account, policy);
        }
    }

    /** Without a look at the map while nobody has wishes of their own. */
    private Policy of(AccountId account) {
        return policies.isEmpty() ? Policy.DEFAULT : policies.getOrDefault(account, Policy.DEFAULT);
    }

    @Override
    public Reception message(AccountId account, AccountId from) {
        if (account.equals(from)) {
            return Reception.TAKEN;
        }
        Policy policy = of(account);
        if (policy.blocked().contains(from)) {
            return Reception.REFUSED;
        }
        if (policy.strangers() == Strangers.ALLOW || policy.known().contains(from)) {
            return Reception.TAKEN;
        }
        return policy.strangers() == Strangers.REQUEST ? Reception.AS_REQUEST : Reception.REFUSED;
    }

    /** A block keeps either from seeing what the other does; a stranger is seen when the person has accepted them. */
    @Override
    public boolean takesLiveEvents(AccountId account, AccountId from) {
        return message(account, from) == Reception.TAKEN && !blocks(from, account);
    }

    /** Who is in a group with the other is no stranger there. */
    @Override
    public boolean takesLiveEventsInGroup(AccountId account, AccountId from) {
        return !blocks(account, from) && !blocks(from, account);
    }

    /** Told only where both tell, and neither has blocked the other. */
    @Override
    public boolean takesReadReceipts(AccountId author, AccountId reader) {
        return author.equals(reader)
                || (of(author).readReceipts()
                        && of(reader).readReceipts()
                        && !blocks(author, reader)
                        && !blocks(reader, author));
    }

    private boolean blocks(AccountId account, AccountId other) {
        return of(account).blocked().contains(other);
    }
}
