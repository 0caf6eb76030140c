package io.waggle.loadtest.device;

import io.netty.channel.EventLoop;
import io.waggle.loadtest.measure.Recording;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What the devices of one event loop share. Belongs to that loop, except for the counts. */
public final class LoopShare {

    private final EventLoop loop;
    private final Counts counts;
    private final SplittableRandom random;
    private @Nullable Recording recording;
    private OptionalLong since = OptionalLong.empty();

    LoopShare(EventLoop loop, Counts counts, SplittableRandom random) {
        this.loop = loop;
        this.counts = counts;
        this.random = random;
    }

    /** The loop. For any thread. */
    public EventLoop loop() {
        return loop;
    }

    /** How far the run is. */
    public Counts counts() {
        return counts;
    }

    SplittableRandom random() {
        return random;
    }

    /** Where to write from now on what is measured; nothing: it is not. */
    void record(@Nullable Recording into) {
        recording = into;
    }

    /** Takes this from now on as the time at which everything was meant to be sent. */
    void measureFrom(long time) {
        since = OptionalLong.of(time);
    }

    /** A device is back that went away at this time. */
    void returned(long away) {
        if (recording != null) {
            recording.delivered(away, System.nanoTime());
        }
    }

    /**
     * A message is handed to its device.
     *
     * @param lag how late, nanoseconds
     */
    public void sent(long intended, long lag) {
        counts.sent();
        if (recording != null) {
            recording.sent(intended, lag);
        }
    }

    /** A message is at a recipient, for the first time. */
    public void delivered(long intended) {
        counts.delivered();
        if (recording != null) {
            recording.delivered(since.orElse(intended), System.nanoTime());
        }
    }
}
