package io.waggle.broker.inbox.rocksdb;

import java.io.Serial;

/** What was read is not what this program wrote. */
final class StoreCorrupted extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    StoreCorrupted(String message) {
        super(message);
    }

    StoreCorrupted(String message, Throwable cause) {
        super(message, cause);
    }
}
