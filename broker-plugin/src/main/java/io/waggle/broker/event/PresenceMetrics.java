package io.waggle.broker.event;

import io.micrometer.core.instrument.Counter;
import java.util.Map;

/** Figures of presence: what is told, and what is not. */
final class PresenceMetrics {

    private final Counter sent;
    private final Map<Event.WatchRefused.Crowded, Counter> watchesRefused;
    private final Counter undecided;

    PresenceMetrics(Meters meters) {
        sent = meters.counter("chat.presence.sent", "accounts", "Accounts whose presence was told to a device");
        watchesRefused = meters.counters(
                Event.WatchRefused.Crowded.class,
                "chat.presence.watch.refused",
                "reason",
                "watches",
                "Accounts that a connection wanted to watch and that too many watch, or all together too many");
        undecided = meters.counter(
                "chat.presence.undecided",
                "pairs",
                "Pairs of accounts that are hidden from each other because it could not be found out now");
    }

    /** Counts an event, if it is one of these. */
    boolean count(Event event) {
        if (event instanceof Event.PresenceSent e) {
            sent.increment(e.accounts());
        } else if (event instanceof Event.WatchRefused e) {
            Meters.increment(watchesRefused, e.where());
        } else if (event instanceof Event.PresenceUndecided e) {
            undecided.increment(e.pairs());
        } else {
            return false;
        }
        return true;
    }
}
