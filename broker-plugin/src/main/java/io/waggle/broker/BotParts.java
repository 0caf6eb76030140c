package io.waggle.broker;

import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.ExportSection;
import io.waggle.broker.bot.BotAccounts;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.database.Database;
import io.waggle.broker.http.ApiServer;
import io.waggle.broker.lifecycle.BotSections;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.webhook.Webhooks;
import java.time.Clock;
import java.util.List;

/** The part of the composition that has to do with bots. */
final class BotParts {

    private final Bots bots;
    private final BotAccounts accounts;
    private final Webhooks webhooks;

    BotParts(
            Bots bots,
            Webhooks webhooks,
            Accounts accounts,
            Profiles profiles,
            Sessions sessions,
            EndedSessions endedSessions,
            WaggleConfig config,
            Clock clock) {
        this.bots = bots;
        this.webhooks = webhooks;
        this.accounts = new BotAccounts(
                bots, accounts, profiles, sessions, endedSessions, config.bots().perOwner(), clock);
    }

    /** What the API is an API of. */
    ApiServer.Automation api() {
        return new ApiServer.Automation(bots, accounts);
    }

    /** What an account's export has of them. */
    List<ExportSection> sections(Database database) {
        return List.of(BotSections.of(database, bots), BotSections.of(database, webhooks));
    }
}
