package io.waggle.broker.inbox.rocksdb;

import java.io.Serial;

/** An operation found, before it wrote anything, that it cannot be done now; the rest of the commit goes on. */
final class OperationRefused extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final RuntimeException reason;

    OperationRefused(RuntimeException reason) {
        super(reason);
        this.reason = reason;
    }

    RuntimeException reason() {
        return reason;
    }
}
