package io.waggle.protocol.frame;

import java.util.List;

/** What became of things this device sent, where a PUBACK could not say it. */
public record SendOutcomes(List<SendOutcome> outcomes) implements InboxItem.Content {

    public SendOutcomes {
        outcomes = List.copyOf(outcomes);
    }
}
