package io.waggle.broker.group;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.util.List;
import java.util.Optional;

/** What becomes of a change. */
public sealed interface Ruling {

    /**
     * It is done.
     *
     * @param after the group now; nothing: there is none any more
     * @param effect what its members are told
     */
    record Changed(Optional<Group> after, GroupEvent.Effect effect) implements Ruling {}

    /** It is as it was wanted to be already, and nobody is told anything. */
    record AsItIs() implements Ruling {}

    /**
     * It is not done.
     *
     * @param whom accounts for whose sake; empty: it is not about anybody
     */
    record Refused(Result why, List<AccountId> whom) implements Ruling {

        public Refused {
            whom = List.copyOf(whom);
        }

        Refused(Result why) {
            this(why, List.of());
        }
    }
}
