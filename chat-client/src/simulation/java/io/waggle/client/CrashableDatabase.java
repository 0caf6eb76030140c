package io.waggle.client;

import io.waggle.client.store.SqlDatabase;
import io.waggle.client.store.SqlSession;
import io.waggle.client.store.StoreException;
import java.util.function.Function;

/** A database under a process that may die at any transaction: before it, within it, or right after its commit. */
final class CrashableDatabase implements SqlDatabase {

    enum Moment {
        BEFORE,
        WITHIN,
        AFTER
    }

    /** The end of the process. An error, because nothing may catch it. */
    static final class Death extends Error {

        private static final long serialVersionUID = 1L;
    }

    private final SqlDatabase database;
    private boolean failing;
    private int transactionsToLive = Integer.MAX_VALUE;
    private Moment moment = Moment.BEFORE;

    CrashableDatabase(SqlDatabase database) {
        this.database = database;
    }

    /** From now on every transaction fails, or does not. */
    void fail(boolean fails) {
        failing = fails;
    }

    void dieAt(int transactions, Moment when) {
        transactionsToLive = transactions;
        moment = when;
    }

    @Override
    public <T> T transaction(Function<SqlSession, T> work) {
        if (failing) {
            throw new StoreException("the disk is full");
        }
        boolean last = --transactionsToLive <= 0;
        if (last && moment == Moment.BEFORE) {
            throw new Death();
        }
        T result = database.transaction(session -> {
            T inner = work.apply(session);
            if (last && moment == Moment.WITHIN) {
                throw new Death();
            }
            return inner;
        });
        if (last) {
            throw new Death();
        }
        return result;
    }

    @Override
    public void close() {
        database.close();
    }
}
