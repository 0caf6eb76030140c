package io.waggle.broker.bot;

import io.waggle.broker.account.PersonName;
import io.waggle.protocol.AccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The table of bots. Every method is part of its caller's transaction, and those that add or remove want the owner's account
 * locked by {@link io.waggle.broker.account.Accounts#lockActive}; who locks a bot's too does that afterwards. For any thread.
 */
public final class Bots {

    private static final String SELECT =
            "SELECT b.account_id, b.owner_id, b.created_at, a.suspended_at, p.profile_name FROM bot b"
                    + " JOIN account a ON a.account_id = b.account_id"
                    + " LEFT JOIN profile p ON p.account_id = b.account_id WHERE ";

    private final Clock clock;

    public Bots(Clock clock) {
        this.clock = clock;
    }

    /** Makes the account a bot of the owner's. */
    void add(Handle handle, AccountId bot, AccountId owner, BotToken token) {
        handle.createUpdate("INSERT INTO bot (account_id, owner_id, token_hash, created_at)"
                        + " VALUES (:bot, :owner, :hash, :now)")
                .bind("bot", bot.value())
                .bind("owner", owner.value())
                .bind("hash", token.hash())
                .bind("now", clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .execute();
    }

    /** The bot that the account is; nothing if it is none. */
    public Optional<Bot> find(Handle handle, AccountId account) {
        return handle.createQuery(SELECT + "b.account_id = :account")
                .bind("account", account.value())
                .map((row, context) -> bot(row))
                .findOne();
    }

    /** The bots of an owner, in the order in which they were made. */
    public List<Bot> ownedBy(Handle handle, AccountId owner) {
        return handle.createQuery(SELECT + "b.owner_id = :owner ORDER BY b.created_at, b.account_id")
                .bind("owner", owner.value())
                .map((row, context) -> bot(row))
                .list();
    }

    private static Bot bot(ResultSet row) throws SQLException {
        return new Bot(
                new AccountId(row.getString("account_id")),
                new AccountId(row.getString("owner_id")),
                Optional.ofNullable(row.getString("profile_name")).map(PersonName::new),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("suspended_at") != null);
    }

    /** Whose token it is. Found by its hash: how long that takes tells nothing of another token. */
    public Optional<AccountId> whose(Handle handle, BotToken token) {
        return handle.createQuery("SELECT account_id FROM bot WHERE token_hash = :hash")
                .bind("hash", token.hash())
                .mapTo(String.class)
                .findOne()
                .map(AccountId::new);
    }

    /** Gives the bot another token in place of the one that it has. */
    void setToken(Handle handle, AccountId bot, BotToken token) {
        handle.createUpdate("UPDATE bot SET token_hash = :hash WHERE account_id = :bot")
                .bind("hash", token.hash())
                .bind("bot", bot.value())
                .execute();
    }
}
