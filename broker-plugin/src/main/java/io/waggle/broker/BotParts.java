package io.waggle.broker;

import com.google.crypto.tink.Aead;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.ExportSection;
import io.waggle.broker.bot.BotAccounts;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.config.BotConfig;
import io.waggle.broker.contact.MessagePolicy;
import io.waggle.broker.database.Database;
import io.waggle.broker.event.Events;
import io.waggle.broker.http.ApiServer;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.ingest.MessageSender;
import io.waggle.broker.lifecycle.BotSections;
import io.waggle.broker.limit.RateLimits;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.webhook.WebhookDelivery;
import io.waggle.broker.webhook.Webhooks;
import java.time.Clock;
import java.util.List;

/** The part of the composition that has to do with bots. */
final class BotParts {

    private final Database database;
    private final Bots bots;
    private final Webhooks webhooks;
    private final WebhookDelivery delivery;
    private final ApiServer.Automation api;

    /** What accounts are made of. */
    record Domains(
            Bots bots,
            Accounts accounts,
            Devices devices,
            Sessions sessions,
            EndedSessions endedSessions,
            Profiles profiles,
            AccountChanges changes) {}

    /** The way of messages. */
    record Messages(Inbox inbox, MessagePolicy policy, RateLimits limits) {}

    BotParts(
            Database database,
            Domains domains,
            Messages messages,
            Aead aead,
            BotConfig config,
            Clock clock,
            Events events) {
        this.database = database;
        bots = domains.bots();
        webhooks = new Webhooks(domains.devices(), domains.changes(), aead, clock);
        delivery = new WebhookDelivery(database, webhooks, messages.inbox(), config, clock, events);
        BotAccounts accounts = new BotAccounts(
                bots,
                domains.accounts(),
                domains.profiles(),
                domains.sessions(),
                domains.endedSessions(),
                config.perOwner(),
                clock);
        MessageSender sender = new MessageSender(messages.inbox(), messages.policy(), messages.limits(), events);
        api = new ApiServer.Automation(bots, accounts, webhooks, delivery, sender);
    }

    /** What the API is an API of. */
    ApiServer.Automation api() {
        return api;
    }

    /** What posts; not started, and to be closed. */
    WebhookDelivery webhooks() {
        return delivery;
    }

    /** What an account's export has of them. */
    List<ExportSection> sections() {
        return List.of(BotSections.of(database, bots), BotSections.of(database, webhooks));
    }
}
