package io.waggle.broker.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.waggle.broker.config.RateLimit;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Outcomes as figures. Every meter exists from the start, so that a dashboard shows a zero and not a gap; tags come from
 * closed vocabularies, never from accounts, devices or topics.
 */
public final class EventMetrics implements Events {

    private final MeterRegistry registry;

    private final Counter accepted;
    private final Counter acceptedRows;
    private final Counter acceptedBytes;
    private final Counter deduplicated;
    private final Map<Result, Counter> refused;
    private final Counter missed;
    private final Counter expired;
    private final Counter rejected;
    private final Timer delivered;
    private final Map<ReceiptKind, Counter> receipts;
    private final Map<Event.NoticeDropped.DropReason, Counter> noticesDropped;
    private final Counter deadLettersDropped;
    private final Counter acknowledgementsIgnored;
    private final Counter inboxesCreated;
    private final Counter inboxesRemoved;

    private final Timer commitSynced;
    private final Timer commitBuffered;
    private final DistributionSummary commitOperations;
    private final DistributionSummary commitBytes;
    private final Counter commitFailures;
    private final Counter recoveryFailures;
    private final Counter commitQueueFull;
    private final Timer outages;

    private final Counter frames;
    private final Counter frameRows;
    private final Counter frameBytes;
    private final Counter redelivered;
    private final Counter stuck;
    private final Counter deliveryFailures;
    private final Counter liveSent;
    private final Counter liveDropped;

    private final Counter accountChanges;
    private final Counter accountChangeFailures;
    private final Map<Event.AccountAction.Action, Map<Event.AccountAction.Actor, Counter>> accountActions =
            new EnumMap<>(Event.AccountAction.Action.class);
    private final Counter operatorsRefused;
    private final Counter lastSeenDropped;
    private final Map<Event.CodeKind, Timer> codesSent = new EnumMap<>(Event.CodeKind.class);
    private final Map<Event.CodeKind, Map<Event.CodeNotSent.NotSentReason, Counter>> codesNotSent =
            new EnumMap<>(Event.CodeKind.class);

    private final Map<Fault, Counter> malformed;
    private final Map<Event.PublishRefused.PublishRefusal, Counter> publishRefused;
    private final Counter subscribeRefused;
    private final Map<Event.GrantKind, Counter> tokensGranted;
    private final Map<Event.GrantKind, Map<Event.TokensRefused.TokenError, Counter>> tokensRefused =
            new EnumMap<>(Event.GrantKind.class);
    private final Counter loginsDone;
    private final Map<Event.LoginRefused.LoginRefusal, Counter> loginsRefused;
    private final Map<Event.ConnectRefused.ConnectRefusal, Counter> connectRefused;
    private final Counter connected;
    private final Counter takenOver;
    private final Counter disconnected;

    private final Map<RateLimit, Counter> limitRefused;
    private final Map<RateLimit, Counter> limitUndecided;

    private final AtomicLong certificateExpires = new AtomicLong();
    private final Counter certificatesLoaded;
    private final Counter certificatesRefused;

