package io.waggle.broker.ingest;

import io.waggle.broker.contact.MessagePolicy;
import io.waggle.broker.group.Admissions;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.limit.RateLimits;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a message must pass before it is submitted, whichever way it comes: how often its sender may do that, and who takes it. For any
 * thread.
 */
final class Admission {

    private final MessagePolicy policy;
    private final MessageLimits limits;

    Admission(MessagePolicy policy, RateLimits limits) {
        this.policy = policy;
        this.limits = new MessageLimits(limits);
    }

    /** Lets a frame pass, or says how long to wait. What is then refused for another reason has counted all the same. */
    Optional<Duration> frame(Address sender) {
        return limits.frame(sender);
    }

    /** Lets the messages of a frame pass, or says how long to wait and has counted none of them. */
    Optional<Duration> messages(Address sender, OutboxFrame frame) {
        return limits.messages(sender, frame);
    }

    /** Whether one more live event passes; counts it. */
    boolean liveEvent(Address sender) {
        return limits.liveEvent(sender);
    }

    /** With what the recipients' accounts make of the sender; nearly always nothing. */
    Submission submission(Address sender, List<OutboxItem> items, Submission.Refusals refusals) {
        Set<AccountId> refusing = Set.of();
        Set<AccountId> asRequest = Set.of();
        for (OutboxItem item : items) {
            if (item instanceof Send send) {
                for (Recipient recipient : send.recipients()) {
                    switch (policy.message(recipient.account(), sender.account())) {
                        case TAKEN -> {}
                        case AS_REQUEST -> {
                            // Told per message: to hold the sender's whole outbox up for hours would be out of
                            // proportion.
                            if (limits.request(sender.account(), recipient.account())) {
                                asRequest = with(asRequest, recipient.account());
                            } else {
                                refusing = with(refusing, recipient.account());
                            }
                        }
                        case REFUSED -> refusing = with(refusing, recipient.account());
                    }
                }
            }
        }
        return new Submission(sender, items, refusals, refusing, asRequest, Admissions.FREE);
    }

    private static Set<AccountId> with(Set<AccountId> some, AccountId one) {
        Set<AccountId> all = some.isEmpty() ? new HashSet<>() : some;
        all.add(one);
        return all;
    }
}
