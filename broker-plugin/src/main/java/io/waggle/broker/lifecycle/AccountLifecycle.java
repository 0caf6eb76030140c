package io.waggle.broker.lifecycle;

import io.waggle.broker.account.Account;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.OnAccountDeletion;
import io.waggle.broker.bot.Bot;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.contact.Blocks;
import io.waggle.broker.database.Database;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.AccountAction.Action;
import io.waggle.broker.event.Event.AccountAction.Actor;
import io.waggle.broker.event.Events;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.session.EndReason;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.verification.Verifications;
import io.waggle.protocol.AccountId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Suspends, resumes and deletes accounts. For any thread.
 *
 * <p>A suspended account keeps everything: its devices, and their inboxes, which take messages as before. Its sessions have ended
 * and none begins. A deleted one is gone, with exceptions that are needed a little longer and then tidied away: its sessions, for
 * as long as an access token of them could be valid, and for a day the keyed hashes of identifiers that codes were sent to, and the
 * sealed answers to requests that may be repeated.
 */
public final class AccountLifecycle {

    private final Domains domains;
    private final Clock clock;
    private final Events events;

    /**
     * What an account is made of.
     *
     * @param deletions what each domain has to remove beside the rows that go by themselves
     */
    public record Domains(
            Database database,
            Accounts accounts,
            Devices devices,
            Sessions sessions,
            EndedSessions endedSessions,
            Blocks blocks,
            Bots bots,
            List<OnAccountDeletion> deletions) {}

    public AccountLifecycle(Domains domains, Clock clock, Events events) {
        this.domains = domains;
        this.clock = clock;
        this.events = events;
    }

    /** What the domains that make up an account have to remove beside the rows that go by themselves. */
    public static List<OnAccountDeletion> deletions(
            Accounts accounts, Verifications verifications, DeviceLinks links, Blocks blocks) {
        return List.of(
                (handle, account) -> verifications.endAll(handle, accounts.lookupKeys(handle, account)),
                links::removeAll,
                blocks::deleting);
    }

    /** What there is of an account, and nothing of what it is about. */
    public record Overview(Account account, int devices, int sessions, int blocks) {}

    /** What there is of the account; nothing if there is no such account. */
    public Optional<Overview> overview(AccountId account) {
        return domains.database()
                .read(handle -> domains.accounts()
                        .get(handle, account)
                        .map(found -> new Overview(
                                found,
                                domains.devices().count(handle, account),
                                domains.sessions().countOpen(handle, account),
                                domains.blocks().count(handle, account))));
    }

    /** Lets no device of the account in until it is resumed; those that are in are put out. @return whether there is one */
    public boolean suspend(AccountId account) {
        boolean done = domains.database().write(handle -> {
            Optional<Account> found = domains.accounts().lock(handle, account);
            if (found.filter(it -> !it.isSuspended()).isPresent()) {
                domains.accounts().suspend(handle, account);
                var unused = domains.sessions().endAll(handle, account, EndReason.SUSPENDED);
            }
            return found.isPresent();
        });
        return told(done, account, Action.SUSPENDED, Actor.OPERATOR);
    }

    /** Lets devices of the account sign in again. @return whether there is such an account */
    public boolean resume(AccountId account) {
        boolean done = domains.database().write(handle -> {
            Optional<Account> found = domains.accounts().lock(handle, account);
            found.ifPresent(it -> domains.accounts().resume(handle, account));
            return found.isPresent();
        });
        return told(done, account, Action.RESUMED, Actor.OPERATOR);
    }

    /** Deletes the account with everything that is its own, its bots too. @return whether there was one */
    public boolean delete(AccountId account, Actor by) {
        List<AccountId> deleted = new ArrayList<>();
        boolean done = domains.database().write(handle -> {
            deleted.clear();
            return delete(handle, account, deleted);
        });
        if (done) {
            deleted.forEach(bot -> told(true, bot, Action.DELETED, by));
        }
        return told(done, account, Action.DELETED, by);
    }

    /**
     * Rows are locked in the order in which a sign-in locks them: what it shows, then the account, then sessions, then devices. So the
     * two wait for each other and do not block each other. A bot is locked after its owner.
     */
    private boolean delete(Handle handle, AccountId account, List<AccountId> bots) {
        if (domains.accounts().get(handle, account).isEmpty()) {
            return false;
        }
        domains.deletions().forEach(domain -> domain.deleting(handle, account));
        if (domains.accounts().lock(handle, account).isEmpty()) {
            return false;
        }
        for (Bot bot : domains.bots().ownedBy(handle, account)) {
            if (delete(handle, bot.account(), bots)) {
                bots.add(bot.account());
            }
        }
        List<UUID> ended = domains.sessions().endAll(handle, account, EndReason.DELETED);
        handle.afterCommit(() -> refuse(ended));
        domains.devices().removeWithAccount(handle, account);
        return domains.accounts().remove(handle, account);
    }

    /** In this process at once, in others when the change has reached them. */
    private void refuse(List<UUID> ended) {
        Instant now = clock.instant();
        ended.forEach(session -> domains.endedSessions().add(session, now));
    }

    private boolean told(boolean done, AccountId account, Action action, Actor by) {
        if (done) {
            events.publish(new Event.AccountAction(account, action, by));
        }
        return done;
    }
}
