package io.waggle.broker.inbox.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;

/**
 * The dead letters of an inbox: rows as they were stored, so that their seals still fit, behind what was said of each. A row that
 * refers to shared content keeps doing so until its letter goes. Used by the commit thread alone.
 */
final class DeadLetters {

    private static final String FAMILY = "dead_letter";

    private DeadLetters() {}

    /** Keeps the row. @return how many older ones went to make room for it */
    static int add(Commit commit, Entry entry, long sequence, Row row, String reason) throws RocksDBException {
        int most = commit.config().deadLetterMaxRows();
        int dropped = keep(commit, entry, Math.max(0, most - 1));
        if (most > 0) {
            byte[] said = reason.getBytes(StandardCharsets.UTF_8);
            Row.Body.Sealed sealed = (Row.Body.Sealed) row.body();
            byte[] stored = Row.encode(sealed.header(), sealed.content());
            byte[] letter = ByteBuffer.allocate(2 + said.length + stored.length)
                    .putShort((short) said.length)
                    .put(said)
                    .put(stored)
                    .array();
            commit.changes().put(commit.store().family(FAMILY), Keys.row(entry.id(), sequence), letter);
        } else {
            commit.release(row.header());
        }
        return dropped;
    }

    /** Removes all. */
    static void removeAll(Commit commit, Entry entry) throws RocksDBException {
        keep(commit, entry, 0);
    }

    /** Removes the oldest until so many are left. */
    private static int keep(Commit commit, Entry entry, int most) throws RocksDBException {
        List<byte[]> keys = new ArrayList<>();
        List<Row.Header> headers = new ArrayList<>();
        commit.store().scan(FAMILY, Keys.number(entry.id()), Keys.number(entry.id() + 1), (key, letter) -> {
            keys.add(key);
            headers.add(header(letter));
            return true;
        });
        int surplus = Math.max(0, keys.size() - most);
        for (int i = 0; i < surplus; i++) {
            commit.changes().delete(commit.store().family(FAMILY), keys.get(i));
            commit.release(headers.get(i));
        }
        return surplus;
    }

    private static Row.Header header(byte[] letter) {
        ByteBuffer in = ByteBuffer.wrap(letter);
        in.position(2 + Short.toUnsignedInt(in.getShort()));
        byte[] row = new byte[in.remaining()];
        in.get(row);
        return Row.decode(row).header();
    }
}
