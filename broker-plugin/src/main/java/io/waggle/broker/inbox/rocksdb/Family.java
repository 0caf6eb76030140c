package io.waggle.broker.inbox.rocksdb;

import org.rocksdb.ColumnFamilyHandle;

/**
 * An open column family.
 *
 * @param id the number by which a batch names it
 */
record Family(ColumnFamilyHandle handle, int id) implements AutoCloseable {

    static Family of(ColumnFamilyHandle handle) {
        return new Family(handle, handle.getID());
    }

    @Override
    public void close() {
        handle.close();
    }
}
