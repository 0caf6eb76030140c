package io.waggle.broker.config;

import io.waggle.protocol.ProtocolLimits;
import java.time.Duration;
import java.util.List;

/**
 * How much waits for the disk, and how much goes to it at once.
 *
 * @param queueMaxBytes bytes waiting for the writer; beyond it a frame is answered "busy"
 * @param queueMaxOperations operations waiting for the writer
 * @param batchMaxOperations operations of one commit; at most {@code queueMaxOperations}
 * @param batchMaxBytes bytes of one commit; at most {@code queueMaxBytes}
 * @param recoveryInterval pause before a failed store is tried again
 */
public record CommitConfig(
        long queueMaxBytes,
        int queueMaxOperations,
        int batchMaxOperations,
        long batchMaxBytes,
        Duration recoveryInterval) {

    private static final Setting<Long> QUEUE_MAX_BYTES =
            Setting.size("commit.queue-max-bytes", 64L << 20, ProtocolLimits.FRAME_BYTES, 16L << 30);
    private static final Setting<Integer> QUEUE_MAX_OPERATIONS =
            Setting.count("commit.queue-max-operations", 65_536, 1, 16_777_216);
    private static final Setting<Integer> BATCH_MAX_OPERATIONS =
            Setting.count("commit.batch-max-operations", 4_096, 1, 1_048_576);
    private static final Setting<Long> BATCH_MAX_BYTES =
            Setting.size("commit.batch-max-bytes", 8L << 20, ProtocolLimits.FRAME_BYTES, 1L << 30);
    private static final Setting<Duration> RECOVERY_INTERVAL = Setting.duration(
            "commit.recovery-interval", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMinutes(10));

    static final List<Setting<?>> SETTINGS =
            List.of(QUEUE_MAX_BYTES, QUEUE_MAX_OPERATIONS, BATCH_MAX_OPERATIONS, BATCH_MAX_BYTES, RECOVERY_INTERVAL);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public CommitConfig {
        QUEUE_MAX_BYTES.require(queueMaxBytes);
        QUEUE_MAX_OPERATIONS.require(queueMaxOperations);
        BATCH_MAX_OPERATIONS.require(batchMaxOperations);
        BATCH_MAX_BYTES.require(batchMaxBytes);
        RECOVERY_INTERVAL.require(recoveryInterval);
        Setting.requireAtMost(BATCH_MAX_OPERATIONS, batchMaxOperations, QUEUE_MAX_OPERATIONS, queueMaxOperations);
        Setting.requireAtMost(BATCH_MAX_BYTES, batchMaxBytes, QUEUE_MAX_BYTES, queueMaxBytes);
    }

    static CommitConfig from(Values values) {
        return new CommitConfig(
                values.get(QUEUE_MAX_BYTES),
                values.get(QUEUE_MAX_OPERATIONS),
                values.get(BATCH_MAX_OPERATIONS),
                values.get(BATCH_MAX_BYTES),
                values.get(RECOVERY_INTERVAL));
    }
}
