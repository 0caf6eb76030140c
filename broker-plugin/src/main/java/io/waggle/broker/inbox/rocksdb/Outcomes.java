package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.Address;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.util.List;
import java.util.Optional;

/** What a sender is told about a message that was accepted and will not arrive. */
final class Outcomes {

    private Outcomes() {}

    static SendOutcome of(Row.MessageHeader message, Address recipient, Result why, String reason) {
        RecipientOutcome who = new RecipientOutcome(recipient.account(), Optional.of(recipient.device()), why, reason);
        return new SendOutcome(message.messageId(), message.conversation(), why, List.of(who), List.of());
    }
}
