package io.waggle.broker.account;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The table of changes that are still to be carried out: a transactional outbox. A change is read until it is removed, so one
 * that a crash interrupted is carried out again, and carrying out must bear that. Every method is part of its caller's transaction.
 */
public final class AccountChanges {

    private static final String LINKED = "DEVICE_LINKED";
    private static final String UNLINKED = "DEVICE_UNLINKED";
    private static final String ENDED = "SESSION_ENDED";
    private static final String POLICY = "POLICY_CHANGED";
    private static final String AUDIENCE = "AUDIENCE_CHANGED";
    private static final String DELETED = "ACCOUNT_DELETED";
    private static final String WEBHOOK = "WEBHOOK_CHANGED";

    private final Clock clock;
    private volatile Runnable added = () -> {};

    public AccountChanges(Clock clock) {
        this.clock = clock;
    }

    /** A change with its place in the order. */
    public record Entry(long number, AccountChange change) {}

    /** Notes what is to be done once this transaction has committed. */
    public void add(Handle handle, AccountChange change) {
        handle.createUpdate("INSERT INTO account_change (kind, account_id, device_id, session_id, changed_at)"
                        + " VALUES (:kind, :account, "
                        + " :device, CAST(:session AS UUID), :now)")
                .bind("kind", kind(change))
                .bind("account", change.account().value())
                .bind("device", device(change))
                .bind("session", change instanceof AccountChange.SessionEnded ended ? ended.session() : null)
                .bind("now", clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .execute();
        handle.afterCommit(() -> added.run());
    }

    /** The oldest changes that are to be done, at most so many. */
    public List<Entry> next(Handle handle, int most) {
        return handle.createQuery("SELECT change_id, kind, account_id, device_id, session_id FROM account_change"
                        + " ORDER BY change_id FETCH FIRST :most ROWS ONLY")
                .bind("most", most)
                .map((row, context) -> new Entry(row.getLong("change_id"), read(row)))
                .list();
    }

    /** The change is done. */
    public void remove(Handle handle, Entry done) {
        handle.execute("DELETE FROM account_change WHERE change_id = ?", done.number());
    }

    /** Who is told, after the commit, that there is something to do. At most one. */
    public void onAdded(Runnable listener) {
        added = listener;
    }

    private static @Nullable String device(AccountChange change) {
        return change instanceof AccountChange.OfDevice ofDevice
                ? ofDevice.device().device().value()
                : null;
    }

    private static String kind(AccountChange change) {
        if (change instanceof AccountChange.DeviceLinked) {
            return LINKED;
        } else if (change instanceof AccountChange.DeviceUnlinked) {
            return UNLINKED;
        } else if (change instanceof AccountChange.SessionEnded) {
            return ENDED;
        } else if (change instanceof AccountChange.AccountDeleted) {
            return DELETED;
        } else if (change instanceof AccountChange.WebhookChanged) {
            return WEBHOOK;
        } else if (change instanceof AccountChange.AudienceChanged) {
            return AUDIENCE;
        }
        return POLICY;
    }

    private static AccountChange read(ResultSet row) throws SQLException {
        AccountId account = new AccountId(row.getString("account_id"));
        String kind = row.getString("kind");
        return switch (kind) {
            case LINKED -> new AccountChange.DeviceLinked(device(account, row));
            case UNLINKED -> new AccountChange.DeviceUnlinked(device(account, row));
            case ENDED -> new AccountChange.SessionEnded(device(account, row), row.getObject("session_id", UUID.class));
            case WEBHOOK -> new AccountChange.WebhookChanged(account);
            case POLICY -> new AccountChange.PolicyChanged(account);
            case AUDIENCE -> new AccountChange.AudienceChanged(account);
            case DELETED -> new AccountChange.AccountDeleted(account);
            default -> throw new IllegalStateException("a change of the unknown kind " + kind);
        };
    }

    private static Address device(AccountId account, ResultSet row) throws SQLException {
        return new Address(account, new DeviceId(row.getString("device_id")));
    }
}
