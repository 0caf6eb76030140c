package io.waggle.broker.inbox.rocksdb;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rocksdb.RocksDBException;

/**
 * Content that many rows refer to, stored once and counted: it goes when the last row that refers to it goes. Owned by the
 * commit thread; reading is free for all.
 */
final class SharedContents {

    /** Below this it is cheaper to repeat the content in each row than to look it up. */
    static final int WORTH_SHARING_BYTES = 4_096;

    private static final String FAMILY = "content";
    private static final String COUNTS = "references";
    private static final int REMEMBERED = 10_000;

    private final Store store;
    private final Sealer sealer;
    private long lastId;

    /** Counts of the contents in use lately, so that the rows of one message do not read its count again and again. */
    private final Map<Long, Integer> counts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    SharedContents(Store store, Sealer sealer) {
        this.store = store;
        this.sealer = sealer;
        this.lastId = store.incarnation() << 32;
    }

    static boolean isWorthSharing(int rows, int bytes) {
        return rows > 1 && (rows - 1L) * bytes > WORTH_SHARING_BYTES;
    }

    /** Stores content that this many rows of the same commit will refer to. */
    long put(Changes changes, byte[] content, int references) throws RocksDBException {
        long id = ++lastId;
        changes.put(store.family(FAMILY), Keys.number(id), sealer.seal(content, Keys.number(id)));
        count(changes, id, references);
        return id;
    }

    /** One row less refers to it. */
    void release(Changes changes, long id) throws RocksDBException {
        int left = references(id) - 1;
        if (left > 0) {
            count(changes, id, left);
        } else {
            counts.remove(id);
            changes.delete(store.family(COUNTS), Keys.number(id));
            changes.delete(store.family(FAMILY), Keys.number(id));
        }
    }

    /** The content. @throws StoreCorrupted if it is not there */
    byte[] get(long id) throws RocksDBException {
        byte[] sealed = store.get(store.family(FAMILY), Keys.number(id));
        if (sealed == null) {
            throw new StoreCorrupted("a row refers to content " + id + ", which is not there");
        }
        return sealer.open(sealed, Keys.number(id));
    }

    private int references(long id) throws RocksDBException {
        Integer known = counts.get(id);
        if (known != null) {
            return known;
        }
        byte[] stored = store.get(store.family(COUNTS), Keys.number(id));
        return stored == null ? 0 : ByteBuffer.wrap(stored).getInt();
    }

    private void count(Changes changes, long id, int references) throws RocksDBException {
        counts.put(id, references);
        changes.put(
                store.family(COUNTS),
                Keys.number(id),
                ByteBuffer.allocate(Integer.BYTES).putInt(references).array());
    }
}
