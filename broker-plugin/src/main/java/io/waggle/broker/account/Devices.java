package io.waggle.broker.account;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The table of devices. Every method is part of its caller's transaction, and those that add or remove want the account locked
 * by {@link Accounts#lockActive}. For any thread.
 */
public final class Devices {

    /** 40 random bits: unique within one account, and so made that an id is not soon used again. */
    private static final int ID_LENGTH = 8;

    private final AccountChanges changes;
    private final Clock clock;
    private final int limit;
    private final RandomIds ids = new RandomIds();

    /** @param limit devices that one account may have */
    public Devices(AccountChanges changes, int limit, Clock clock) {
        this.changes = changes;
        this.limit = limit;
        this.clock = clock;
    }

    /** The devices of an account, in the order in which they were linked. */
    public List<Device> list(Handle handle, AccountId account) {
        return handle.createQuery("SELECT device_id, device_name, linked_at, last_seen_at FROM device"
                        + " WHERE account_id = :account ORDER BY linked_at, device_id")
                .bind("account", account.value())
                .map((row, context) -> device(row))
                .list();
    }

    /** One device; nothing if it is not one of its account's. Nobody else changes it until the transaction ends. */
    public Optional<Device> lock(Handle handle, Address device) {
        return handle.createQuery("SELECT device_id, device_name, linked_at, last_seen_at FROM device"
                        + " WHERE account_id = :account AND device_id = :device FOR UPDATE")
                .bind("account", device.account().value())
                .bind("device", device.device().value())
                .map((row, context) -> device(row))
                .findOne();
    }

    private static Device device(ResultSet row) throws SQLException {
        return new Device(
                new DeviceId(row.getString("device_id")),
                new DeviceName(row.getString("device_name")),
                row.getTimestamp("linked_at").toInstant(),
                row.getTimestamp("last_seen_at").toInstant());
    }

    /** A new device of the account; nothing if it has as many as it may have. */
    public Optional<Address> add(Handle handle, AccountId account, DeviceName name) {
        Address device = new Address(account, new DeviceId(ids.next(ID_LENGTH)));
        return add(handle, device, name) ? Optional.of(device) : Optional.empty();
    }

    /** A new device with an id that is not of any other of its account. @return whether there was room */
    public boolean add(Handle handle, Address device, DeviceName name) {
        boolean added = addUnopened(handle, device, name);
        if (added) {
            changes.add(handle, new AccountChange.DeviceLinked(device));
        }
        return added;
    }

    /** The same, of a device that gets an inbox when it needs one and not before. @return whether there was room */
    public boolean addUnopened(Handle handle, Address device, DeviceName name) {
        if (count(handle, device.account()) >= limit) {
            return false;
        }
        handle.createUpdate("INSERT INTO device (account_id, device_id, device_name, linked_at, last_seen_at)"
                        + " VALUES (:account, :device, :name, :now, :now)")
                .bind("account", device.account().value())
                .bind("device", device.device().value())
                .bind("name", name.value())
                .bind("now", now())
                .execute();
        return true;
    }

    /** Whether the device is one of its account's. */
    public boolean has(Handle handle, Address device) {
        return handle.createQuery("SELECT COUNT(*) FROM device WHERE account_id = :account AND device_id = :device")
                        .bind("account", device.account().value())
                        .bind("device", device.device().value())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /** Gives the device another name. @return whether there is such a device */
    public boolean rename(Handle handle, Address device, DeviceName name) {
        return handle.createUpdate("UPDATE device SET device_name = :name"
                                + " WHERE account_id = :account AND device_id = :device")
                        .bind("name", name.value())
                        .bind("account", device.account().value())
                        .bind("device", device.device().value())
                        .execute()
                == 1;
    }

    /** Notes that the device was there a moment ago. */
    public void seen(Handle handle, Address device) {
        handle.createUpdate("UPDATE device SET last_seen_at = :now WHERE account_id = :account AND device_id = :device")
                .bind("now", now())
                .bind("account", device.account().value())
                .bind("device", device.device().value())
                .execute();
    }

    /** Takes all devices of the account away, which the caller has locked; their inboxes go with them. */
    private void removeAll(Handle handle, AccountId account) {
        // In the order in which others that lock several rows of this table do it.
        list(handle, account).stream()
                .map(device -> new Address(account, device.id()))
                .sorted()
                .forEach(device -> remove(handle, device));
    }

    /** The account goes, with all its devices. */
    public void removeWithAccount(Handle handle, AccountId account) {
        removeAll(handle, account);
        changes.add(handle, new AccountChange.AccountDeleted(account));
    }

    /** Takes the device away; its inbox goes with it. @return whether there was one */
    public boolean remove(Handle handle, Address device) {
        int removed = handle.createUpdate("DELETE FROM device WHERE account_id = :account AND device_id = :device")
                .bind("account", device.account().value())
                .bind("device", device.device().value())
                .execute();
        if (removed == 1) {
            changes.add(handle, new AccountChange.DeviceUnlinked(device));
        }
        return removed == 1;
    }

    /** How many devices the account has. */
    public int count(Handle handle, AccountId account) {
        return handle.createQuery("SELECT COUNT(*) FROM device WHERE account_id = :account")
                .bind("account", account.value())
                .mapTo(Integer.class)
                .one();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
