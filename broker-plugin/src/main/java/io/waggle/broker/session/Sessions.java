package io.waggle.broker.session;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.AccountChanges;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The table of sessions: a device has at most one that has not ended. Every method is part of its caller's transaction. For
 * any thread.
 *
 * <p>A refresh token is used up when its successor is used, not when it is issued: the answer that brought the successor may
 * have been lost, and whoever then comes again with the token gets another successor in place of the lost one. So at any time
 * two tokens are good, the newest and the one before, and using the newest ends the other. Any other token of the session
 * has been used up; that it comes again means that two have it, and the session ends (RFC 9700, section 4.14.2).
 */
public final class Sessions {

    private final AccountChanges changes;
    private final Duration lifetime;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param lifetime how long a session lives after its last refresh */
    public Sessions(AccountChanges changes, Duration lifetime, Clock clock) {
        this.changes = changes;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    private record Row(
            Address device, Instant expiresAt, @Nullable Instant endedAt, Hashes hashes) {}

    /** Of the newest token and the one before. */
    private static final class Hashes {

        private final byte[] current;
        private final byte @Nullable [] previous;

        Hashes(byte[] current, byte @Nullable [] previous) {
            this.current = current;
            this.previous = previous;
        }
    }

    /** Signs the device in, in a new session; one that it has ends. */
    public Grant start(Handle handle, Address device) {
        endAll(handle, device, EndReason.REPLACED);
        UUID session = UUID.randomUUID();
        RefreshToken token = RefreshToken.of(session, random);
        Instant now = now();
        handle.createUpdate("INSERT INTO login_session"
                        + " (session_id, account_id, device_id, started_at, expires_at, current_hash)"
                        + " VALUES (:session, :account, :device, :now, :expires, :hash)")
                .bind("session", session)
                .bind("account", device.account().value())
                .bind("device", device.device().value())
                .bind("now", now)
                .bind("expires", now.plus(lifetime))
                .bind("hash", token.hash())
                .execute();
        return new Grant(device, session, token.serialize());
    }

    /**
     * The session that the device has, which lives on from now, or a new one. For whoever shows each time who it is: nobody is
     * told a refresh token.
     */
    public Grant goOn(Handle handle, Address device) {
        Optional<UUID> open = handle.createQuery("SELECT session_id FROM login_session WHERE ended_at IS NULL"
                        + " AND expires_at > :now AND account_id = :account AND device_id = :device")
                .bind("now", now())
                .bind("account", device.account().value())
                .bind("device", device.device().value())
                .mapTo(UUID.class)
                .findOne();
        open.ifPresent(session -> handle.createUpdate(
                        "UPDATE login_session SET expires_at = :expires WHERE session_id = :session")
                .bind("expires", now().plus(lifetime))
                .bind("session", session)
                .execute());
        return open.map(session -> new Grant(device, session, "")).orElseGet(() -> start(handle, device));
    }

    /** Takes a refresh token for its successor. */
    public Refreshed refresh(Handle handle, String text) {
        Optional<RefreshToken> parsed = RefreshToken.parse(text);
        Optional<Row> found = parsed.flatMap(token -> lock(handle, token.session()));
        if (parsed.isEmpty() || found.isEmpty()) {
            return new Refreshed.Refused(false);
        }
        RefreshToken token = parsed.get();
        Row row = found.get();
        if (row.endedAt() != null || !row.expiresAt().isAfter(now())) {
            return new Refreshed.Refused(false);
        }
        byte[] hash = token.hash();
        boolean newest = MessageDigest.isEqual(hash, row.hashes().current);
        if (!newest && !MessageDigest.isEqual(hash, row.hashes().previous)) {
            end(handle, token.session(), row.device(), EndReason.TOKEN_REUSED);
            return new Refreshed.Refused(true);
        }
        RefreshToken next = RefreshToken.of(token.session(), random);
        handle.createUpdate("UPDATE login_session SET current_hash = :next, previous_hash = :previous,"
                        + " expires_at = :expires WHERE session_id = :session")
                .bind("next", next.hash())
                .bind("previous", hash)
                .bind("expires", now().plus(lifetime))
                .bind("session", token.session())
                .execute();
        return new Refreshed.Next(new Grant(row.device(), token.session(), next.serialize()));
    }

    /** Ends the session of a refresh token, whichever token of it; does nothing about one that is none (RFC 7009, section 2.2). */
    public void revoke(Handle handle, String text) {
        RefreshToken.parse(text)
                .flatMap(token -> lock(handle, token.session())
                        .filter(row -> row.endedAt() == null)
                        .filter(row -> isOneOf(row.hashes(), token.hash()))
                        .map(row -> new Grant(row.device(), token.session(), "")))
                .ifPresent(live -> end(handle, live.session(), live.device(), EndReason.SIGNED_OUT));
    }

    private static boolean isOneOf(Hashes hashes, byte[] hash) {
        return MessageDigest.isEqual(hash, hashes.current) || MessageDigest.isEqual(hash, hashes.previous);
    }

    /** Ends the session, if it has not ended. */
    public void end(Handle handle, UUID session, EndReason reason) {
        lock(handle, session)
                .filter(row -> row.endedAt() == null)
                .ifPresent(row -> end(handle, session, row.device(), reason));
    }

    /** Ends the session that the device has. */
    public void endAll(Handle handle, Address device, EndReason reason) {
        open(
                        handle,
                        "account_id = ? AND device_id = ?",
                        device.account().value(),
                        device.device().value())
                .forEach(session -> end(handle, session, device, reason));
    }

    /** Ends every session of the account. @return those that have ended by this */
    public List<UUID> endAll(Handle handle, AccountId account, EndReason reason) {
        List<Live> live = handle.createQuery("SELECT session_id, device_id FROM login_session"
                        + " WHERE ended_at IS NULL AND account_id = :account ORDER BY session_id")
                .bind("account", account.value())
                .map((row, context) -> new Live(
                        row.getObject("session_id", UUID.class),
                        Address.of(account.value(), row.getString("device_id"))))
                .list();
        live.forEach(session -> end(handle, session.id(), session.device(), reason));
        return live.stream().map(Live::id).toList();
    }

    private record Live(UUID id, Address device) {}

    /** How many sessions of the account have not ended, expired ones among them. */
    public int countOpen(Handle handle, AccountId account) {
        return open(handle, "account_id = ?", account.value()).size();
    }

    /**
     * A session as its owner may see it.
     *
     * @param endedAt null while it goes on
     * @param endReason null while it goes on
     */
    public record Told(
            DeviceId device,
            Instant startedAt,
            Instant expiresAt,
            @Nullable Instant endedAt,
            @Nullable EndReason endReason) {}

    /** The sessions of the account that are not forgotten yet, at most so many, the last one first. */
    public List<Told> list(Handle handle, AccountId account, int most) {
        return handle.createQuery("SELECT device_id, started_at, expires_at, ended_at, end_reason FROM login_session"
                        + " WHERE account_id = :account ORDER BY started_at DESC, session_id"
                        + " FETCH FIRST :most ROWS ONLY")
                .bind("account", account.value())
                .bind("most", most)
                .map((row, context) -> {
                    var ended = row.getTimestamp("ended_at");
                    String reason = row.getString("end_reason");
                    return new Told(
                            new DeviceId(row.getString("device_id")),
                            row.getTimestamp("started_at").toInstant(),
                            row.getTimestamp("expires_at").toInstant(),
                            ended == null ? null : ended.toInstant(),
                            reason == null ? null : EndReason.valueOf(reason));
                })
                .list();
    }

    private static List<UUID> open(Handle handle, String where, Object... parameters) {
        return handle.select("SELECT session_id FROM login_session WHERE ended_at IS NULL AND " + where, parameters)
                .mapTo(UUID.class)
                .list();
    }

    private void end(Handle handle, UUID session, Address device, EndReason reason) {
        handle.createUpdate("UPDATE login_session SET ended_at = :now, end_reason = :reason"
                        + " WHERE session_id = :session AND ended_at IS NULL")
                .bind("now", now())
                .bind("reason", reason.name())
                .bind("session", session)
                .execute();
        changes.add(handle, new AccountChange.SessionEnded(device, session));
    }

    /** Whether there is such a session that has neither ended nor expired. */
    public boolean isOpen(Handle handle, UUID session) {
        return handle.createQuery("SELECT COUNT(*) FROM login_session"
                                + " WHERE session_id = :session AND ended_at IS NULL AND expires_at > :now")
                        .bind("session", session)
                        .bind("now", now())
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    /** A session that ended. */
    public record Ended(UUID session, Instant at) {}

    /** The sessions that ended since then. */
    public List<Ended> endedSince(Handle handle, Instant since) {
        return handle.createQuery("SELECT session_id, ended_at FROM login_session WHERE ended_at >= :since")
                .bind("since", since)
                .map((row, context) -> new Ended(
                        row.getObject("session_id", UUID.class),
                        row.getTimestamp("ended_at").toInstant()))
                .list();
    }

    /** Forgets the sessions that ended, or expired, before then: no access token of them can be valid. */
    public int forget(Handle handle, Instant before) {
        return handle.createUpdate("DELETE FROM login_session WHERE ended_at < :before OR expires_at < :before")
                .bind("before", before)
                .execute();
    }

    private static Optional<Row> lock(Handle handle, UUID session) {
        return handle.createQuery("SELECT account_id, device_id, expires_at, ended_at, current_hash, previous_hash"
                        + " FROM login_session WHERE session_id = :session FOR UPDATE")
                .bind("session", session)
                .map((row, context) -> row(row))
                .findOne();
    }

    private static Row row(ResultSet row) throws SQLException {
        var ended = row.getTimestamp("ended_at");
        return new Row(
                Address.of(row.getString("account_id"), row.getString("device_id")),
                row.getTimestamp("expires_at").toInstant(),
                ended == null ? null : ended.toInstant(),
                new Hashes(row.getBytes("current_hash"), row.getBytes("previous_hash")));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
