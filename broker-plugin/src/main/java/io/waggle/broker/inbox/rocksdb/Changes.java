package io.waggle.broker.inbox.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * What a commit is going to write. Handed to the engine in the order of the keys, however it was gathered: neighbours that
 * come one after the other need no search each, and the frames of a commit come from many devices at a time.
 *
 * <p>The batch is written here, in the form that RocksDB documents for {@code WriteBatch} and keeps in its log, and handed over
 * at once: a call into the engine for each change costs more than the change. ChangesTest holds it against the engine's own.
 */
final class Changes {

    /** Its sequence number, which the engine sets, and the number of its records. */
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private static final byte[] NONE = new byte[0];

    private final List<Change> changes = new ArrayList<>();
    private int bytes = HEADER;

    /** A record of the batch, by its tag. */
    private enum Kind {
        DELETE(0x4, false),
        PUT(0x5, true),
        SINGLE_DELETE(0x8, false),
        DELETE_RANGE(0xE, true);

        private final byte tag;
        private final boolean hasValue;

        Kind(int tag, boolean hasValue) {
            this.tag = (byte) tag;
            this.hasValue = hasValue;
        }
    }

    /** A change of one key of a family; a range has its end as the value. */
    private static final class Change implements Comparable<Change> {
        private final Kind kind;
        private final int family;
        private final byte[] key;
        private final byte[] value;

        Change(Kind kind, int family, byte[] key, byte[] value) {
            this.kind = kind;
            this.family = family;
            this.key = key;
            this.value = value;
        }

        @Override
        public int compareTo(Change other) {
            return family == other.family
                    ? Arrays.compareUnsigned(key, other.key)
                    : Integer.compare(family, other.family);
        }

        int bytes() {
            return 1 + Varint.size(family) + sizeOf(key) + (kind.hasValue ? sizeOf(value) : 0);
        }

        private static int sizeOf(byte[] text) {
            return Varint.size(text.length) + text.length;
        }

        void into(ByteBuffer batch) {
            batch.put(kind.tag);
            Varint.put(batch, family);
            put(batch, key);
            if (kind.hasValue) {
                put(batch, value);
            }
        }

        private static void put(ByteBuffer batch, byte[] text) {
            Varint.put(batch, text.length);
            batch.put(text);
        }
    }

    /** Numbers of seven bits a byte, the lowest first, as RocksDB writes them. */
    private static final class Varint {

        static int size(int number) {
            return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(number) + 6) / 7);
        }

        static void put(ByteBuffer to, int number) {
            int left = number;
            while (left >= 0x80) {
                to.put((byte) (left | 0x80));
                left >>>= 7;
            }
            to.put((byte) left);
        }
    }

    void put(Family family, byte[] key, byte[] value) {
        add(Kind.PUT, family, key, value);
    }

    void delete(Family family, byte[] key) {
        add(Kind.DELETE, family, key, NONE);
    }

    /** Deletes a key that has been put exactly once. */
    void singleDelete(Family family, byte[] key) {
        add(Kind.SINGLE_DELETE, family, key, NONE);
    }

    /** Deletes all keys from one to another (exclusive); they may not occur in these changes otherwise. */
    void deleteRange(Family family, byte[] from, byte[] to) {
        add(Kind.DELETE_RANGE, family, from, to);
    }

    private void add(Kind kind, Family family, byte[] key, byte[] value) {
        Change change = new Change(kind, family.id(), key, value);
        changes.add(change);
        bytes += change.bytes();
    }

    /** How many there are. */
    int count() {
        return changes.size();
    }

    /** All of them; changes of the same key in the order in which they were made. */
    WriteBatch toBatch() throws RocksDBException {
        changes.sort(null);
        ByteBuffer batch = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        batch.putLong(0).putInt(changes.size());
        changes.forEach(change -> change.into(batch));
        return new WriteBatch(batch.array());
    }
}
