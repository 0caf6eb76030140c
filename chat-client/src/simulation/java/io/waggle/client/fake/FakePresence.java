package io.waggle.client.fake;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.frame.Presence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Who is there and who is told, without privacy: an account is online while one of its connections says so. The server's monitor owns it. */
final class FakePresence<C> {

    private final BiConsumer<C, Presence> teller;
    private final Map<C, AccountId> available = new HashMap<>();
    private final Map<C, List<AccountId>> watches = new HashMap<>();

    FakePresence(BiConsumer<C, Presence> teller) {
        this.teller = teller;
    }

    void set(C connection, AccountId account, boolean isAvailable) {
        if (isAvailable) {
            available.put(connection, account);
        } else {
            available.remove(connection);
        }
        changed(account);
    }

    void watch(C connection, List<AccountId> accounts) {
        watches.put(connection, accounts);
        accounts.forEach(account -> teller.accept(connection, of(account)));
    }

    void gone(C connection) {
        watches.remove(connection);
        AccountId account = available.remove(connection);
        if (account != null) {
            changed(account);
        }
    }

    private void changed(AccountId account) {
        watches.forEach((watcher, accounts) -> {
            if (accounts.contains(account)) {
                teller.accept(watcher, of(account));
            }
        });
    }

    private Presence of(AccountId account) {
        return available.containsValue(account)
                ? new Presence(account, true, Optional.empty())
                : Presence.hidden(account);
    }
}
