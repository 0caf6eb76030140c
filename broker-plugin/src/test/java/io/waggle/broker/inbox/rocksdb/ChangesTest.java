package io.waggle.broker.inbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

class ChangesTest {

    @TempDir
    private Path directory;

    private Store store;
    private ColumnFamilyHandle rows;
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
        ColumnFamilyHandle receipts = store.family("receipt");
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
