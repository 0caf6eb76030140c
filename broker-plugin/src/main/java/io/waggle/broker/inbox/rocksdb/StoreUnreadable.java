package io.waggle.broker.inbox.rocksdb;

import java.io.Serial;
import org.rocksdb.RocksDBException;

/** A read failed in a place that cannot say so otherwise; the commit thread treats it like a failed write. */
final class StoreUnreadable extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    StoreUnreadable(RocksDBException cause) {
        super("the store cannot be read", cause);
    }
}
