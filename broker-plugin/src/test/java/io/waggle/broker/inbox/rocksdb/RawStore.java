package io.waggle.broker.inbox.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A store that is closed, as it lies on the disk: every key and value of every family, read past the engine. */
public final class RawStore {

    private final TreeMap<String, List<Pair>> families = new TreeMap<>();

    /** A key and its value. */
    @SuppressWarnings("ArrayRecordComponent")
    record Pair(byte[] key, byte[] value) {}

    private RawStore() {}

    /** Reads all of it. */
    public static RawStore read(Path directory) throws RocksDBException {
        RawStore store = new RawStore();
        try (Options none = new Options();
                DBOptions options = new DBOptions();
                ColumnFamilyOptions family = new ColumnFamilyOptions()) {
            List<ColumnFamilyDescriptor> descriptors = RocksDB.listColumnFamilies(none, directory.toString()).stream()
                    .map(name -> new ColumnFamilyDescriptor(name, family))
                    .toList();
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            try (RocksDB db = RocksDB.openReadOnly(options, directory.toString(), descriptors, handles)) {
                for (ColumnFamilyHandle handle : handles) {
                    store.read(db, handle);
                }
            }
        }
        return store;
    }

    private void read(RocksDB db, ColumnFamilyHandle family) throws RocksDBException {
        List<Pair> pairs = new ArrayList<>();
        try (family;
                RocksIterator iterator = db.newIterator(family)) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                pairs.add(new Pair(iterator.key(), iterator.value()));
            }
            iterator.status();
            families.put(new String(family.getName(), StandardCharsets.UTF_8), pairs);
        }
    }

    /** What is in a family. */
    List<Pair> pairs(String family) {
        return families.getOrDefault(family, List.of());
    }

    /** What is in all families whose name begins so. */
    List<Pair> pairsOfAll(String prefix) {
        return families.tailMap(prefix, true).entrySet().stream()
                .takeWhile(family -> family.getKey().startsWith(prefix))
                .flatMap(family -> family.getValue().stream())
                .toList();
    }

    /** In how many keys and values of each family the text occurs; families in which it does not are left out. */
    public Map<String, Integer> occurrences(String text) {
        TreeMap<String, Integer> found = new TreeMap<>();
        families.forEach((name, pairs) -> {
            long count = pairs.stream()
                    .filter(pair -> text(pair.key()).contains(text)
                            || text(pair.value()).contains(text))
                    .count();
            if (count > 0) {
                found.put(name, Math.toIntExact(count));
            }
        });
        return found;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
