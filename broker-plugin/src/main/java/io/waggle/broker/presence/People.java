package io.waggle.broker.presence;

import io.waggle.protocol.AccountId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The accounts that are there or watched; no others. Belongs to the room's thread. */
final class People {

    private final Map<AccountId, Person> people = new HashMap<>();

    @Nullable
    Person find(AccountId account) {
        return people.get(account);
    }

    Person findOrMake(AccountId account) {
        return people.computeIfAbsent(account, Person::new);
    }

    void dropIfOfNoUse(Person person) {
        if (person.isOfNoUse()) {
            people.remove(person.account, person);
        }
    }
}
