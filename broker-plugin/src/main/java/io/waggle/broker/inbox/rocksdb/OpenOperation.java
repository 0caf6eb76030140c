package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.inbox.OpenOutcome;
import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import org.rocksdb.RocksDBException;

/** Creates a device's inbox if it has none. */
final class OpenOperation extends Operation<OpenOutcome> {

    private final Address device;
    private final Epoch epoch;

    OpenOperation(Address device, Epoch epoch) {
        super(0);
        this.device = device;
        this.epoch = epoch;
    }

    @Override
    OpenOutcome apply(Commit commit) throws RocksDBException {
        Entry entry = commit.find(device);
        boolean created = entry == null;
        if (entry == null) {
            if (commit.directory().devices(device.account()).size()
                    >= commit.config().devicesPerAccount()) {
                return new OpenOutcome.TooManyDevices();
            }
            if (commit.directory().size() >= commit.config().maxInboxes()) {
                return new OpenOutcome.TooManyInboxes();
            }
            entry = commit.create(device, epoch);
            commit.requireSync();
        }
        return new OpenOutcome.Opened(entry.state(), created);
    }
}
