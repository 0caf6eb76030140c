package io.waggle.broker.inbox.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/** How the engine is set, and why. */
final class StoreOptions implements AutoCloseable {

    private static final long CACHE_BYTES = 64L << 20;
    private static final int CACHE_SHARD_BITS = 2;

    private final List<AutoCloseable> resources = new ArrayList<>();
    private final DBOptions database;
    private final ColumnFamilyOptions plain;
    private final ColumnFamilyOptions sealedValues;
    private final WriteOptions synced = own(new WriteOptions().setSync(true));
    private final WriteOptions buffered = own(new WriteOptions().setSync(false));

    StoreOptions() {
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
        plain = family().setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(16L << 20);
        // Sealed content does not compress.
        sealedValues = family().setTableFormatConfig(table)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setWriteBufferSize(32L << 20);
        database = own(new DBOptions()
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
    }

    /**
     * Keys begin with the number of an inbox and go on with one that grows: what is inserted lies behind what was inserted last
     * for the same inbox, and is found there rather than from the top of the memtable. Only the property has a name in Java.
     */
    private ColumnFamilyOptions family() {
        Properties properties = new Properties();
        properties.setProperty("memtable_insert_with_hint_prefix_extractor", "fixed:" + Long.BYTES);
        ColumnFamilyOptions options = ColumnFamilyOptions.getColumnFamilyOptionsFromProps(properties);
        if (options == null) {
            throw new IllegalStateException("this RocksDB does not know " + properties);
        }
        return own(options);
    }

    private <T extends AutoCloseable> T own(T resource) {
        resources.add(resource);
        return resource;
    }

    DBOptions database() {
        return database;
    }

    ColumnFamilyOptions family(String name) {
        return switch (name) {
            case "row", "content", "dead_letter" -> sealedValues;
            default -> plain;
        };
    }

    WriteOptions write(boolean sync) {
        return sync ? synced : buffered;
    }

    @Override
    public void close() {
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
