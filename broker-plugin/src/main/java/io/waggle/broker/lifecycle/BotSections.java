package io.waggle.broker.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waggle.broker.account.ExportSection;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.database.Database;
import io.waggle.broker.webhook.Webhooks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What bots contribute to the export of an account. */
public final class BotSections {

    private BotSections() {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record BotRow(String accountId, @Nullable String name, Instant createdAt) {}

    private record WebhookRow(String url) {}

    /** Where it has what comes for it posted to, if it is a bot that does. */
    public static ExportSection of(Database database, Webhooks webhooks) {
        return ExportSection.of(
                "webhook",
                database,
                (handle, account) -> webhooks.find(handle, account).stream()
                        .map(webhook -> new WebhookRow(webhook.url().uri().toString()))
                        .toList(),
                "webhook");
    }

    /** The bots that the person has. */
    public static ExportSection of(Database database, Bots bots) {
        return ExportSection.of(
                "bots",
                database,
                (handle, account) -> bots.ownedBy(handle, account).stream()
                        .map(bot -> new BotRow(
                                bot.account().value(),
                                bot.name().map(PersonName::value).orElse(null),
                                bot.createdAt()))
                        .toList(),
                "bot");
    }
}
