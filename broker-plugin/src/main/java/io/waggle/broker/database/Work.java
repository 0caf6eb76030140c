package io.waggle.broker.database;

import org.jdbi.v3.core.Handle;

/** What is done in one transaction. Run on the caller's thread, once; whatever it throws rolls it back. */
@FunctionalInterface
public interface Work<T> {

    T run(Handle handle);
}
