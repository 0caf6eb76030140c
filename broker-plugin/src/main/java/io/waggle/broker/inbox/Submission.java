package io.waggle.broker.inbox;

import io.waggle.broker.group.Admissions;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Posting;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Send;
import java.util.List;
import java.util.Set;

/**
 * What one frame says to other people.
 *
 * @param sender whom the front door has authenticated
 * @param items those that {@link #isForOthers} names, in frame order; at least one
 * @param refusals how the sender can be told that everything was refused for want of room
 * @param refusing recipient accounts that take nothing from the sender's
 * @param asRequest recipient accounts whose devices get the messages as requests
 * @param admissions how the accounts that group changes add want to come into groups of the sender
 */
public record Submission(
        Address sender,
        List<OutboxItem> items,
        Refusals refusals,
        Set<AccountId> refusing,
        Set<AccountId> asRequest,
        Admissions admissions) {

    /** How a refusal of the whole frame reaches the sender. */
    public enum Refusals {
        /** The front door can still answer with a reason code: nothing is written. */
        BY_ANSWER,
        /** Only a row in the sender's inbox can say it. */
        BY_ROW,
        /**
         * The sender waits for the decision and is told whatever it is: where nothing is accepted, nothing is written. For a single
         * message.
         */
        BY_DECISION
    }

    public Submission {
        items = List.copyOf(items);
        refusing = Set.copyOf(refusing);
        asRequest = Set.copyOf(asRequest);
        if (refusals == Refusals.BY_DECISION && items.size() != 1) {
            throw new IllegalArgumentException("one decision does not tell what becomes of " + items.size());
        }
        for (OutboxItem item : items) {
            if (!isForOthers(item)) {
                throw new IllegalArgumentException(
                        "not for other people: " + item.getClass().getSimpleName());
            }
        }
    }

    /** Whether an inbox decides about such an item. */
    public static boolean isForOthers(OutboxItem item) {
        return item instanceof Posting
                || item instanceof ReceiptUpdate
                || item instanceof GroupChange
                || item instanceof GroupQuery;
    }

    /** What everybody takes. */
    public Submission(Address sender, List<OutboxItem> items, Refusals refusals) {
        this(sender, items, refusals, Set.of(), Set.of(), Admissions.FREE);
    }

    /** The same with other items. */
    public Submission with(List<OutboxItem> others) {
        return new Submission(sender, others, refusals, refusing, asRequest, admissions);
    }

    /** The same, from a front door that can answer a refusal. */
    public Submission answering() {
        return new Submission(sender, items, Refusals.BY_ANSWER, refusing, asRequest, admissions);
    }

    /** The same, with how people want to come into groups. */
    public Submission with(Admissions known) {
        return new Submission(sender, items, refusals, refusing, asRequest, known);
    }

    /** Bytes of content, for the bound of the commit queue. */
    public long contentBytes() {
        long bytes = 0;
        for (OutboxItem item : items) {
            if (item instanceof Posting posting) {
                bytes += posting.content().size();
            }
            if (item instanceof Send send) {
                for (var recipient : send.recipients()) {
                    for (var device : recipient.devices()) {
                        bytes += device.content().size();
                    }
                }
            }
        }
        return bytes;
    }
}
