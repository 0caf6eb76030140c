package io.waggle.broker.event;

import io.waggle.broker.config.RateLimit;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few outcomes that an operator must see in the log: what they may have to act on. Ids and causes, never content. */
public final class EventLog implements Events {

    private static final Logger LOG = LoggerFactory.getLogger("io.waggle.broker");

    /** How often an outage that goes on is repeated. */
    private static final Duration REPEAT_AFTER = Duration.ofMinutes(1);

    private final AtomicLong repeatedNanos = new AtomicLong(System.nanoTime() - REPEAT_AFTER.toNanos());

    /** Of its own: anybody can ask for codes to addresses that are refused, and must not silence an outage. */
    private final AtomicLong codeNotSentNanos = new AtomicLong(System.nanoTime() - REPEAT_AFTER.toNanos());

    /** Of its own too: anybody can make logins fail. */
    private final AtomicLong loginRefusedNanos = new AtomicLong(System.nanoTime() - REPEAT_AFTER.toNanos());
    /** Of each limit its own, for the same reason. */
    private final Map<RateLimit, AtomicLong> limitRefusedNanos = new EnumMap<>(RateLimit.class);

    private final Map<RateLimit, AtomicLong> limitUndecidedNanos = new EnumMap<>(RateLimit.class);

    public EventLog() {
        for (RateLimit limit : RateLimit.values()) {
            limitRefusedNanos.put(limit, new AtomicLong(repeatedNanos.get()));
            limitUndecidedNanos.put(limit, new AtomicLong(repeatedNanos.get()));
        }
    }

    @Override
    public void publish(Event event) {
        if (event instanceof Event.CommitFailed failed) {
            LOG.error(
                    "The store failed: nothing that waits is acknowledged until it works again. Is the disk full or broken?",
                    failed.cause());
        } else if (event instanceof Event.RecoveryFailed failed) {
            if (isTimeToRepeat(repeatedNanos)) {
                LOG.error("The store still fails", failed.cause());
            }
        } else if (event instanceof Event.StoreRecovered recovered) {
            LOG.info("The store works again after {}", recovered.outage());
        } else if (event instanceof Event.DeliveryStuck stuck) {
            LOG.warn(
                    "{} was sent row {} {} times and never acknowledged it",
                    stuck.device(),
                    stuck.head(),
                    stuck.attempts());
        } else if (event instanceof Event.DeliveryFailed failed) {
            LOG.warn("Could not deliver to {}; trying again", failed.device(), failed.cause());
        } else if (event instanceof Event.AccountChangeFailed failed) {
            if (isTimeToRepeat(repeatedNanos)) {
                LOG.error("Changes of accounts do not reach inboxes and connections; trying again", failed.cause());
            }
        } else if (event instanceof Event.AccountAction done) {
            LOG.info(
                    "Account {} {} by its {}",
                    done.account(),
                    done.action().name().toLowerCase(Locale.ROOT),
                    done.by().name().toLowerCase(Locale.ROOT));
        } else if (event instanceof Event.CertificateInUse certificate) {
            LOG.info("The TLS certificate that is served is valid until {}", certificate.expires());
        } else if (event instanceof Event.CertificateRefused refused) {
            LOG.warn("The new TLS certificate is refused, and the one in use stays: {}", refused.reason());
        } else if (event instanceof Event.CodeNotSent failed) {
            if (isTimeToRepeat(codeNotSentNanos)) {
                LOG.warn(
                        "A one-time code ({}) was not sent: {}. More of it within a minute is only counted",
                        failed.kind().name().toLowerCase(Locale.ROOT),
                        failed.detail());
            }
        } else if (event instanceof Event.LoginRefused refused) {
            if (isOfTheProvider(refused.reason()) && isTimeToRepeat(loginRefusedNanos)) {
                LOG.warn(
                        "A sign-in by the OpenID Connect provider failed: {}. More of it within a minute is only counted",
                        refused.detail());
            }
        } else if (event instanceof Event.LimitRefused refused) {
            if (isTimeToRepeat(limitRefusedNanos, refused.limit())) {
                LOG.warn(
                        "Refused by limit.{}. More of it within a minute is only counted",
                        refused.limit().text());
            }
        } else if (event instanceof Event.LimitUndecided undecided) {
            if (isTimeToRepeat(limitUndecidedNanos, undecided.limit())) {
                LOG.warn(
                        "limit.{} cannot be decided, for limit.max-keys are kept. More of it within a minute is only counted",
                        undecided.limit().text());
            }
        } else if (event instanceof Event.WebhookFailed failed) {
            LOG.warn("Could not post to the webhook of {}; trying again", failed.bot(), failed.cause());
        } else if (event instanceof Event.RowRejected rejected) {
            LOG.warn("{} rejected row {}: it is in the dead letters", rejected.device(), rejected.sequence());
        }
    }

    /** Whether it is something that an operator may have to mend, and not what people and attackers do every day. */
    private static boolean isOfTheProvider(Event.LoginRefused.LoginRefusal reason) {
        return switch (reason) {
            case BAD_REQUEST, NO_LOGIN, FOREIGN_STATE, REPEATED, DENIED -> false;
            case WRONG_ISSUER,
                    PROVIDER_ERROR,
                    PROVIDER_BUSY,
                    PROVIDER_UNREACHABLE,
                    PROVIDER_TIMED_OUT,
                    PROVIDER_REFUSED,
                    PROVIDER_ANSWER,
                    ID_TOKEN -> true;
        };
    }

    private static boolean isTimeToRepeat(Map<RateLimit, AtomicLong> toldNanos, RateLimit limit) {
        AtomicLong told = toldNanos.get(limit);
        return told != null && isTimeToRepeat(told);
    }

    private static boolean isTimeToRepeat(AtomicLong toldNanos) {
        long now = System.nanoTime();
        long last = toldNanos.get();
        return now - last >= REPEAT_AFTER.toNanos() && toldNanos.compareAndSet(last, now);
    }
}
