package io.waggle.broker.config;

import io.waggle.protocol.ProtocolLimits;
import java.time.Duration;
import java.util.List;

/**
 * How rows reach a connected device.
 *
 * @param windowFrames frames in flight to one device, 1 to 4
 * @param frameBytes a frame closes before it would exceed this
 * @param unacknowledgedRows rows in flight to one device before the server waits for its acknowledgement
 * @param redeliveryAfter how long an unacknowledged row waits before it is sent again, the first time
 * @param redeliveryMax the longest such wait, after doubling; at least {@code redeliveryAfter}
 * @param attemptsBeforeAlarm deliveries of one head without an acknowledgement before a metric and a log line say so
 * @param threads dispatcher threads
 * @param liveEventsPerDevice live events waiting for one device; older ones are dropped
 */
public record DeliveryConfig(
        int windowFrames,
        int frameBytes,
        int unacknowledgedRows,
        Duration redeliveryAfter,
        Duration redeliveryMax,
        int attemptsBeforeAlarm,
        int threads,
        int liveEventsPerDevice) {

    private static final Setting<Integer> WINDOW_FRAMES = Setting.count("delivery.window-frames", 2, 1, 4);
    private static final Setting<Long> FRAME_BYTES =
            Setting.size("delivery.frame-bytes", ProtocolLimits.FRAME_BYTES, 1 << 10, ProtocolLimits.FRAME_BYTES);
    private static final Setting<Integer> UNACKNOWLEDGED_ROWS =
            Setting.count("delivery.unacknowledged-rows", 1_000, 1, 1_000_000);
    private static final Setting<Duration> REDELIVERY_AFTER = Setting.duration(
            "delivery.redelivery-after", Duration.ofSeconds(30), Duration.ofMillis(10), Duration.ofHours(1));
    private static final Setting<Duration> REDELIVERY_MAX = Setting.duration(
            "delivery.redelivery-max", Duration.ofMinutes(10), Duration.ofMillis(10), Duration.ofDays(1));
    private static final Setting<Integer> ATTEMPTS_BEFORE_ALARM =
            Setting.count("delivery.attempts-before-alarm", 5, 1, 1_000);
    private static final Setting<Integer> THREADS = Setting.count("delivery.threads", 2, 1, 256);
    private static final Setting<Integer> LIVE_EVENTS_PER_DEVICE =
            Setting.count("delivery.live-events-per-device", 64, 1, 10_000);

    static final List<Setting<?>> SETTINGS = List.of(
            WINDOW_FRAMES,
            FRAME_BYTES,
            UNACKNOWLEDGED_ROWS,
            REDELIVERY_AFTER,
            REDELIVERY_MAX,
            ATTEMPTS_BEFORE_ALARM,
            THREADS,
            LIVE_EVENTS_PER_DEVICE);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public DeliveryConfig {
        WINDOW_FRAMES.require(windowFrames);
        FRAME_BYTES.require((long) frameBytes);
        UNACKNOWLEDGED_ROWS.require(unacknowledgedRows);
        REDELIVERY_AFTER.require(redeliveryAfter);
        REDELIVERY_MAX.require(redeliveryMax);
        ATTEMPTS_BEFORE_ALARM.require(attemptsBeforeAlarm);
        THREADS.require(threads);
        LIVE_EVENTS_PER_DEVICE.require(liveEventsPerDevice);
        Setting.requireAtMost(REDELIVERY_AFTER, redeliveryAfter, REDELIVERY_MAX, redeliveryMax);
    }

    static DeliveryConfig from(Values values) {
        return new DeliveryConfig(
                values.get(WINDOW_FRAMES),
                Math.toIntExact(values.get(FRAME_BYTES)),
                values.get(UNACKNOWLEDGED_ROWS),
                values.get(REDELIVERY_AFTER),
                values.get(REDELIVERY_MAX),
                values.get(ATTEMPTS_BEFORE_ALARM),
                values.get(THREADS),
                values.get(LIVE_EVENTS_PER_DEVICE));
    }
}
