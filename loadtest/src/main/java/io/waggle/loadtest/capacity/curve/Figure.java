package io.waggle.loadtest.capacity.curve;

import java.util.Arrays;

/** What is measured at a point of a curve. */
public enum Figure {
    CPU_PER_DELIVERY("cpu_us_per_delivery", "CPU per delivery", "us"),
    CPU_PER_MESSAGE("cpu_us_per_message_sent", "CPU per message sent", "us"),

    /** What a message costs that is added to an inbox whose device is away. */
    CPU_PER_APPEND("cpu_us_per_append", "CPU per append", "us"),

    /** What a message costs that a device takes out of the inbox, while as many wait behind it. */
    CPU_PER_DRAINED("cpu_us_per_drained", "CPU per message drained", "us"),

    /** The same as fast as it goes, from that many until none is left. */
    CPU_PER_EMPTIED("cpu_us_per_emptied", "CPU per message emptied", "us"),
    EMPTIED_PER_SECOND("emptied_per_s", "emptied at full speed", "/s"),
    LATENCY_P50("latency_p50_ms", "latency p50", "ms"),
    LATENCY_P99("latency_p99_ms", "latency p99", "ms"),

    /** After a full collection, with everybody still connected. */
    HEAP("heap_bytes", "heap", "B"),

    /** The most seen since the broker was started, so it never falls again. */
    RSS("rss_bytes", "RSS", "B");

    private final String key;
    private final String title;
    private final String unit;

    Figure(String key, String title, String unit) {
        this.key = key;
        this.title = title;
        this.unit = unit;
    }

    /** Its name in results. */
    public String key() {
        return key;
    }

    /** What a person calls it. */
    public String title() {
        return title;
    }

    /** us, ms, B or /s. */
    public String unit() {
        return unit;
    }

    /** The one of this name. @throws IllegalArgumentException if there is none */
    public static Figure of(String key) {
        return Arrays.stream(values())
                .filter(figure -> figure.key.equals(key))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no figure " + key));
    }
}
