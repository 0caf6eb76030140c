package io.waggle.broker.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.contact.Privacy;
import io.waggle.broker.contact.PrivacySettings;
import io.waggle.broker.database.Database;
import io.waggle.protocol.AccountId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Who may what with whoever calls. */
final class PrivacyRoutes implements Routes {

    private final Exchange exchange;
    private final Callers callers;
    private final Database database;
    private final OwnAccount own;
    private final Privacy privacy;

    PrivacyRoutes(Exchange exchange, Callers callers, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.callers = callers;
        database = domains.database();
        own = new OwnAccount(database, domains.people().accounts());
        privacy = domains.people().privacy();
    }

    private record PrivacyView(
            String lastSeen,
            String photo,
            String about,
            String addToGroups,
            boolean readReceipts,
            String strangers,
            String discoverable) {

        static PrivacyView of(PrivacySettings settings) {
            return new PrivacyView(
                    Patch.word(settings.lastSeen()),
                    Patch.word(settings.photo()),
                    Patch.word(settings.about()),
                    Patch.word(settings.addToGroups()),
                    settings.readReceipts(),
                    Patch.word(settings.strangers()),
                    Patch.word(settings.discoverable()));
        }
    }

    private record PrivacyPatch(
            @Nullable JsonNode lastSeen,
            @Nullable JsonNode photo,
            @Nullable JsonNode about,
            @Nullable JsonNode addToGroups,
            @Nullable JsonNode readReceipts,
            @Nullable JsonNode strangers,
            @Nullable JsonNode discoverable) {

        PrivacySettings applyTo(PrivacySettings before) {
            PrivacySettings otherwise = PrivacySettings.DEFAULT;
            return new PrivacySettings(
                    Patch.choice("last_seen", lastSeen, before.lastSeen(), otherwise.lastSeen()),
                    Patch.choice("photo", photo, before.photo(), otherwise.photo()),
                    Patch.choice("about", about, before.about(), otherwise.about()),
                    Patch.choice("add_to_groups", addToGroups, before.addToGroups(), otherwise.addToGroups()),
                    Patch.flag("read_receipts", readReceipts, before.readReceipts(), otherwise.readReceipts()),
                    Patch.choice("strangers", strangers, before.strangers(), otherwise.strangers()),
                    Patch.choice("discoverable", discoverable, before.discoverable(), otherwise.discoverable()));
        }
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/privacy", this::show);
        routes.patch("/v1/privacy", this::change);
    }

    private void show(Context context) {
        AccountId caller = callers.require(context).account();
        exchange.answerTagged(context, PrivacyView.of(database.read(handle -> privacy.get(handle, caller))));
    }

    private void change(Context context) {
        AccountId caller = callers.require(context).account();
        PrivacyPatch patch = exchange.body(context, PrivacyPatch.class);
        PrivacySettings unused = own.write(
                caller,
                handle -> privacy.update(handle, caller, before -> {
                    exchange.requireMatch(context, PrivacyView.of(before));
                    return patch.applyTo(before);
                }));
        context.status(204);
    }
}
