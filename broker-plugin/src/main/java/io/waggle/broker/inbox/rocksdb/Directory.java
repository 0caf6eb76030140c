package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which devices have an inbox. The whole list is in memory (some 300 bytes a device), so that a frame is decided without
 * reading the disk. Changed by the commit thread alone, read by any.
 */
final class Directory {

    private final Map<AccountId, Map<DeviceId, Entry>> accounts = new ConcurrentHashMap<>();
    private final Map<Long, Entry> byId = new ConcurrentHashMap<>();

    void add(Entry entry) {
        Map<DeviceId, Entry> devices = new TreeMap<>(devices(entry.device().account()));
        devices.put(entry.device().device(), entry);
        accounts.put(entry.device().account(), compact(devices));
        byId.put(entry.id(), entry);
    }

    void remove(Entry entry) {
        Map<DeviceId, Entry> devices = new TreeMap<>(devices(entry.device().account()));
        devices.remove(entry.device().device());
        if (devices.isEmpty()) {
            accounts.remove(entry.device().account());
        } else {
            accounts.put(entry.device().account(), compact(devices));
        }
        byId.remove(entry.id());
    }

    /** Most accounts have one device: a map of one takes a fifth of a tree. */
    private static Map<DeviceId, Entry> compact(Map<DeviceId, Entry> devices) {
        return devices.size() == 1 ? Map.copyOf(devices) : devices;
    }

    /** The devices of an account; never changed once returned. Empty for an account that does not exist. */
    Map<DeviceId, Entry> devices(AccountId account) {
        return accounts.getOrDefault(account, Map.of());
    }

    @Nullable
    Entry find(Address device) {
        return devices(device.account()).get(device.device());
    }

    @Nullable
    Entry find(long id) {
        return byId.get(id);
    }

    Collection<Entry> all() {
        return byId.values();
    }

    int size() {
        return byId.size();
    }
}