    public EventMetrics(MeterRegistry registry) {
        this.registry = registry;
        accepted = counter("chat.message.accepted", "messages", "Messages accepted for the first time");
        acceptedRows = counter("chat.message.rows", "rows", "Inbox rows written for accepted messages");
        acceptedBytes = counter("chat.message.content", "bytes", "Content of accepted messages, once per row");
        deduplicated = counter("chat.message.deduplicated", "messages", "Messages that came again after acceptance");
        refused = counters(
                Result.class,
                "chat.message.refused",
                "result",
                "messages",
                "Messages refused, by what the sender is told");
        missed = counter("chat.message.missed", "rows", "Rows not written because one inbox of several was full");
        expired = counter("chat.message.expired", "rows", "Rows removed because their lifetime had ended");
        rejected = counter("chat.message.rejected", "rows", "Rows that a device could not process");
        delivered = timer("chat.delivery.latency", "From the commit of a message to its recipient's acknowledgement");
        receipts = counters(
                ReceiptKind.class, "chat.receipt.recorded", "kind", "receipts", "Receipt pointers set or moved");
        noticesDropped = counters(
                Event.NoticeDropped.DropReason.class,
                "chat.notice.dropped",
                "reason",
                "notices",
                "Receipts and outcomes that found no room or nobody to go to, or that one of the two people does not want told");
        deadLettersDropped = counter("chat.dead.letter.dropped", "rows", "Dead letters dropped for newer ones");
        acknowledgementsIgnored = counter(
                "chat.acknowledgement.ignored", "acknowledgements", "Of another epoch, or of rows that are not there");
        inboxesCreated = counter("chat.inbox.created", "inboxes", "Inboxes created");
        inboxesRemoved = counter("chat.inbox.removed", "inboxes", "Inboxes removed");

        commitSynced = commitTimer("true");
        commitBuffered = commitTimer("false");
        commitOperations = summary("chat.commit.operations", "operations", "Operations of one group commit");
        commitBytes = summary("chat.commit.size", "bytes", "Write batch of one group commit");
        commitFailures = counter("chat.commit.failed", "commits", "Group commits that failed");
        recoveryFailures = counter("chat.store.recovery.failed", "attempts", "Attempts to open a failed store in vain");
        commitQueueFull = counter("chat.commit.queue.full", "operations", "Operations that found the queue full");
        outages = timer("chat.store.outage", "From a failed commit to the store's recovery");

        frames = counter("chat.delivery.frames", "frames", "Frames sent to devices");
        frameRows = counter("chat.delivery.rows", "rows", "Rows sent to devices, repetitions included");
        frameBytes = counter("chat.delivery.frame", "bytes", "Frames sent to devices");
        redelivered = counter("chat.delivery.redelivered", "heads", "Times that a first waiting row was sent again");
        stuck = counter("chat.delivery.stuck", "heads", "Times that a first waiting row was sent often and in vain");
        deliveryFailures = counter("chat.delivery.failed", "failures", "Inboxes that could not be read");
        liveSent = counter("chat.live.sent", "events", "Live events sent to devices");
        liveDropped = counter("chat.live.dropped", "events", "Live events dropped");

        accountChanges =
                counter("chat.account.changes", "changes", "Changes of accounts that reached inboxes and connections");
        accountChangeFailures =
                counter("chat.account.changes.failed", "attempts", "Attempts to carry such a change out, in vain");

        for (Event.AccountAction.Action action : Event.AccountAction.Action.values()) {
            accountActions.put(action, actionCounters(action));
        }
        operatorsRefused =
                counter("chat.operator.refused", "requests", "Requests of an operator that had no operator's token");
        lastSeenDropped = counter(
                "chat.device.last.seen.dropped", "devices", "Times at which devices were seen that were not written");

        for (Event.CodeKind kind : Event.CodeKind.values()) {
            codesSent.put(kind, codeTimer(kind));
            codesNotSent.put(kind, codeCounters(kind));
        }

        // So that both are there before the first request.
        apiAnswered("GET", Event.ApiAnswered.NO_ROUTE, 404);
        apiRefused("not-found");

        malformed = counters(Fault.class, "chat.frame.malformed", "fault", "frames", "Frames that were none");
        publishRefused = counters(
                Event.PublishRefused.PublishRefusal.class,
                "chat.publish.refused",
                "reason",
                "packets",
                "PUBLISH packets refused as a whole");
        subscribeRefused =
                counter("chat.subscribe.refused", "packets", "SUBSCRIBE packets with a refused topic filter");
        tokensGranted = counters(
                Event.GrantKind.class, "chat.token.granted", "grant", "grants", "Token requests that got tokens");
        for (Event.GrantKind grant : Event.GrantKind.values()) {
            tokensRefused.put(grant, tokenCounters(grant));
        }
        loginsDone = counter("chat.login.done", "logins", "People who came back from the OpenID Connect provider");
        loginsRefused = counters(
                Event.LoginRefused.LoginRefusal.class,
                "chat.login.refused",
                "reason",
                "logins",
                "Logins by the OpenID Connect provider that came to nothing");
        connectRefused = counters(
                Event.ConnectRefused.ConnectRefusal.class,
                "chat.connect.refused",
                "reason",
                "packets",
                "CONNECT packets refused");
        connected = counter("chat.connection.opened", "connections", "Connections opened");
        takenOver = counter("chat.connection.taken.over", "connections", "Connections that took another's place");
        disconnected = counter("chat.connection.closed", "connections", "Connections closed");

        limitRefused = counters(
                RateLimit.class, "chat.limit.refused", "limit", "refusals", "Refusals of what was done too often");
        limitUndecided = counters(
                RateLimit.class,
                "chat.limit.undecided",
                "limit",
                "decisions",
                "Times that too many keys were kept to decide");

        Gauge.builder("chat.tls.certificate.expires", certificateExpires, AtomicLong::get)
                .baseUnit("seconds")
                .description("When the certificate that is served ends, counted from 1970; 0 without TLS")
                .register(registry);
        certificatesLoaded = counter("chat.tls.certificate.loaded", "certificates", "Certificates taken into use");
        certificatesRefused =
                counter("chat.tls.certificate.refused", "certificates", "Changed certificates that cannot be used");
    }

