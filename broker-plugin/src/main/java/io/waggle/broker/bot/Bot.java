package io.waggle.broker.bot;

import io.waggle.broker.account.PersonName;
import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.Optional;

/**
 * A bot.
 *
 * @param account its own
 * @param owner the account that it belongs to, never a bot's
 * @param name as its profile has it; the bot may take it away
 * @param suspended whether the operator lets none of its devices in
 */
public record Bot(
        AccountId account, AccountId owner, Optional<PersonName> name, Instant createdAt, boolean suspended) {}
