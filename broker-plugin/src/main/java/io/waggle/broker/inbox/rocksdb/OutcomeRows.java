package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcomes;
import java.util.ArrayList;
import java.util.List;

/**
 * Spreads outcomes over rows that fit into any frame. Nobody who missed a message is left out: a long list of recipients
 * goes into several outcomes of the same message, which its sender adds up. A long list of device changes is cut: the sender
 * repairs what it is told, sends again, and is told the rest then.
 */
final class OutcomeRows {

    /** What one row may take, bytes. One account with all its devices takes less than a tenth of it. */
    static final int MAX_BYTES = 48 * 1024;

    private OutcomeRows() {}

    static List<List<SendOutcome>> of(List<SendOutcome> outcomes) {
        List<List<SendOutcome>> rows = new ArrayList<>();
        List<SendOutcome> row = new ArrayList<>();
        int bytes = 0;
        for (SendOutcome outcome : fitting(outcomes)) {
            int size = size(outcome);
            if (!row.isEmpty() && bytes + size > MAX_BYTES) {
                rows.add(row);
                row = new ArrayList<>();
                bytes = 0;
            }
            row.add(outcome);
            bytes += size;
        }
        if (!row.isEmpty()) {
            rows.add(row);
        }
        return rows;
    }

    private static List<SendOutcome> fitting(List<SendOutcome> outcomes) {
        List<SendOutcome> fitting = new ArrayList<>();
        outcomes.forEach(outcome -> split(outcome, fitting));
        return fitting;
    }

    private static void split(SendOutcome outcome, List<SendOutcome> into) {
        if (size(outcome) <= MAX_BYTES) {
            into.add(outcome);
        } else if (outcome.changes().size() > 1) {
            int half = outcome.changes().size() / 2;
            split(with(outcome, outcome.recipients(), outcome.changes().subList(0, half)), into);
        } else if (outcome.recipients().size() > 1) {
            int half = outcome.recipients().size() / 2;
            split(with(outcome, outcome.recipients().subList(0, half), outcome.changes()), into);
            split(
                    with(
                            outcome,
                            outcome.recipients()
                                    .subList(half, outcome.recipients().size()),
                            List.of()),
                    into);
        } else {
            throw new IllegalStateException("an outcome of one recipient that does not fit into a row");
        }
    }

    private static SendOutcome with(
            SendOutcome outcome,
            List<SendOutcome.RecipientOutcome> recipients,
            List<SendOutcome.DeviceChanges> changes) {
        return new SendOutcome(
                outcome.messageId(),
                outcome.conversation(),
                outcome.result(),
                recipients,
                changes,
                outcome.groupVersion(),
                outcome.acceptedAfter(),
                outcome.senderDevice());
    }

    private static int size(SendOutcome outcome) {
        return State.encodeControl(new SendOutcomes(List.of(outcome))).length;
    }
}
