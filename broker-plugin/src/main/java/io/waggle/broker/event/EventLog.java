package io.waggle.broker.event;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few outcomes that an operator must see in the log: what they may have to act on. Ids and causes, never content. */
public final class EventLog implements Events {

    private static final Logger LOG = LoggerFactory.getLogger("io.waggle.broker");

    /** How often an outage that goes on is repeated. */
    private static final Duration REPEAT_AFTER = Duration.ofMinutes(1);

    private final AtomicLong repeatedNanos = new AtomicLong(System.nanoTime() - REPEAT_AFTER.toNanos());

    @Override
    public void publish(Event event) {
        if (event instanceof Event.CommitFailed failed) {
            LOG.error(
                    "The store failed: nothing that waits is acknowledged until it works again. Is the disk full or broken?",
                    failed.cause());
        } else if (event instanceof Event.RecoveryFailed failed) {
            if (isTimeToRepeat()) {
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
            if (isTimeToRepeat()) {
                LOG.error("Changes of accounts do not reach inboxes and connections; trying again", failed.cause());
            }
        } else if (event instanceof Event.CertificateInUse certificate) {
            LOG.info("The TLS certificate that is served is valid until {}", certificate.expires());
        } else if (event instanceof Event.CertificateRefused refused) {
            LOG.warn("The new TLS certificate is refused, and the one in use stays: {}", refused.reason());
        } else if (event instanceof Event.RowRejected rejected) {
            LOG.warn("{} rejected row {}: it is in the dead letters", rejected.device(), rejected.sequence());
        }
    }

    private boolean isTimeToRepeat() {
        long now = System.nanoTime();
        long last = repeatedNanos.get();
        return now - last >= REPEAT_AFTER.toNanos() && repeatedNanos.compareAndSet(last, now);
    }
}