    @Override
    public void publish(Event event) {
        if (event instanceof Event.MessageAccepted e) {
            accepted.increment();
            acceptedRows.increment(e.rows());
            acceptedBytes.increment((double) e.bytes());
        } else if (event instanceof Event.MessageDelivered e) {
            delivered.record(e.latency());
        } else if (event instanceof Event.FrameSent e) {
            frames.increment();
            frameRows.increment(e.rows());
            frameBytes.increment(e.bytes());
        } else if (event instanceof Event.ReceiptRecorded e) {
            increment(receipts, e.kind());
        } else if (event instanceof Event.Committed e) {
            (e.synced() ? commitSynced : commitBuffered).record(e.took());
            commitOperations.record(e.operations());
            commitBytes.record((double) e.bytes());
        } else {
            publishRare(event);
        }
    }

    private void publishRare(Event event) {
        if (event instanceof Event.MessageDeduplicated) {
            deduplicated.increment();
        } else if (event instanceof Event.MessageRefused e) {
            increment(refused, e.result());
        } else if (event instanceof Event.MessageMissed) {
            missed.increment();
        } else if (event instanceof Event.RowsExpired e) {
            expired.increment(e.rows());
        } else if (event instanceof Event.RowRejected) {
            rejected.increment();
        } else if (event instanceof Event.NoticeDropped e) {
            increment(noticesDropped, e.reason());
        } else if (event instanceof Event.DeadLettersDropped e) {
            deadLettersDropped.increment(e.rows());
        } else if (event instanceof Event.AcknowledgementIgnored) {
            acknowledgementsIgnored.increment();
        } else if (event instanceof Event.InboxCreated) {
            inboxesCreated.increment();
        } else if (event instanceof Event.InboxRemoved) {
            inboxesRemoved.increment();
        } else if (event instanceof Event.CommitFailed) {
            commitFailures.increment();
        } else if (event instanceof Event.RecoveryFailed) {
            recoveryFailures.increment();
        } else if (event instanceof Event.CommitQueueFull) {
            commitQueueFull.increment();
        } else if (event instanceof Event.StoreRecovered e) {
            outages.record(e.outage());
        } else {
            publishAtTheDoor(event);
        }
    }

    private void publishAtTheDoor(Event event) {
        if (event instanceof Event.HeadRedelivered) {
            redelivered.increment();
        } else if (event instanceof Event.DeliveryStuck) {
            stuck.increment();
        } else if (event instanceof Event.DeliveryFailed) {
            deliveryFailures.increment();
        } else if (event instanceof Event.LiveEventSent) {
            liveSent.increment();
        } else if (event instanceof Event.LiveEventDropped) {
            liveDropped.increment();
        } else if (event instanceof Event.AccountChanged) {
            accountChanges.increment();
        } else if (event instanceof Event.AccountChangeFailed) {
            accountChangeFailures.increment();
        } else if (event instanceof Event.AccountAction e) {
            increment(accountActions.getOrDefault(e.action(), Map.of()), e.by());
        } else if (event instanceof Event.OperatorRefused) {
            operatorsRefused.increment();
        } else if (event instanceof Event.LastSeenDropped e) {
            lastSeenDropped.increment(e.devices());
        } else if (event instanceof Event.CodeSent e) {
            record(codesSent, e.kind(), e.took());
        } else if (event instanceof Event.CodeNotSent e) {
            increment(codesNotSent.getOrDefault(e.kind(), Map.of()), e.reason());
        } else if (event instanceof Event.TokensGranted e) {
            increment(tokensGranted, e.grant());
        } else if (event instanceof Event.TokensRefused e) {
            increment(tokensRefused.getOrDefault(e.grant(), Map.of()), e.error());
        } else if (event instanceof Event.LoginDone) {
            loginsDone.increment();
        } else if (event instanceof Event.LoginRefused e) {
            increment(loginsRefused, e.reason());
        } else if (event instanceof Event.FrameMalformed e) {
            increment(malformed, e.fault());
        } else if (event instanceof Event.PublishRefused e) {
            increment(publishRefused, e.reason());
        } else if (event instanceof Event.SubscribeRefused) {
            subscribeRefused.increment();
        } else if (event instanceof Event.ConnectRefused e) {
            increment(connectRefused, e.reason());
        } else if (event instanceof Event.Connected e) {
            connected.increment();
            takenOver.increment(e.takeover() ? 1 : 0);
        } else if (event instanceof Event.Disconnected) {
            disconnected.increment();
        } else if (event instanceof Event.LimitRefused e) {
            increment(limitRefused, e.limit());
        } else if (event instanceof Event.LimitUndecided e) {
            increment(limitUndecided, e.limit());
        } else if (event instanceof Event.ApiAnswered e) {
            apiAnswered(e.method(), e.route(), e.status()).record(e.took());
        } else if (event instanceof Event.ApiRefused e) {
            apiRefused(e.problem()).increment();
        } else if (event instanceof Event.CertificateInUse e) {
            certificatesLoaded.increment();
            certificateExpires.set(e.expires().getEpochSecond());
        } else if (event instanceof Event.CertificateRefused) {
            certificatesRefused.increment();
        }
    }

