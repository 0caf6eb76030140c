package io.waggle.broker.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.bot.Bot;
import io.waggle.broker.bot.BotAccounts;
import io.waggle.broker.bot.BotToken;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.database.Database;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.AccountAction.Actor;
import io.waggle.broker.event.Events;
import io.waggle.broker.idempotency.IdempotentWrites;
import io.waggle.broker.idempotency.Memory;
import io.waggle.broker.lifecycle.AccountLifecycle;
import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The bots of whoever calls. */
final class BotRoutes implements Routes {

    private final Exchange exchange;
    private final Callers callers;
    private final Database database;
    private final IdempotentWrites writes;
    private final OwnBots own;
    private final Events events;
    private final Accounts accounts;
    private final Bots bots;
    private final BotAccounts botAccounts;
    private final AccountLifecycle lifecycle;

    BotRoutes(Exchange exchange, Callers callers, OwnBots own, Events events, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.callers = callers;
        this.own = own;
        this.events = events;
        database = domains.database();
        writes = domains.writes();
        accounts = domains.people().accounts();
        bots = domains.automation().bots();
        botAccounts = domains.automation().accounts();
        lifecycle = domains.wholeAccounts().lifecycle();
    }

    private record BotList(List<BotView> bots) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record BotView(String accountId, @Nullable String name, Instant createdAt, boolean suspended) {

        static BotView of(Bot bot) {
            return new BotView(
                    bot.account().value(),
                    bot.name().map(PersonName::value).orElse(null),
                    bot.createdAt(),
                    bot.suspended());
        }
    }

    private record Name(@Nullable String name) {}

    private record CreatedView(String accountId, String token) {}

    private record TokenView(String token) {}

    /** The token too, sealed: or who did not hear the answer would have a bot that nobody can sign in to. */
    private static final Memory<Optional<BotAccounts.Created>> CREATED = new Memory<>() {
        @Override
        public Optional<String> keep(Optional<BotAccounts.Created> created) {
            return created.map(it -> it.account() + " " + it.token().text());
        }

        @Override
        public Optional<BotAccounts.Created> recall(String kept) {
            String[] parts = kept.split(" ", 2);
            return Optional.of(new BotAccounts.Created(new AccountId(parts[0]), new BotToken(parts[1])));
        }
    };

    private static final Memory<BotToken> ROTATED = new Memory<>() {
        @Override
        public Optional<String> keep(BotToken token) {
            return Optional.of(token.text());
        }

        @Override
        public BotToken recall(String kept) {
            return new BotToken(kept);
        }
    };

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/bots", this::list);
        routes.post("/v1/bots", this::create);
        routes.get("/v1/bots/{bot}", this::show);
        routes.patch("/v1/bots/{bot}", this::rename);
        routes.delete("/v1/bots/{bot}", this::delete);
        routes.post("/v1/bots/{bot}/token", this::rotate);
    }

    private void list(Context context) {
        AccountId caller = callers.require(context).account();
        List<Bot> all = database.read(handle -> bots.ownedBy(handle, caller));
        exchange.answerTagged(context, new BotList(all.stream().map(BotView::of).toList()));
    }

    private void create(Context context) {
        AccountId caller = callers.require(context).account();
        PersonName name = name(context);
        Optional<BotAccounts.Created> created =
                writes.write(Exchange.idempotencyKey(context, caller.value()), CREATED, handle -> {
                    requireOwner(handle, caller);
                    return botAccounts.create(handle, caller, name);
                });
        BotAccounts.Created bot = created.orElseThrow(() -> new ProblemException(Problem.of(
                409,
                "too-many-bots",
                "The account has as many bots as it may have",
                "delete one that is not used any more")));
        events.publish(new Event.BotAction(bot.account(), Event.BotAction.Step.CREATED));
        exchange.answer(
                context, 201, new CreatedView(bot.account().value(), bot.token().text()));
    }

    /** Locks the account of who is to have a bot. */
    private void requireOwner(Handle handle, AccountId caller) {
        if (!accounts.lockActive(handle, caller)) {
            throw new ProblemException(Problem.unauthorized());
        }
        if (bots.find(handle, caller).isPresent()) {
            throw new ProblemException(Problem.of(
                    403, "bots-have-no-bots", "A bot has no bots", "make it with the token of a person's device"));
        }
    }

    private PersonName name(Context context) {
        String text = exchange.body(context, Name.class).name();
        return PersonName.parse(text == null ? "" : text)
                .orElseThrow(() -> new ProblemException(Problem.badRequest("name must be 1 to " + PersonName.MAX_LENGTH
                        + " characters, none of them a control character")));
    }

    private void show(Context context) {
        OwnBots.Path path = own.path(context);
        exchange.answerTagged(context, database.read(handle -> BotView.of(own.ownedOrSelf(handle, path))));
    }

    private void rename(Context context) {
        OwnBots.Path path = own.path(context);
        PersonName name = name(context);
        database.write(handle -> {
            Bot bot = own.lockOwned(handle, path);
            exchange.requireMatch(context, BotView.of(bot));
            botAccounts.rename(handle, bot.account(), name);
            return true;
        });
        context.status(204);
    }

    private void rotate(Context context) {
        OwnBots.Path path = own.path(context);
        BotToken token = writes.write(
                Exchange.idempotencyKey(context, path.caller().value()),
                ROTATED,
                handle -> botAccounts.rotate(handle, own.lockOwned(handle, path).account()));
        events.publish(new Event.BotAction(path.bot(), Event.BotAction.Step.TOKEN_ROTATED));
        exchange.answer(context, 200, new TokenView(token.text()));
    }

    private void delete(Context context) {
        OwnBots.Path path = own.path(context);
        AccountId bot = database.read(handle -> own.owned(handle, path)).account();
        if (!lifecycle.delete(bot, Actor.OWNER)) {
            throw OwnBots.noSuchBot();
        }
        context.status(204);
    }
}
