package io.waggle.loadtest.device;

import io.netty.channel.EventLoop;
import io.waggle.loadtest.measure.Recording;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What the devices of one event loop share. Belongs to that loop, except for the counts. */
final class LoopShare {

    private final EventLoop loop;
    private final Counts counts;
    private final SplittableRandom random;
    private @Nullable Recording recording;

    LoopShare(EventLoop loop, Counts counts, SplittableRandom random) {
        this.loop = loop;
        this.counts = counts;
        this.random = random;
    }

    EventLoop loop() {
        return loop;
    }

    Counts counts() {
        return counts;
    }

    SplittableRandom random() {
        return random;
    }

    /** Where to write from now on what is measured. */
    void record(Recording into) {
        recording = into;
    }

    void sent(long intended, long lag) {
        counts.sent();
        if (recording != null) {
            recording.sent(intended, lag);
        }
    }

    void delivered(long intended) {
        counts.delivered();
        if (recording != null) {
            recording.delivered(intended, System.nanoTime());
        }
    }
}