    private Counter counter(String name, String unit, String description) {
        return Counter.builder(name).baseUnit(unit).description(description).register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry);
    }

    private Timer commitTimer(String synced) {
        return Timer.builder("chat.commit.duration")
                .description("Building and writing one group commit; synced ones include the fsync")
                .tag("synced", synced)
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }

    private Timer codeTimer(Event.CodeKind kind) {
        return Timer.builder("chat.code.sent")
                .description("From the request for a one-time code until its carrier had taken it")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry);
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
                .register(registry);
    }

    private Counter apiRefused(String problem) {
        return Counter.builder("chat.api.refused")
                .baseUnit("requests")
                .description("Requests to the API that were answered with a problem, by its type")
                .tag("problem", problem)
                .register(registry);
    }

    private Map<Event.CodeNotSent.NotSentReason, Counter> codeCounters(Event.CodeKind kind) {
        return counters(
                Event.CodeNotSent.NotSentReason.class,
                reason -> Counter.builder("chat.code.not.sent")
                        .baseUnit("codes")
                        .description("One-time codes that were not sent")
                        .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                        .register(registry));
    }

    private Map<Event.TokensRefused.TokenError, Counter> tokenCounters(Event.GrantKind grant) {
        return counters(
                Event.TokensRefused.TokenError.class,
                error -> Counter.builder("chat.token.refused")
                        .baseUnit("requests")
                        .description("Token requests that were refused or told to wait")
                        .tag("grant", grant.name().toLowerCase(Locale.ROOT))
                        .tag("error", error.name().toLowerCase(Locale.ROOT))
                        .register(registry));
    }

    private Map<Event.AccountAction.Actor, Counter> actionCounters(Event.AccountAction.Action action) {
        return counters(
                Event.AccountAction.Actor.class,
                by -> Counter.builder("chat.account.actions")
                        .baseUnit("accounts")
                        .description("Accounts that were exported, suspended, resumed or deleted, and by whom")
                        .tag("action", action.name().toLowerCase(Locale.ROOT))
                        .tag("by", by.name().toLowerCase(Locale.ROOT))
                        .register(registry));
    }

    private DistributionSummary summary(String name, String unit, String description) {
        return DistributionSummary.builder(name)
                .baseUnit(unit)
                .description(description)
                .publishPercentileHistogram()
                .maximumExpectedValue(16.0 * 1024 * 1024)
                .register(registry);
    }

    private <E extends Enum<E>> Map<E, Counter> counters(
            Class<E> vocabulary, String name, String tag, String unit, String description) {
        return counters(
                vocabulary,
                value -> Counter.builder(name)
                        .baseUnit(unit)
                        .description(description)
                        .tag(tag, value.name().toLowerCase(Locale.ROOT))
                        .register(registry));
    }

    private static <E extends Enum<E>> Map<E, Counter> counters(Class<E> vocabulary, Function<E, Counter> make) {
        Map<E, Counter> counters = new EnumMap<>(vocabulary);
        for (E value : vocabulary.getEnumConstants()) {
            counters.put(value, make.apply(value));
        }
        return counters;
    }

    private static <E extends Enum<E>> void record(Map<E, Timer> timers, E value, Duration took) {
        Timer timer = timers.get(value);
        if (timer != null) {
            timer.record(took);
        }
    }

    private static <E extends Enum<E>> void increment(Map<E, Counter> counters, E value) {
        Counter counter = counters.get(value);
        if (counter != null) {
            counter.increment();
        }
    }
}
