package io.waggle.loadtest.capacity.curve;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What grows. */
public enum CurveKind {

    /** Devices that are connected and silent, beside the traffic. */
    CONNECTIONS("connections", "idle connections", 1, 10_000),

    /** Messages that wait in the one inbox that is written to and drained. */
    DEPTH("depth", "messages waiting in the inbox", 1, 10_000_000),

    /** Members of each group. */
    GROUP("group", "members of a group", 1, 1_000),

    /** Bytes of messages that lie on disk, for people who are away. */
    STORED("stored", "bytes of messages stored", 0, 20_000_000_000L);

    private final String key;
    private final String unit;
    private final long least;
    private final long most;

    CurveKind(String key, String unit, long least, long most) {
        this.key = key;
        this.unit = unit;
        this.least = least;
        this.most = most;
    }

    /** Its name on the command line and in results. */
    public String key() {
        return key;
    }

    /** What a point counts. */
    public String unit() {
        return unit;
    }

    /**
     * Where it is measured, in rising order, without repetitions.
     *
     * @param scale that the points are multiplied with; each stays within what can be measured
     */
    List<Long> points(double scale) {
        return unscaled().stream()
                .map(point -> Math.max(least, Math.min(most, Math.round(point * scale))))
                .distinct()
                .toList();
    }

    private List<Long> unscaled() {
        return switch (this) {
            case CONNECTIONS -> List.of(100L, 1_000L, 5_000L);
            case DEPTH -> List.of(1L, 1_000L, 1_000_000L);
            case GROUP -> List.of(1L, 10L, 100L, 1_000L);
            case STORED -> List.of(0L, 100_000_000L, 1_000_000_000L);
        };
    }

    /** The one of this name, if there is one. */
    public static Optional<CurveKind> named(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findAny();
    }
}
