package io.waggle.broker.presence;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.frame.Presence;
import org.jspecify.annotations.Nullable;

/** That a connection wants to know how an account is. Belongs to the room's thread. */
final class Watch {

    final PresenceConnection watcher;
    final Person person;

    /** Whether it has to be found out if the two see each other, at first or again. */
    boolean isOpen = true;

    /** Whether it has been found out once. Until then nothing is told. */
    boolean isAnswered;

    boolean isVisible;

    /** What was told last; null: nothing, or it is to be told again. */
    @Nullable
    Presence told;

    Watch(PresenceConnection watcher, Person person) {
        this.watcher = watcher;
        this.person = person;
    }

    /** The one of the two accounts that is not this one; where one watches itself, that. */
    AccountId other(AccountId one) {
        return person.account.equals(one) ? watcher.account() : person.account;
    }
}
