package io.waggle.broker.inbox.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * An open RocksDB with this engine's column families. Closing waits for readers, so that none of them touches freed memory;
 * whoever reads wraps it in {@link #reading}.
 */
final class Store implements AutoCloseable {

    private static final long FORMAT = 1;
    private static final long CACHE_BYTES = 64L << 20;
    private static final int CACHE_SHARD_BITS = 2;
    private static final String DEDUP_PREFIX = "dedup-";
    private static final List<String> FAMILIES =
            List.of("meta", "inbox", "row", "content", "references", "receipt", "dead_letter");

    private final List<AutoCloseable> resources = new ArrayList<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final RocksDB db;
    private final Map<String, ColumnFamilyHandle> families = new TreeMap<>();
    private final TreeMap<Long, ColumnFamilyHandle> dedupGenerations = new TreeMap<>();
    private final ColumnFamilyOptions dedupOptions;
    private final WriteOptions synced = own(new WriteOptions().setSync(true));
    private final WriteOptions buffered = own(new WriteOptions().setSync(false));
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
        Cache cache = own(new LRUCache(CACHE_BYTES, CACHE_SHARD_BITS));
        // In pieces, for one that does not fit into the cache whole would be read from disk for every key.
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(own(new BloomFilter(10)))
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setCacheIndexAndFilterBlocks(true)
                .setPinTopLevelIndexAndFilter(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        ColumnFamilyOptions plain = own(new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(16L << 20));
        // Sealed content does not compress.
        ColumnFamilyOptions sealedValues = own(new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setWriteBufferSize(32L << 20));
        dedupOptions = plain;
        DBOptions options = own(new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                // A torn write at the end of the log is a crash and was never acknowledged; damage before it is not
                // ours
                // to skip over: the store does not open, and the operator learns of it.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                // A store that failed on a full disk must open again without needing room for what its log holds.
                .setAvoidFlushDuringRecovery(true)
                .setMaxTotalWalSize(256L << 20)
                .setMaxBackgroundJobs(2)
                .setKeepLogFileNum(3)
                .setMaxLogFileSize(4L << 20));
        try {
            List<ColumnFamilyDescriptor> descriptors = descriptors(directory, plain, sealedValues);
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            db = RocksDB.open(options, directory.toString(), descriptors, handles);
            for (ColumnFamilyHandle handle : handles) {
                register(handle);
            }
            incarnation = nextIncarnation();
        } catch (RocksDBException | RuntimeException e) {
            closeResources();
            throw e;
        }
    }

    private List<ColumnFamilyDescriptor> descriptors(
            Path directory, ColumnFamilyOptions plain, ColumnFamilyOptions sealedValues) throws RocksDBException {
        List<String> names = new ArrayList<>();
        try (Options options = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(options, directory.toString())) {
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
                .map(name -> new ColumnFamilyDescriptor(
                        name.getBytes(StandardCharsets.UTF_8),
                        name.equals("row") || name.equals("content") || name.equals("dead_letter")
                                ? sealedValues
                                : plain))
                .toList();
    }

    private void register(ColumnFamilyHandle handle) throws RocksDBException {
        String name = new String(handle.getName(), StandardCharsets.UTF_8);
        if (name.startsWith(DEDUP_PREFIX)) {
            dedupGenerations.put(Long.parseLong(name.substring(DEDUP_PREFIX.length())), handle);
        } else {
            families.put(name, handle);
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
            batch.put(family("meta"), key("format"), Keys.number(FORMAT));
            batch.put(family("meta"), key("incarnation"), Keys.number(next));
            write(batch, true);
        }
        return next;
    }

    private <T extends AutoCloseable> T own(T resource) {
        resources.add(resource);
        return resource;
    }

    /** How often the store has been opened; at least 1. */
    long incarnation() {
        return incarnation;
    }

    ColumnFamilyHandle family(String name) {
        ColumnFamilyHandle handle = families.get(name);
        if (handle == null) {
            throw new IllegalArgumentException("no column family " + name);
        }
        return handle;
    }

    // --- numbers in meta

    long number(String name, long otherwise) throws RocksDBException {
        byte[] value = db.get(family("meta"), key(name));
        return value == null ? otherwise : ByteBuffer.wrap(value).getLong();
    }

    static byte[] key(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    // --- dedup generations, for the commit thread

    /** The generations there are, oldest first. */
    List<ColumnFamilyHandle> dedupGenerations() {
        return List.copyOf(dedupGenerations.values());
    }

    long newestDedupGeneration() {
        return dedupGenerations.isEmpty() ? 0 : dedupGenerations.lastKey();
    }

    ColumnFamilyHandle addDedupGeneration() throws RocksDBException {
        long number = newestDedupGeneration() + 1;
        ColumnFamilyHandle handle =
                db.createColumnFamily(new ColumnFamilyDescriptor(key(DEDUP_PREFIX + number), dedupOptions));
        dedupGenerations.put(number, handle);
        return handle;
    }

    void dropOldestDedupGeneration() throws RocksDBException {
        ColumnFamilyHandle handle = dedupGenerations.pollFirstEntry().getValue();
        db.dropColumnFamily(handle);
        handle.close();
    }

    // --- reading and writing

    byte @Nullable [] get(ColumnFamilyHandle family, byte[] key) throws RocksDBException {
        return db.get(family, key);
    }

    /** The last key of a family among those that begin with this number and are longer than it. */
    byte @Nullable [] lastKey(ColumnFamilyHandle family, long number) throws RocksDBException {
        try (RocksIterator iterator = db.newIterator(family)) {
            iterator.seekForPrev(Keys.number(number + 1));
            iterator.status();
            boolean found =
                    iterator.isValid() && ByteBuffer.wrap(iterator.key()).getLong() == number;
            return found ? iterator.key() : null;
        }
    }

    void write(WriteBatch batch, boolean sync) throws RocksDBException {
        db.write(sync ? synced : buffered, batch);
    }

    /** Makes durable what was written without sync. */
    void sync() throws RocksDBException {
        db.flushWal(true);
    }

    /** Calls the visitor for each pair from a key (inclusive) to another (exclusive), in order, until it says false. */
    void scan(String family, byte[] from, byte[] to, Visitor visitor) throws RocksDBException {
        try (Slice bound = new Slice(to);
                ReadOptions options = new ReadOptions().setIterateUpperBound(bound);
                RocksIterator iterator = db.newIterator(family(family), options)) {
            iterator.seek(from);
            while (iterator.isValid() && visitor.visit(iterator.key(), iterator.value())) {
                iterator.next();
            }
            iterator.status();
        }
    }

    /** Calls the visitor for each pair of a column family, in order, until it says false. */
    void scanAll(String family, Visitor visitor) throws RocksDBException {
        try (RocksIterator iterator = db.newIterator(family(family))) {
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
            families.values().forEach(ColumnFamilyHandle::close);
            dedupGenerations.values().forEach(ColumnFamilyHandle::close);
            db.close();
            closeResources();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void closeResources() {
        for (int i = resources.size() - 1; i >= 0; i--) {
            try {
                resources.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("RocksDB options close without exceptions", e);
            }
        }
        resources.clear();
    }
}
