package io.waggle.broker.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Figures of accounts: sign-in, codes, changes, the API. */
final class AccountMetrics {

    private final Meters meters;

    private final Counter accountChanges;
    private final Counter accountChangeFailures;
    private final Map<Event.AccountAction.Action, Map<Event.AccountAction.Actor, Counter>> accountActions =
            new EnumMap<>(Event.AccountAction.Action.class);
    private final Counter operatorsRefused;
    private final Counter lastSeenDropped;
    private final Map<Event.CodeKind, Timer> codesSent = new EnumMap<>(Event.CodeKind.class);
    private final Map<Event.CodeKind, Map<Event.CodeNotSent.NotSentReason, Counter>> codesNotSent =
            new EnumMap<>(Event.CodeKind.class);
    private final Map<Event.GrantKind, Counter> tokensGranted;
    private final Map<Event.GrantKind, Map<Event.TokensRefused.TokenError, Counter>> tokensRefused =
            new EnumMap<>(Event.GrantKind.class);
    private final Counter loginsDone;
    private final Map<Event.LoginRefused.LoginRefusal, Counter> loginsRefused;

    AccountMetrics(Meters meters) {
        this.meters = meters;
        accountChanges = meters.counter(
                "chat.account.changes", "changes", "Changes of accounts that reached inboxes and connections");
        accountChangeFailures = meters.counter(
                "chat.account.changes.failed", "attempts", "Attempts to carry such a change out, in vain");

        for (Event.AccountAction.Action action : Event.AccountAction.Action.values()) {
            accountActions.put(action, actionCounters(action));
        }
        operatorsRefused = meters.counter(
                "chat.operator.refused", "requests", "Requests of an operator that had no operator's token");
        lastSeenDropped = meters.counter(
                "chat.device.last.seen.dropped", "devices", "Times at which devices were seen that were not written");

        for (Event.CodeKind kind : Event.CodeKind.values()) {
            codesSent.put(kind, codeTimer(kind));
            codesNotSent.put(kind, codeCounters(kind));
        }

        // So that both are there before the first request.
        apiAnswered("GET", Event.ApiAnswered.NO_ROUTE, 404);
        apiRefused("not-found");

        tokensGranted = meters.counters(
                Event.GrantKind.class, "chat.token.granted", "grant", "grants", "Token requests that got tokens");
        for (Event.GrantKind grant : Event.GrantKind.values()) {
            tokensRefused.put(grant, tokenCounters(grant));
        }
        loginsDone =
                meters.counter("chat.login.done", "logins", "People who came back from the OpenID Connect provider");
        loginsRefused = meters.counters(
                Event.LoginRefused.LoginRefusal.class,
                "chat.login.refused",
                "reason",
                "logins",
                "Logins by the OpenID Connect provider that came to nothing");
    }

    /** Counts an event, if it is one of these. */
    boolean count(Event event) {
        if (event instanceof Event.AccountChanged) {
            accountChanges.increment();
        } else if (event instanceof Event.AccountChangeFailed) {
            accountChangeFailures.increment();
        } else if (event instanceof Event.AccountAction e) {
            Meters.increment(accountActions.getOrDefault(e.action(), Map.of()), e.by());
        } else if (event instanceof Event.OperatorRefused) {
            operatorsRefused.increment();
        } else if (event instanceof Event.LastSeenDropped e) {
            lastSeenDropped.increment(e.devices());
        } else if (event instanceof Event.CodeSent e) {
            Meters.record(codesSent, e.kind(), e.took());
        } else if (event instanceof Event.CodeNotSent e) {
            Meters.increment(codesNotSent.getOrDefault(e.kind(), Map.of()), e.reason());
        } else if (event instanceof Event.TokensGranted e) {
            Meters.increment(tokensGranted, e.grant());
        } else if (event instanceof Event.TokensRefused e) {
            Meters.increment(tokensRefused.getOrDefault(e.grant(), Map.of()), e.error());
        } else if (event instanceof Event.LoginDone) {
            loginsDone.increment();
        } else if (event instanceof Event.LoginRefused e) {
            Meters.increment(loginsRefused, e.reason());
        } else if (event instanceof Event.ApiAnswered e) {
            apiAnswered(e.method(), e.route(), e.status()).record(e.took());
        } else if (event instanceof Event.ApiRefused e) {
            apiRefused(e.problem()).increment();
        } else {
            return false;
        }
        return true;
    }

    private Timer codeTimer(Event.CodeKind kind) {
        return Timer.builder("chat.code.sent")
                .description("From the request for a one-time code until its carrier had taken it")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(meters.registry());
    }

    /** Found again by the registry: methods, routes and status codes are few. */
    private Timer apiAnswered(String method, String route, int status) {
        return Timer.builder("chat.api.answered")
                .description("From a request to the API until its answer")
                .tag("method", method)
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(meters.registry());
    }

    private Counter apiRefused(String problem) {
        return Counter.builder("chat.api.refused")
                .baseUnit("requests")
                .description("Requests to the API that were answered with a problem, by its type")
                .tag("problem", problem)
                .register(meters.registry());
    }

    private Map<Event.CodeNotSent.NotSentReason, Counter> codeCounters(Event.CodeKind kind) {
        return Meters.counters(
                Event.CodeNotSent.NotSentReason.class,
                reason -> Counter.builder("chat.code.not.sent")
                        .baseUnit("codes")
                        .description("One-time codes that were not sent")
                        .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                        .register(meters.registry()));
    }

    private Map<Event.TokensRefused.TokenError, Counter> tokenCounters(Event.GrantKind grant) {
        return Meters.counters(
                Event.TokensRefused.TokenError.class,
                error -> Counter.builder("chat.token.refused")
                        .baseUnit("requests")
                        .description("Token requests that were refused or told to wait")
                        .tag("grant", grant.name().toLowerCase(Locale.ROOT))
                        .tag("error", error.name().toLowerCase(Locale.ROOT))
                        .register(meters.registry()));
    }

    private Map<Event.AccountAction.Actor, Counter> actionCounters(Event.AccountAction.Action action) {
        return Meters.counters(
                Event.AccountAction.Actor.class,
                by -> Counter.builder("chat.account.actions")
                        .baseUnit("accounts")
                        .description("Accounts that were exported, suspended, resumed or deleted, and by whom")
                        .tag("action", action.name().toLowerCase(Locale.ROOT))
                        .tag("by", by.name().toLowerCase(Locale.ROOT))
                        .register(meters.registry()));
    }
}
