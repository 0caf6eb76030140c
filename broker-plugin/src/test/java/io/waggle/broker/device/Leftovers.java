package io.waggle.broker.device;

import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.database.Database;
import io.waggle.broker.database.Schema;
import io.waggle.broker.inbox.rocksdb.RawStore;
import io.waggle.testkit.BrokerProcess;
import java.util.Map;
import org.rocksdb.RocksDBException;

/** Where a text occurs in what a broker that has stopped left on its disk, whatever wrote it there. */
final class Leftovers {

    private Leftovers() {}

    /** In how many rows of which tables. */
    static Map<String, Integer> inTables(BrokerProcess broker, String text) {
        try (Database database = Database.open(config(broker).database())) {
            return database.<Map<String, Integer>>read(handle -> new Schema(handle).occurrences(text));
        }
    }

    /** In how many keys and values of which families of the store. */
    static Map<String, Integer> inStore(BrokerProcess broker, String text) throws RocksDBException {
        return RawStore.read(config(broker).data().directory().resolve("inbox")).occurrences(text);
    }

    private static WaggleConfig config(BrokerProcess broker) {
        return WaggleConfig.defaults(broker.home().resolve("data"));
    }
}
