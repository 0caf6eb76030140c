package io.waggle.broker.ingest;

import io.waggle.broker.config.RateLimit;
import io.waggle.broker.limit.LimitKey;
import io.waggle.broker.limit.RateLimits;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often a device may publish, and how many messages it may send, and its account to another. A frame passes as a whole or not
 * at all. For any thread.
 */
final class MessageLimits {

    private final RateLimits limits;

    MessageLimits(RateLimits limits) {
        this.limits = limits;
    }

    /** Lets a PUBLISH pass, or says how long to wait. What is then refused for another reason has counted all the same. */
    Optional<Duration> frame(Address sender) {
        return limits.isOn(RateLimit.FRAMES)
                ? limits.take(RateLimit.FRAMES, new LimitKey.Device(sender))
                : Optional.empty();
    }

    /** Lets the messages of a frame pass, or says how long to wait and has counted none of them. */
    Optional<Duration> messages(Address sender, OutboxFrame frame) {
        boolean byDevice = limits.isOn(RateLimit.MESSAGES);
        boolean byPair = limits.isOn(RateLimit.PAIR_MESSAGES);
        if (!byDevice && !byPair) {
            return Optional.empty();
        }
        int messages = 0;
        for (OutboxItem item : frame.items()) {
            messages += item instanceof Send ? 1 : 0;
        }
        if (messages == 0) {
            return Optional.empty();
        }
        LimitKey device = new LimitKey.Device(sender);
        Optional<Duration> wait = limits.take(RateLimit.MESSAGES, device, messages);
        if (wait.isEmpty() && byPair) {
            wait = pairs(sender.account(), frame);
            if (wait.isPresent()) {
                limits.giveBack(RateLimit.MESSAGES, device, messages);
            }
        }
        return wait;
    }

    /** Whether one more message of the sender's may come to somebody who does not know them. Counts it. */
    boolean request(AccountId sender, AccountId recipient) {
        return !limits.isOn(RateLimit.STRANGER_MESSAGES)
                || limits.take(RateLimit.STRANGER_MESSAGES, new LimitKey.Pair(sender, recipient))
                        .isEmpty();
    }

    private Optional<Duration> pairs(AccountId sender, OutboxFrame frame) {
        Map<LimitKey, Integer> wanted = new LinkedHashMap<>();
        for (OutboxItem item : frame.items()) {
            if (item instanceof Send send) {
                for (Recipient recipient : send.recipients()) {
                    if (!recipient.account().equals(sender)) {
                        wanted.merge(new LimitKey.Pair(sender, recipient.account()), 1, Integer::sum);
                    }
                }
            }
        }
        for (Map.Entry<LimitKey, Integer> pair : wanted.entrySet()) {
            Optional<Duration> wait = limits.take(RateLimit.PAIR_MESSAGES, pair.getKey(), pair.getValue());
            if (wait.isPresent()) {
                giveBackThoseBefore(pair.getKey(), wanted);
                return wait;
            }
        }
        return Optional.empty();
    }

    private void giveBackThoseBefore(LimitKey refused, Map<LimitKey, Integer> wanted) {
        for (Map.Entry<LimitKey, Integer> pair : wanted.entrySet()) {
            if (pair.getKey().equals(refused)) {
                return;
            }
            limits.giveBack(RateLimit.PAIR_MESSAGES, pair.getKey(), pair.getValue());
        }
    }
}
