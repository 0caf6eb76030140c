package io.waggle.broker.http;

import io.javalin.http.Context;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.bot.Bot;
import io.waggle.broker.bot.Bots;
import io.waggle.protocol.AccountId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The bot that a path names, for whom it concerns: to anybody else there is none. For any thread. */
final class OwnBots {

    private final Callers callers;
    private final Accounts accounts;
    private final Bots bots;

    OwnBots(Callers callers, Accounts accounts, Bots bots) {
        this.callers = callers;
        this.accounts = accounts;
        this.bots = bots;
    }

    /** Who calls, and about which account; nothing is known of that yet. */
    record Path(AccountId caller, AccountId bot) {}

    /** What the path names. @throws ProblemException if nobody has signed in, or it cannot be the id of a bot */
    Path path(Context context) {
        AccountId caller = callers.require(context).account();
        String id = context.pathParam("bot");
        if (!AccountId.isValid(id)) {
            throw noSuchBot();
        }
        return new Path(caller, new AccountId(id));
    }

    /** The caller's own bot. @throws ProblemException if it is not that */
    Bot owned(Handle handle, Path path) {
        return find(handle, path)
                .filter(bot -> bot.owner().equals(path.caller()))
                .orElseThrow(OwnBots::noSuchBot);
    }

    /** The same, with the owner locked until the transaction ends. */
    Bot lockOwned(Handle handle, Path path) {
        lock(handle, path.caller());
        return owned(handle, path);
    }

    /** The caller's own bot, or the bot that calls. @throws ProblemException if it is neither */
    Bot ownedOrSelf(Handle handle, Path path) {
        return find(handle, path)
                .filter(bot ->
                        bot.owner().equals(path.caller()) || bot.account().equals(path.caller()))
                .orElseThrow(OwnBots::noSuchBot);
    }

    /** The same, with the bot locked until the transaction ends. */
    Bot lockOwnedOrSelf(Handle handle, Path path) {
        if (path.caller().equals(path.bot())) {
            lock(handle, path.bot());
            return ownedOrSelf(handle, path);
        }
        Bot bot = lockOwned(handle, path);
        if (accounts.lock(handle, bot.account()).isEmpty()) {
            throw noSuchBot();
        }
        return bot;
    }

    private void lock(Handle handle, AccountId caller) {
        if (!accounts.lockActive(handle, caller)) {
            throw new ProblemException(Problem.unauthorized());
        }
    }

    private Optional<Bot> find(Handle handle, Path path) {
        return bots.find(handle, path.bot());
    }

    static ProblemException noSuchBot() {
        return new ProblemException(Problem.of(404, "no-such-bot", "The account has no such bot", "see GET /v1/bots"));
    }
}
