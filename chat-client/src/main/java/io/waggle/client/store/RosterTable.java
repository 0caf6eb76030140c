package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import java.util.List;

/**
 * Which devices accounts have, as far as the server's refusals have taught; within a transaction that the caller holds.
 * What the server says of a device is a fact at its time, so the same repair may come twice.
 */
final class RosterTable {

    List<DeviceEpoch> devices(SqlSession session, AccountId account) {
        return session.list(
                "SELECT device, epoch FROM roster WHERE account = ? ORDER BY device",
                row -> new DeviceEpoch(new DeviceId(row.text(0)), new Epoch(row.integer(1))),
                account.value());
    }

    /** Takes over what the server says. Answers whether it is news. */
    boolean repair(SqlSession session, DeviceChanges changes) {
        boolean news = false;
        for (DeviceEpoch device : changes.missing()) {
            news |= put(session, changes.account(), device);
        }
        for (DeviceEpoch device : changes.stale()) {
            news |= put(session, changes.account(), device);
        }
        for (DeviceId device : changes.extra()) {
            news |= session.execute(
                            "DELETE FROM roster WHERE account = ? AND device = ?",
                            changes.account().value(),
                            device.value())
                    > 0;
        }
        return news;
    }

    private static boolean put(SqlSession session, AccountId account, DeviceEpoch device) {
        long same = session.number(
                "SELECT count(*) FROM roster WHERE account = ? AND device = ? AND epoch = ?",
                account.value(),
                device.device().value(),
                device.epoch().value());
        return same == 0
                && session.execute(
                                "INSERT OR REPLACE INTO roster (account, device, epoch) VALUES (?, ?, ?)",
                                account.value(),
                                device.device().value(),
                                device.epoch().value())
                        > 0;
    }
}
