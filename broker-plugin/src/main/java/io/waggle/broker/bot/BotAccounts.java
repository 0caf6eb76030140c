package io.waggle.broker.bot;

import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.session.EndReason;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.session.Sessions;
import io.waggle.protocol.AccountId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Makes bots and gives them new tokens; their end is that of any account. Every method is part of its caller's transaction, which has
 * locked the owner's account. For any thread.
 */
public final class BotAccounts {

    private final Bots bots;
    private final Accounts accounts;
    private final Profiles profiles;
    private final Sessions sessions;
    private final EndedSessions endedSessions;
    private final int limit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param limit bots that one account may have */
    public BotAccounts(
            Bots bots,
            Accounts accounts,
            Profiles profiles,
            Sessions sessions,
            EndedSessions endedSessions,
            int limit,
            Clock clock) {
        this.bots = bots;
        this.accounts = accounts;
        this.profiles = profiles;
        this.sessions = sessions;
        this.endedSessions = endedSessions;
        this.limit = limit;
        this.clock = clock;
    }

    /** A bot with its token, which nobody is told again. */
    public record Created(AccountId account, BotToken token) {}

    /** A new bot of the owner's; nothing if there are as many as there may be. */
    public Optional<Created> create(Handle handle, AccountId owner, PersonName name) {
        if (bots.ownedBy(handle, owner).size() >= limit) {
            return Optional.empty();
        }
        AccountId account = accounts.create(handle);
        BotToken token = BotToken.next(random);
        bots.add(handle, account, owner, token);
        profiles.set(handle, account, Optional.of(name), Optional.empty());
        return Optional.of(new Created(account, token));
    }

    /** Calls the bot something else. */
    public void rename(Handle handle, AccountId bot, PersonName name) {
        if (accounts.lock(handle, bot).isPresent()) {
            profiles.set(
                    handle, bot, Optional.of(name), profiles.get(handle, bot).about());
        }
    }

    /** Another token in place of the one that the bot has. Whoever is signed in with that one is put out, everywhere. */
    public BotToken rotate(Handle handle, AccountId bot) {
        BotToken token = BotToken.next(random);
        if (accounts.lock(handle, bot).isPresent()) {
            bots.setToken(handle, bot, token);
            List<UUID> ended = sessions.endAll(handle, bot, EndReason.TOKEN_ROTATED);
            handle.afterCommit(() -> refuse(ended));
        }
        return token;
    }

    /** In this process at once, in others when the change has reached them. */
    private void refuse(List<UUID> ended) {
        Instant now = clock.instant();
        ended.forEach(session -> endedSessions.add(session, now));
    }
}
