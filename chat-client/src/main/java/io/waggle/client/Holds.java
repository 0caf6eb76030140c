package io.waggle.client;

import io.waggle.protocol.ConversationId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Conversations in which nobody has room for another message now. They are tried again after a while, and others go on meanwhile.
 * Belongs to the lane, and to one connection.
 */
final class Holds {

    private static final Duration MIN_WAIT = Duration.ofSeconds(30);
    private static final Duration MAX_WAIT = Duration.ofMinutes(30);

    private final Lane lane;
    private final Random random;
    private final Runnable onEnd;
    private final Map<ConversationId, Hold> holds = new HashMap<>();

    /** @param onEnd told when a conversation is to be tried again */
    Holds(Lane lane, Random random, Runnable onEnd) {
        this.lane = lane;
        this.random = random;
        this.onEnd = onEnd;
    }

    private static final class Hold {
        private final Backoff backoff;
        private Lane.@Nullable Timer timer;

        Hold(Random random) {
            backoff = new Backoff(MIN_WAIT, MAX_WAIT, random);
        }
    }

    /** There was no room: longer each time. */
    void hold(ConversationId conversation) {
        Hold hold = holds.computeIfAbsent(conversation, id -> new Hold(random));
        if (hold.timer == null) {
            hold.timer = lane.after(hold.backoff.next(), () -> {
                hold.timer = null;
                onEnd.run();
            });
        }
    }

    /** There is room. */
    void release(ConversationId conversation) {
        Hold hold = holds.remove(conversation);
        if (hold != null && hold.timer != null) {
            hold.timer.cancel();
        }
    }

    /** Those that wait. */
    Set<ConversationId> held() {
        Set<ConversationId> held = new HashSet<>();
        holds.forEach((conversation, hold) -> {
            if (hold.timer != null) {
                held.add(conversation);
            }
        });
        return held;
    }

    void close() {
        Set.copyOf(holds.keySet()).forEach(this::release);
    }
}
