package io.waggle.broker.link;

import io.waggle.broker.account.DeviceName;
import io.waggle.broker.secret.RandomToken;
import io.waggle.protocol.AccountId;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of devices that wait to be linked. Every method is part of its caller's transaction. For any thread. */
public final class DeviceLinks {

    /** How long a device waits (RFC 8628, section 3.2, {@code expires_in}). */
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    /** The least time between two questions of a device (RFC 8628, section 3.2, {@code interval}). */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public DeviceLinks(Clock clock) {
        this.clock = clock;
    }

    /**
     * A device that waits.
     *
     * @param deviceCode what it asks with; a secret, which {@code toString} leaves out
     * @param userCode what it shows
     */
    public record Waiting(String deviceCode, UserCode userCode) {

        @Override
        public String toString() {
            return "Waiting[hidden]";
        }
    }

    /** What the person who is to decide is shown. */
    public record Request(DeviceName name, Instant requestedAt) {}

    /** What a device that waits is told. */
    public sealed interface Answer {

        /** It is let into the account; to be told once, with its {@link #remove}. */
        record Approved(AccountId account, DeviceName name) implements Answer {}

        record Pending() implements Answer {}

        /** It asks too often. */
        record SlowDown() implements Answer {}

        record Denied() implements Answer {}

        /** It has waited too long, or never was there. */
        record Expired() implements Answer {}
    }

    /** A device begins to wait. */
    public Waiting begin(Handle handle, DeviceName name) {
        String deviceCode = RandomToken.next(random);
        UserCode userCode = UserCode.random(random);
        Instant now = now();
        handle.createUpdate("INSERT INTO device_link"
                        + " (device_code_hash, user_code, device_name, requested_at, expires_at, denied)"
                        + " VALUES (:hash, :code, :name, :now, :expires, FALSE)")
                .bind("hash", RandomToken.hash(deviceCode))
                .bind("code", userCode.value())
                .bind("name", name.value())
                .bind("now", now)
                .bind("expires", now.plus(LIFETIME))
                .execute();
        return new Waiting(deviceCode, userCode);
    }

    /** The device that waits with the code and about which nothing is decided. */
    public Optional<Request> find(Handle handle, UserCode code) {
        return handle.createQuery("SELECT device_name, requested_at FROM device_link WHERE user_code = :code"
                        + " AND account_id IS NULL AND NOT denied AND expires_at > :now")
                .bind("code", code.value())
                .bind("now", now())
                .map((row, context) -> new Request(
                        new DeviceName(row.getString("device_name")),
                        row.getTimestamp("requested_at").toInstant()))
                .findOne();
    }

    /** Lets the device that waits with the code into the account. @return whether one waits, and nobody had decided */
    public boolean approve(Handle handle, UserCode code, AccountId account) {
        return decide(handle, "account_id = :account", code, account);
    }

    /** Turns the device that waits with the code away. @return whether one waits, and nobody had decided */
    public boolean deny(Handle handle, UserCode code) {
        return decide(handle, "denied = TRUE", code, null);
    }

    private boolean decide(Handle handle, String decision, UserCode code, @Nullable AccountId account) {
        var update = handle.createUpdate("UPDATE device_link SET " + decision
                        + " WHERE user_code = :code AND account_id IS NULL AND NOT denied AND expires_at > :now")
                .bind("code", code.value())
                .bind("now", now());
        return (account == null ? update : update.bind("account", account.value())).execute() == 1;
    }

    /** What to tell the device, which is thereby noted to have asked. */
    public Answer ask(Handle handle, String deviceCode) {
        if (!RandomToken.isOne(deviceCode)) {
            return new Answer.Expired();
        }
        Row row = handle.createQuery("SELECT device_name, expires_at, asked_at, account_id, denied FROM device_link"
                        + " WHERE device_code_hash = :hash FOR UPDATE")
                .bind("hash", RandomToken.hash(deviceCode))
                .map((result, context) -> new Row(result))
                .findOne()
                .orElse(null);
        Instant now = now();
        if (row == null || !row.expiresAt.isAfter(now)) {
            return new Answer.Expired();
        }
        if (row.denied) {
            return new Answer.Denied();
        }
        if (row.account != null) {
            return new Answer.Approved(new AccountId(row.account), new DeviceName(row.name));
        }
        handle.execute(
                "UPDATE device_link SET asked_at = ? WHERE device_code_hash = ?", now, RandomToken.hash(deviceCode));
        return row.askedAt != null && row.askedAt.plus(INTERVAL).isAfter(now)
                ? new Answer.SlowDown()
                : new Answer.Pending();
    }

    /** The device waits no more. */
    public void remove(Handle handle, String deviceCode) {
        handle.execute("DELETE FROM device_link WHERE device_code_hash = ?", (Object) RandomToken.hash(deviceCode));
    }

    /** A device that was let into an account and has not come for its tokens yet. */
    public record Approved(DeviceName name, Instant requestedAt, Instant expiresAt) {}

    /** The devices that were let into the account and have not come yet. */
    public List<Approved> approved(Handle handle, AccountId account) {
        return handle.createQuery("SELECT device_name, requested_at, expires_at FROM device_link"
                        + " WHERE account_id = :account ORDER BY requested_at, device_code_hash")
                .bind("account", account.value())
                .map((row, context) -> new Approved(
                        new DeviceName(row.getString("device_name")),
                        row.getTimestamp("requested_at").toInstant(),
                        row.getTimestamp("expires_at").toInstant()))
                .list();
    }

    /** No device that was let into the account gets in any more. */
    public void removeAll(Handle handle, AccountId account) {
        handle.execute("DELETE FROM device_link WHERE account_id = ?", account.value());
    }

    /** Forgets devices that have waited too long. */
    public int forget(Handle handle) {
        return handle.execute("DELETE FROM device_link WHERE expires_at < ?", now());
    }

    private static final class Row {

        private final String name;
        private final Instant expiresAt;
        private final @Nullable Instant askedAt;
        private final @Nullable String account;
        private final boolean denied;

        Row(ResultSet row) throws SQLException {
            name = row.getString("device_name");
            expiresAt = row.getTimestamp("expires_at").toInstant();
            var asked = row.getTimestamp("asked_at");
            askedAt = asked == null ? null : asked.toInstant();
            account = row.getString("account_id");
            denied = row.getBoolean("denied");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
