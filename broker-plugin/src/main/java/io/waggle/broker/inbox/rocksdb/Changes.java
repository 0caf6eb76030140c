package io.waggle.broker.inbox.rocksdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * What a commit is going to write. Handed to the engine in the order of the keys, however it was gathered: neighbours that
 * come one after the other need no search each, and the frames of a commit come from many devices at a time.
 */
final class Changes {

    private final IdentityHashMap<ColumnFamilyHandle, List<Change>> byFamily = new IdentityHashMap<>();
    private int count;

    /** A change of one key. */
    private static final class Change {
        final byte[] key;
        final Write write;

        Change(byte[] key, Write write) {
            this.key = key;
            this.write = write;
        }
    }

    /** Puts a change into a batch. */
    @FunctionalInterface
    private interface Write {
        void into(WriteBatch batch, ColumnFamilyHandle family, byte[] key) throws RocksDBException;
    }

    void put(ColumnFamilyHandle family, byte[] key, byte[] value) {
        add(family, key, (batch, to, at) -> batch.put(to, at, value));
    }

    void delete(ColumnFamilyHandle family, byte[] key) {
        add(family, key, WriteBatch::delete);
    }

    /** Deletes a key that has been put exactly once. */
    void singleDelete(ColumnFamilyHandle family, byte[] key) {
        add(family, key, WriteBatch::singleDelete);
    }

    /** Deletes all keys from one to another (exclusive); they may not occur in these changes otherwise. */
    void deleteRange(ColumnFamilyHandle family, byte[] from, byte[] to) {
        add(family, from, (batch, in, at) -> batch.deleteRange(in, at, to));
    }

    private void add(ColumnFamilyHandle family, byte[] key, Write write) {
        byFamily.computeIfAbsent(family, none -> new ArrayList<>()).add(new Change(key, write));
        count++;
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** All of them; changes of the same key in the order in which they were made. */
    WriteBatch toBatch() throws RocksDBException {
        WriteBatch batch = new WriteBatch();
        try {
            for (var family : byFamily.entrySet()) {
                List<Change> changes = family.getValue();
                changes.sort((one, other) -> Arrays.compareUnsigned(one.key, other.key));
                for (Change change : changes) {
                    change.write.into(batch, family.getKey(), change.key);
                }
            }
            return batch;
        } catch (RocksDBException | RuntimeException e) {
            batch.close();
            throw e;
        }
    }
}
