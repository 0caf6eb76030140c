package io.waggle.broker.config;

import io.waggle.protocol.ProtocolLimits;
import java.time.Duration;
import java.util.List;

/**
 * How much an inbox holds, and for how long.
 *
 * @param maxMessages messages in one inbox
 * @param maxBytes bytes of message content in one inbox
 * @param maxControlRows receipts and outcomes in one inbox
 * @param defaultExpiry lifetime of a message whose sender named none; at most {@code maxExpiry}
 * @param maxExpiry longest lifetime a sender gets
 * @param deadLetterMaxRows rejected rows kept for the operator, over all inboxes of a device
 * @param dedupHorizon how long a message id is remembered after its message was accepted
 * @param expirySweepInterval how often expired rows are looked for
 * @param maxInboxes devices this broker serves
 * @param devicesPerAccount devices one account may have
 * @param groupMaxMembers members of a group; and as many again who are invited or have asked to join
 * @param recentMaxBytes memory for the newest rows of all inboxes, which devices that keep up are served from
 */
public record InboxConfig(
        int maxMessages,
        long maxBytes,
        int maxControlRows,
        Duration defaultExpiry,
        Duration maxExpiry,
        int deadLetterMaxRows,
        Duration dedupHorizon,
        Duration expirySweepInterval,
        int maxInboxes,
        int devicesPerAccount,
        int groupMaxMembers,
        long recentMaxBytes) {

    private static final Setting<Integer> MAX_MESSAGES = Setting.count("inbox.max-messages", 10_000, 1, 10_000_000);
    private static final Setting<Long> MAX_BYTES =
            Setting.size("inbox.max-bytes", 64L << 20, ProtocolLimits.FRAME_BYTES, 1L << 40);
    private static final Setting<Integer> MAX_CONTROL_ROWS =
            Setting.count("inbox.max-control-rows", 10_000, 1, 10_000_000);
    private static final Setting<Duration> DEFAULT_EXPIRY =
            Setting.duration("inbox.default-expiry", Duration.ofDays(30), Duration.ofSeconds(1), ProtocolLimits.EXPIRY);
    private static final Setting<Duration> MAX_EXPIRY =
            Setting.duration("inbox.max-expiry", Duration.ofDays(90), Duration.ofSeconds(1), ProtocolLimits.EXPIRY);
    private static final Setting<Integer> DEAD_LETTER_MAX_ROWS =
            Setting.count("inbox.dead-letter-max-rows", 1_000, 0, 1_000_000);
    private static final Setting<Duration> DEDUP_HORIZON =
            Setting.duration("inbox.dedup-horizon", Duration.ofDays(30), Duration.ofSeconds(1), Duration.ofDays(365));
    private static final Setting<Duration> EXPIRY_SWEEP_INTERVAL = Setting.duration(
            "inbox.expiry-sweep-interval", Duration.ofMinutes(1), Duration.ofMillis(10), Duration.ofDays(1));
    private static final Setting<Integer> MAX_INBOXES = Setting.count("inbox.max-inboxes", 1_000_000, 1, 1_000_000_000);
    private static final Setting<Integer> DEVICES_PER_ACCOUNT =
            Setting.count("inbox.devices-per-account", 6, 1, ProtocolLimits.DEVICES_PER_ACCOUNT);
    private static final Setting<Integer> GROUP_MAX_MEMBERS =
            Setting.count("group.max-members", ProtocolLimits.GROUP_MEMBERS, 2, ProtocolLimits.GROUP_MEMBERS);
    private static final Setting<Long> RECENT_MAX_BYTES =
            Setting.size("inbox.recent-max-bytes", 32L << 20, 0, 1L << 40);

    static final List<Setting<?>> SETTINGS = List.of(
            MAX_MESSAGES,
            MAX_BYTES,
            MAX_CONTROL_ROWS,
            DEFAULT_EXPIRY,
            MAX_EXPIRY,
            DEAD_LETTER_MAX_ROWS,
            DEDUP_HORIZON,
            EXPIRY_SWEEP_INTERVAL,
            MAX_INBOXES,
            DEVICES_PER_ACCOUNT,
            GROUP_MAX_MEMBERS,
            RECENT_MAX_BYTES);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public InboxConfig {
        MAX_MESSAGES.require(maxMessages);
        MAX_BYTES.require(maxBytes);
        MAX_CONTROL_ROWS.require(maxControlRows);
        DEFAULT_EXPIRY.require(defaultExpiry);
        MAX_EXPIRY.require(maxExpiry);
        DEAD_LETTER_MAX_ROWS.require(deadLetterMaxRows);
        DEDUP_HORIZON.require(dedupHorizon);
        EXPIRY_SWEEP_INTERVAL.require(expirySweepInterval);
        MAX_INBOXES.require(maxInboxes);
        DEVICES_PER_ACCOUNT.require(devicesPerAccount);
        GROUP_MAX_MEMBERS.require(groupMaxMembers);
        RECENT_MAX_BYTES.require(recentMaxBytes);
        Setting.requireAtMost(DEFAULT_EXPIRY, defaultExpiry, MAX_EXPIRY, maxExpiry);
    }

    static InboxConfig from(Values values) {
        return new InboxConfig(
                values.get(MAX_MESSAGES),
                values.get(MAX_BYTES),
                values.get(MAX_CONTROL_ROWS),
                values.get(DEFAULT_EXPIRY),
                values.get(MAX_EXPIRY),
                values.get(DEAD_LETTER_MAX_ROWS),
                values.get(DEDUP_HORIZON),
                values.get(EXPIRY_SWEEP_INTERVAL),
                values.get(MAX_INBOXES),
                values.get(DEVICES_PER_ACCOUNT),
                values.get(GROUP_MAX_MEMBERS),
                values.get(RECENT_MAX_BYTES));
    }
}
