package io.waggle.broker.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.bot.Bot;
import io.waggle.broker.database.Database;
import io.waggle.broker.idempotency.IdempotentWrites;
import io.waggle.broker.idempotency.Memory;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.inbox.Waiting;
import io.waggle.broker.secret.WebhookSecret;
import io.waggle.broker.session.SignedInDevices;
import io.waggle.broker.webhook.Webhook;
import io.waggle.broker.webhook.WebhookDelivery;
import io.waggle.broker.webhook.WebhookState;
import io.waggle.broker.webhook.WebhookUrl;
import io.waggle.broker.webhook.Webhooks;
import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where what comes for a bot is posted to: for its owner, and for itself. */
final class WebhookRoutes implements Routes {

    private static final String PATH = "/v1/bots/{bot}/webhook";

    private final Exchange exchange;
    private final OwnBots own;
    private final Database database;
    private final IdempotentWrites writes;
    private final SignedInDevices devices;
    private final Webhooks webhooks;
    private final WebhookDelivery delivery;
    private final Inbox inbox;

    WebhookRoutes(Exchange exchange, OwnBots own, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.own = own;
        database = domains.database();
        writes = domains.writes();
        devices = domains.signedIn();
        webhooks = domains.automation().webhooks();
        delivery = domains.automation().delivery();
        inbox = domains.inbox();
    }

    private record NewUrl(@Nullable String url) {}

    /** @param secret only when it is made */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record SetView(String url, @Nullable String secret) {}

    private record SecretView(String secret) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record WebhookView(
            String url,
            String state,
            int consecutiveFailures,
            @Nullable String lastFailure,
            @Nullable Instant lastSuccessAt,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant goneAt,
            int waitingMessages,
            @Nullable Instant oldestWaitingAt) {

        static WebhookView of(Webhook webhook, WebhookState state, Waiting waiting) {
            return new WebhookView(
                    webhook.url().uri().toString(),
                    word(webhook, state),
                    state.failures(),
                    state.lastFailure()
                            .map(it -> it.name().toLowerCase(Locale.ROOT))
                            .orElse(null),
                    state.lastSuccessAt().orElse(null),
                    state.nextAttemptAt().orElse(null),
                    webhook.goneAt().orElse(null),
                    waiting.messages(),
                    waiting.oldest().orElse(null));
        }

        private static String word(Webhook webhook, WebhookState state) {
            if (webhook.goneAt().isPresent()) {
                return "gone";
            }
            return webhook.suspended() ? "suspended" : state.failures() > 0 ? "failing" : "active";
        }
    }

    private static final Memory<WebhookSecret> ROTATED = new Memory<>() {
        @Override
        public Optional<String> keep(WebhookSecret secret) {
            return Optional.of(secret.text());
        }

        @Override
        public WebhookSecret recall(String kept) {
            return WebhookSecret.parse(kept);
        }
    };

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(PATH, this::show);
        routes.put(PATH, this::set);
        routes.delete(PATH, this::remove);
        routes.post(PATH + "/secret", this::rotate);
    }

    private void show(Context context) {
        OwnBots.Path path = own.path(context);
        Webhook webhook = database.read(handle ->
                        webhooks.find(handle, own.ownedOrSelf(handle, path).account()))
                .orElseThrow(WebhookRoutes::none);
        exchange.answer(context, 200, WebhookView.of(webhook, delivery.state(path.bot()), waiting(path.bot())));
    }

    private Waiting waiting(AccountId bot) {
        try {
            return inbox.waiting(Webhooks.address(bot)).orElse(new Waiting(0, Optional.empty()));
        } catch (InboxUnavailable e) {
            throw new ProblemException(Problem.unavailable("the inbox cannot be read"));
        }
    }

    private void set(Context context) {
        OwnBots.Path path = own.path(context);
        String text = exchange.body(context, NewUrl.class).url();
        WebhookUrl url = WebhookUrl.parse(text == null ? "" : text)
                .orElseThrow(
                        () -> new ProblemException(
                                Problem.badRequest(
                                        "url must be an https URL of at most " + WebhookUrl.MAX_LENGTH
                                                + " characters, without user name and fragment; http goes only where the operator says")));
        Webhooks.Set set = database.write(
                handle -> webhooks.set(handle, own.lockOwnedOrSelf(handle, path).account(), url));
        String shown = url.uri().toString();
        if (set instanceof Webhooks.Set.Added added) {
            exchange.answer(context, 201, new SetView(shown, added.secret().text()));
        } else if (set instanceof Webhooks.Set.Changed) {
            exchange.answer(context, 200, new SetView(shown, null));
        } else {
            throw new ProblemException(Problem.of(
                    409,
                    "too-many-devices",
                    "The bot has as many devices as it may have",
                    "a webhook is one: let the bot unlink another"));
        }
    }

    private void rotate(Context context) {
        OwnBots.Path path = own.path(context);
        WebhookSecret secret = writes.write(
                Exchange.idempotencyKey(context, path.caller().value()),
                ROTATED,
                handle -> webhooks.rotate(
                                handle, own.lockOwnedOrSelf(handle, path).account())
                        .orElseThrow(WebhookRoutes::none));
        exchange.answer(context, 200, new SecretView(secret.text()));
    }

    private void remove(Context context) {
        OwnBots.Path path = own.path(context);
        boolean there = database.write(handle -> {
            Bot bot = own.lockOwnedOrSelf(handle, path);
            return devices.unlink(handle, Webhooks.address(bot.account()));
        });
        if (!there) {
            throw none();
        }
        context.status(204);
    }

    private static ProblemException none() {
        return new ProblemException(Problem.of(404, "no-webhook", "The bot has no webhook", "set one: PUT " + PATH));
    }
}
