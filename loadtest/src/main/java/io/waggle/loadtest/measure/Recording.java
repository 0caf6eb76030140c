package io.waggle.loadtest.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * What one thread measures. A latency belongs to the interval in which its message was <em>meant</em> to be sent, so a stall
 * shows where it began and in full; it counts however late the message arrives. A delivery belongs to the interval in which it
 * happened. Written by one thread, read when the run is over; only {@link #sinceLast} may be read meanwhile.
 */
public final class Recording {

    /** Of a value; 0.1 % for all, 1 % within an interval. */
    private static final int DIGITS = 3;

    private static final int INTERVAL_DIGITS = 2;
    private static final long NANOS_PER_MICRO = 1_000;

    private final Window window;
    private final Histogram all = new Histogram(DIGITS);
    private final @Nullable Histogram[] latencies;
    private final long[] sent;
    private final long[] delivered;
    private final Histogram lag = new Histogram(DIGITS);
    private final SingleWriterRecorder recent = new SingleWriterRecorder(INTERVAL_DIGITS);

    public Recording(Window window) {
        this.window = window;
        this.latencies = new @Nullable Histogram[window.intervals()];
        this.sent = new long[window.intervals()];
        this.delivered = new long[window.intervals()];
    }

    /** A message was handed to its device. */
    public void sent(long intended, long lagNanos) {
        if (window.contains(intended)) {
            sent[window.index(intended)]++;
            lag.recordValue(Math.max(0, lagNanos) / NANOS_PER_MICRO);
        }
    }

    /** A message is at a recipient, for the first time. */
    public void delivered(long intended, long now) {
        long micros = Math.max(0, now - intended) / NANOS_PER_MICRO;
        recent.recordValue(micros);
        if (window.contains(now)) {
            delivered[window.index(now)]++;
        }
        if (window.contains(intended)) {
            all.recordValue(micros);
            int index = window.index(intended);
            Histogram interval = latencies[index];
            if (interval == null) {
                interval = new Histogram(INTERVAL_DIGITS);
                latencies[index] = interval;
            }
            interval.recordValue(micros);
        }
    }

    /** What was delivered since this was last asked, by any threads. */
    public static Latency sinceLast(Collection<Recording> recordings) {
        Histogram sum = new Histogram(INTERVAL_DIGITS);
        recordings.forEach(recording -> sum.add(recording.recent.getIntervalHistogram()));
        return Latency.of(sum);
    }

    /** What all threads measured together. */
    public static Measured sum(Window window, Collection<Recording> recordings) {
        Histogram all = new Histogram(DIGITS);
        Histogram lag = new Histogram(DIGITS);
        long delivered = 0;
        for (Recording recording : recordings) {
            all.add(recording.all);
            lag.add(recording.lag);
            for (long count : recording.delivered) {
                delivered += count;
            }
        }
        return new Measured(
                Latency.of(all), Latency.of(lag), delivered, Measured.curve(all), intervals(window, recordings));
    }

    private static List<Measured.Interval> intervals(Window window, Collection<Recording> recordings) {
        List<Measured.Interval> intervals = new ArrayList<>(window.intervals());
        for (int i = 0; i < window.intervals(); i++) {
            Histogram latency = new Histogram(INTERVAL_DIGITS);
            long sent = 0;
            long delivered = 0;
            for (Recording recording : recordings) {
                Histogram own = recording.latencies[i];
                if (own != null) {
                    latency.add(own);
                }
                sent += recording.sent[i];
                delivered += recording.delivered[i];
            }
            double seconds = window.secondsOf(i);
            intervals.add(new Measured.Interval(
                    window.secondsAt(i), sent / seconds, delivered / seconds, Latency.of(latency)));
        }
        return intervals;
    }
}
