package io.waggle.loadtest.report;

import io.waggle.loadtest.compare.Comparison;
import io.waggle.loadtest.scenario.Kind;

/**
 * What a comparison is of, in words.
 *
 * @param one that is counted: a delivery
 * @param many of them
 * @param fast how throughput was measured
 * @param when latency was measured
 * @param latency what it is of, a sentence
 */
public record Compared(String one, String many, String fast, String when, String latency) {

    /** The words for a comparison. */
    public static Compared of(Comparison comparison) {
        String kind = comparison.parameters().getOrDefault("kind", "");
        if (kind.equals(Kind.DRAIN.toString())) {
            return new Compared(
                    "delivery",
                    "deliveries",
                    "of the drain",
                    "of the drain",
                    "Inboxes were filled while their devices were away; then all came back at once. Latency is from that"
                            + " moment until each message was there.");
        }
        if (kind.equals(Kind.CONNECT.toString())) {
            return new Compared(
                    "connection",
                    "connections",
                    "so many at a time",
                    "of a CONNECT",
                    "Devices connect and leave at once, over and over, so many at a time. Latency is from the beginning of"
                            + " the TCP connection until CONNACK; CPU time is all that the broker uses, the end of the"
                            + " connection included.");
        }
        return new Compared(
                "delivery",
                "deliveries",
                "as fast as windows let",
                "at the fixed rate",
                "Throughput and CPU at full speed: every sender sends as fast as its window lets it. Latency: all get the"
                        + " same fixed rate, which leaves them room. It is measured from the time at which a message was"
                        + " meant to be sent: a stall counts in full, for every message that was due in it.");
    }
}
