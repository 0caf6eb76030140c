package io.waggle.client;

import io.waggle.client.store.ClientStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes away what disappears when its time has come, also what should have while nothing ran. Belongs to the lane. */
final class Sweeper {

    /** A timer that is set for later may be wrong, because the clock was set. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final ClientStore store;
    private final EventDispatcher events;
    private final Lane lane;
    private final Clock clock;
    private @Nullable Instant due;
    private Lane.@Nullable Timer timer;

    Sweeper(ClientStore store, EventDispatcher events, Lane lane, Clock clock) {
        this.store = store;
        this.events = events;
        this.lane = lane;
        this.clock = clock;
    }

    /** Something may be about to disappear, sooner than what was. */
    void look() {
        Optional<Instant> next = store.nextSweep();
        if (!next.isPresent()) {
            cancel();
        } else if (timer == null || !next.get().equals(due)) {
            cancel();
            due = next.get();
            Duration wait = Duration.between(clock.instant(), next.get());
            Duration bounded = wait.compareTo(LONGEST) > 0 ? LONGEST : wait.isNegative() ? Duration.ZERO : wait;
            timer = lane.after(bounded, this::sweep);
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void sweep() {
        timer = null;
        events.touched(store.sweep(clock.instant()));
        look();
    }
}
