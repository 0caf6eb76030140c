package io.waggle.broker.inbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

class ChangesTest {

    @TempDir
    private Path directory;

    private Store store;
    private Family rows;
    private final Changes changes = new Changes();

    @BeforeEach
    void open() throws RocksDBException {
        store = Store.open(directory);
        rows = store.family("row");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void reachTheEngineInTheOrderOfTheirKeys() throws RocksDBException {
        byte[] high = {(byte) 0x80};
        changes.put(rows, bytes("b"), bytes("second"));
        changes.put(rows, high, bytes("fourth"));
        changes.put(rows, bytes("a"), bytes("first"));
        changes.put(rows, bytes("ba"), bytes("third"));

        try (WriteBatch batch = changes.toBatch()) {
            assertThat(new String(batch.data(), StandardCharsets.ISO_8859_1))
                    .containsSubsequence("first", "second", "third", "fourth");
        }
    }

    /** The form is the engine's; a version of it that writes another one shows here. */
    @Test
    void areWrittenAsTheEngineWritesThem() throws RocksDBException {
        Family receipts = store.family("receipt");
        byte[] empty = {};
        byte[] oneByteOfLength = new byte[127];
        byte[] twoBytesOfLength = new byte[128];
        byte[] threeBytesOfLength = new byte[1 << 14];
        changes.put(receipts, bytes("a"), empty);
        changes.put(receipts, bytes("b"), oneByteOfLength);
        changes.put(receipts, twoBytesOfLength, threeBytesOfLength);
        changes.delete(rows, bytes("a"));
        changes.singleDelete(rows, bytes("b"));
        changes.deleteRange(rows, bytes("c"), bytes("d"));

        try (WriteBatch theirs = new WriteBatch();
                WriteBatch ours = changes.toBatch()) {
            theirs.delete(rows.handle(), bytes("a"));
            theirs.singleDelete(rows.handle(), bytes("b"));
            theirs.deleteRange(rows.handle(), bytes("c"), bytes("d"));
            theirs.put(receipts.handle(), twoBytesOfLength, threeBytesOfLength);
            theirs.put(receipts.handle(), bytes("a"), empty);
            theirs.put(receipts.handle(), bytes("b"), oneByteOfLength);

            assertThat(rows.id()).isLessThan(receipts.id());
            assertThat(ours.data()).isEqualTo(theirs.data());
        }
    }

    @Test
    void ofOneKeyTheLastOneCounts() throws RocksDBException {
        changes.put(rows, bytes("b"), bytes("kept"));
        changes.put(rows, bytes("a"), bytes("first"));
        changes.delete(rows, bytes("a"));
        changes.delete(rows, bytes("b"));
        changes.put(rows, bytes("b"), bytes("again"));
        changes.put(rows, bytes("c"), bytes("gone"));
        changes.singleDelete(rows, bytes("c"));

        write();

        assertThat(store.get(rows, bytes("a"))).isNull();
        assertThat(store.get(rows, bytes("b"))).isEqualTo(bytes("again"));
        assertThat(store.get(rows, bytes("c"))).isNull();
        assertThat(changes.count()).isEqualTo(7);
    }

    @Test
    void aFamilyDoesNotTouchAnother() throws RocksDBException {
        Family receipts = store.family("receipt");
        changes.put(rows, bytes("a"), bytes("row"));
        changes.put(receipts, bytes("a"), bytes("receipt"));
        changes.deleteRange(store.family("dead_letter"), bytes("a"), bytes("b"));

        write();

        assertThat(store.get(rows, bytes("a"))).isEqualTo(bytes("row"));
        assertThat(store.get(receipts, bytes("a"))).isEqualTo(bytes("receipt"));
    }

    private void write() throws RocksDBException {
        try (WriteBatch batch = changes.toBatch()) {
            store.write(batch, false);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
