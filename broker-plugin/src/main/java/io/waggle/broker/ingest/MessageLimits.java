package io.waggle.broker.ingest;

import io.waggle.broker.config.RateLimit;
import io.waggle.broker.limit.LimitKey;
import io.waggle.broker.limit.RateLimits;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Posting;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SetPresence;
import io.waggle.protocol.frame.WatchPresence;
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

    /** Lets what a frame says to others pass, or says how long to wait and has counted nothing of it. */
    Optional<Duration> messages(Address sender, OutboxFrame frame) {
        Map<Wanted, Integer> wanted = new LinkedHashMap<>();
        for (OutboxItem item : frame.items()) {
            want(sender, item, wanted);
        }
        for (Map.Entry<Wanted, Integer> each : wanted.entrySet()) {
            Optional<Duration> wait =
                    limits.take(each.getKey().limit(), each.getKey().key(), each.getValue());
            if (wait.isPresent()) {
                giveBackThoseBefore(each.getKey(), wanted);
                return wait;
            }
        }
        return Optional.empty();
    }

    /** What is taken of one limit. */
    private record Wanted(RateLimit limit, LimitKey key) {}

    private void want(Address sender, OutboxItem item, Map<Wanted, Integer> wanted) {
        if (item instanceof Posting) {
            want(RateLimit.MESSAGES, new LimitKey.Device(sender), 1, wanted);
        }
        if (item instanceof Send send && limits.isOn(RateLimit.PAIR_MESSAGES)) {
            for (Recipient recipient : send.recipients()) {
                if (!recipient.account().equals(sender.account())) {
                    LimitKey pair = new LimitKey.Pair(sender.account(), recipient.account());
                    want(RateLimit.PAIR_MESSAGES, pair, 1, wanted);
                }
            }
        } else if (item instanceof GroupSend) {
            want(RateLimit.GROUP_MESSAGES, new LimitKey.Device(sender), 1, wanted);
        } else if (item instanceof GroupChange) {
            want(RateLimit.GROUP_CHANGES, new LimitKey.Account(sender.account()), 1, wanted);
        } else if (item instanceof GroupQuery query) {
            int groups = Math.max(1, query.groups().size());
            want(RateLimit.GROUP_QUERIES, new LimitKey.Device(sender), groups, wanted);
        } else if (item instanceof SetPresence) {
            want(RateLimit.PRESENCE, new LimitKey.Device(sender), 1, wanted);
        } else if (item instanceof WatchPresence watch) {
            int accounts = Math.max(1, watch.accounts().size());
            want(RateLimit.PRESENCE, new LimitKey.Device(sender), accounts, wanted);
        }
    }

    private void want(RateLimit limit, LimitKey key, int count, Map<Wanted, Integer> wanted) {
        if (limits.isOn(limit)) {
            wanted.merge(new Wanted(limit, key), count, Integer::sum);
        }
    }

    /** Whether one more live event of the device's may go on. Counts it. */
    boolean liveEvent(Address sender) {
        return !limits.isOn(RateLimit.LIVE_EVENTS)
                || limits.take(RateLimit.LIVE_EVENTS, new LimitKey.Device(sender))
                        .isEmpty();
    }

    /** Whether one more message of the sender's may come to somebody who does not know them. Counts it. */
    boolean request(AccountId sender, AccountId recipient) {
        return !limits.isOn(RateLimit.STRANGER_MESSAGES)
                || limits.take(RateLimit.STRANGER_MESSAGES, new LimitKey.Pair(sender, recipient))
                        .isEmpty();
    }

    private void giveBackThoseBefore(Wanted refused, Map<Wanted, Integer> wanted) {
        for (Map.Entry<Wanted, Integer> each : wanted.entrySet()) {
            if (each.getKey().equals(refused)) {
                return;
            }
            limits.giveBack(each.getKey().limit(), each.getKey().key(), each.getValue());
        }
    }
}
