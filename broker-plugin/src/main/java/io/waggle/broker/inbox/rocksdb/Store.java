package io.waggle.broker.inbox.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;

/**
 * An open RocksDB with this engine's column families. Closing waits for readers, so that none of them touches freed memory;
 * whoever reads wraps it in {@link #reading}.
 */
final class Store implements AutoCloseable {

    private static final long FORMAT = 1;
    private static final String DEDUP_PREFIX = "dedup-";
    private static final List<String> FAMILIES = List.of(
            "meta",
            "inbox",
            "row",
            "content",
            "references",
            "receipt",
            "dead_letter",
            "group",
            "group_member",
            "membership",
            "group_picture");

    private final StoreOptions options = new StoreOptions();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final RocksDB db;
    private final Map<String, Family> families = new HashMap<>();
    private final TreeMap<Long, Family> dedupGenerations = new TreeMap<>();
    private final long incarnation;
    private boolean closed;

    /** Opens the store, creating it if there is none. @throws RocksDBException if it is damaged or cannot be written */
    static Store open(Path directory) throws RocksDBException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new RocksDBException("cannot create " + directory + ": " + e);
        }
        RocksDB.loadLibrary();
        return new Store(directory);
    }

    private Store(Path directory) throws RocksDBException {
        try {
            List<ColumnFamilyDescriptor> descriptors = descriptors(directory);
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            db = RocksDB.open(options.database(), directory.toString(), descriptors, handles);
            for (ColumnFamilyHandle handle : handles) {
                register(handle);
            }
            incarnation = nextIncarnation();
        } catch (RocksDBException | RuntimeException e) {
            options.close();
            throw e;
        }
    }

    private List<ColumnFamilyDescriptor> descriptors(Path directory) throws RocksDBException {
        List<String> names = new ArrayList<>();
        try (Options none = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(none, directory.toString())) {
                names.add(new String(name, StandardCharsets.UTF_8));
            }
        }
        for (String family : FAMILIES) {
            if (!names.contains(family)) {
                names.add(family);
            }
        }
        if (!names.contains("default")) {
            names.add("default");
        }
        return names.stream()
                .map(name -> new ColumnFamilyDescriptor(key(name), options.family(name)))
                .toList();
    }

    private void register(ColumnFamilyHandle handle) throws RocksDBException {
        String name = new String(handle.getName(), StandardCharsets.UTF_8);
        if (name.startsWith(DEDUP_PREFIX)) {
            dedupGenerations.put(Long.parseLong(name.substring(DEDUP_PREFIX.length())), Family.of(handle));
        } else {
            families.put(name, Family.of(handle));
        }
    }

    /** Counts the openings, durably, before anything else is written: what sequences are based on. */
    private long nextIncarnation() throws RocksDBException {
        long format = number("format", FORMAT);
        if (format != FORMAT) {
            throw new StoreCorrupted("the store has format " + format + ", this program reads " + FORMAT);
        }
        long next = number("incarnation", 0) + 1;
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(family("meta").handle(), key("format"), Keys.number(FORMAT));
            batch.put(family("meta").handle(), key("incarnation"), Keys.number(next));
            write(batch, true);
        }
        return next;
    }

    /** How often the store has been opened; at least 1. */
    long incarnation() {
        return incarnation;
    }

    Family family(String name) {
        Family family = families.get(name);
        if (family == null) {
            throw new IllegalArgumentException("no column family " + name);
        }
        return family;
    }

    // --- numbers in meta

    long number(String name, long otherwise) throws RocksDBException {
        byte[] value = get(family("meta"), key(name));
        return value == null ? otherwise : ByteBuffer.wrap(value).getLong();
    }

    static byte[] key(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    // --- dedup generations, for the commit thread

    /** The generations there are, oldest first. */
    List<Family> dedupGenerations() {
        return List.copyOf(dedupGenerations.values());
    }

    long newestDedupGeneration() {
        return dedupGenerations.isEmpty() ? 0 : dedupGenerations.lastKey();
    }

    Family addDedupGeneration() throws RocksDBException {
        long number = newestDedupGeneration() + 1;
        String name = DEDUP_PREFIX + number;
        Family family = Family.of(db.createColumnFamily(new ColumnFamilyDescriptor(key(name), options.family(name))));
        dedupGenerations.put(number, family);
        return family;
    }

    void dropOldestDedupGeneration() throws RocksDBException {
        Family family = dedupGenerations.pollFirstEntry().getValue();
        db.dropColumnFamily(family.handle());
        family.close();
    }

    // --- reading and writing

    byte @Nullable [] get(Family family, byte[] key) throws RocksDBException {
        return db.get(family.handle(), key);
    }

    /** The last key of a family among those that begin with this number and are longer than it. */
    byte @Nullable [] lastKey(Family family, long number) throws RocksDBException {
        try (RocksIterator iterator = db.newIterator(family.handle())) {
            iterator.seekForPrev(Keys.number(number + 1));
            iterator.status();
            boolean found =
                    iterator.isValid() && ByteBuffer.wrap(iterator.key()).getLong() == number;
            return found ? iterator.key() : null;
        }
    }

    void write(WriteBatch batch, boolean sync) throws RocksDBException {
        db.write(options.write(sync), batch);
    }

    /** Makes durable what was written without sync. */
    void sync() throws RocksDBException {
        db.flushWal(true);
    }

    /** Calls the visitor for each pair from a key (inclusive) to another (exclusive), in order, until it says false. */
    void scan(String family, byte[] from, byte[] to, Visitor visitor) throws RocksDBException {
        try (Slice bound = new Slice(to);
                ReadOptions options = new ReadOptions().setIterateUpperBound(bound);
                RocksIterator iterator = db.newIterator(family(family).handle(), options)) {
            iterator.seek(from);
            while (iterator.isValid() && visitor.visit(iterator.key(), iterator.value())) {
                iterator.next();
            }
            iterator.status();
        }
    }

    /** Calls the visitor for each pair of a column family, in order, until it says false. */
    void scanAll(String family, Visitor visitor) throws RocksDBException {
        try (RocksIterator iterator = db.newIterator(family(family).handle())) {
            iterator.seekToFirst();
            while (iterator.isValid() && visitor.visit(iterator.key(), iterator.value())) {
                iterator.next();
            }
            iterator.status();
        }
    }

    /** Told of a pair; answers whether to go on. */
    @FunctionalInterface
    interface Visitor {
        boolean visit(byte[] key, byte[] value) throws RocksDBException;
    }

    /** Runs a read that the store stays open for. */
    <T> T reading(Read<T> read) throws RocksDBException {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new RocksDBException("the store is closed");
            }
            return read.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** A read. */
    @FunctionalInterface
    interface Read<T> {
        T run() throws RocksDBException;
    }

    /** Waits for readers, then frees everything. What was written without sync is synced if the disk lets it. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            families.values().forEach(Family::close);
            dedupGenerations.values().forEach(Family::close);
            db.close();
            options.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
