package io.waggle.broker.http;

import io.waggle.broker.account.Accounts;
import io.waggle.broker.database.Database;
import io.waggle.broker.database.Work;
import io.waggle.protocol.AccountId;

/** Transactions on the account of whoever calls, which nobody else changes meanwhile. For any thread. */
final class OwnAccount {

    private final Database database;
    private final Accounts accounts;

    OwnAccount(Database database, Accounts accounts) {
        this.database = database;
        this.accounts = accounts;
    }

    /** Runs it as {@link Database#write} does. @throws ProblemException if the account is gone, or suspended */
    <T> T write(AccountId caller, Work<T> work) {
        return database.write(handle -> {
            if (!accounts.lockActive(handle, caller)) {
                throw new ProblemException(Problem.unauthorized());
            }
            return work.run(handle);
        });
    }
}
