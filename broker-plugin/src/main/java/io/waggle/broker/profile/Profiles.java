package io.waggle.broker.profile;

import io.waggle.broker.account.PersonName;
import io.waggle.broker.contact.Audience;
import io.waggle.broker.contact.PrivacySettings;
import io.waggle.broker.contact.Relation;
import io.waggle.broker.contact.Relations;
import io.waggle.protocol.AccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The tables of profiles and avatars, and who sees what of them. Every method is part of its caller's transaction, and those
 * that change something want the account locked by {@link io.waggle.broker.account.Accounts#lockActive}. For any thread.
 */
public final class Profiles {

    /** A picture as it is served. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its tag
    public record Avatar(String tag, byte[] jpeg) {}

    /** What the person shows, to be seen by nobody else than the person. */
    public Profile get(Handle handle, AccountId account) {
        return handle.createQuery("SELECT p.profile_name, p.about, v.tag FROM account a"
                        + " LEFT JOIN profile p ON p.account_id = a.account_id"
                        + " LEFT JOIN avatar v ON v.account_id = a.account_id WHERE a.account_id = :account")
                .bind("account", account.value())
                .map((row, context) -> new Profile(name(row), about(row), Optional.ofNullable(row.getString("tag"))))
                .findOne()
                .orElse(new Profile(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** Sets what is written in the profile. */
    public void set(Handle handle, AccountId account, Optional<PersonName> name, Optional<About> about) {
        boolean there = write(
                        handle,
                        account,
                        name,
                        about,
                        "UPDATE profile SET profile_name = :name, about = :about WHERE account_id = :account")
                == 1;
        if (!there) {
            int unused = write(
                    handle,
                    account,
                    name,
                    about,
                    "INSERT INTO profile (account_id, profile_name, about) VALUES (:account, :name, :about)");
        }
    }

    private static int write(
            Handle handle, AccountId account, Optional<PersonName> name, Optional<About> about, String sql) {
        return handle.createUpdate(sql)
                .bind("account", account.value())
                .bind("name", name.map(PersonName::value).orElse(null))
                .bind("about", about.map(About::value).orElse(null))
                .execute();
    }

    /** Sets the picture. */
    public void setAvatar(Handle handle, AccountId account, Avatar avatar) {
        var unused = removeAvatar(handle, account);
        handle.createUpdate("INSERT INTO avatar (account_id, tag, image) VALUES (:account, :tag, :image)")
                .bind("account", account.value())
                .bind("tag", avatar.tag())
                .bind("image", avatar.jpeg())
                .execute();
    }

    /** Removes the picture. @return whether there was one */
    public boolean removeAvatar(Handle handle, AccountId account) {
        return handle.execute("DELETE FROM avatar WHERE account_id = ?", account.value()) == 1;
    }

    /** The picture of a person, if the viewer may see it. */
    public Optional<Avatar> avatar(Handle handle, AccountId viewer, AccountId account) {
        return visible(handle, viewer, account)
                .flatMap(VisibleProfile::avatar)
                .flatMap(tag -> handle.createQuery("SELECT tag, image FROM avatar WHERE account_id = :account")
                        .bind("account", account.value())
                        .map((row, context) -> new Avatar(row.getString("tag"), row.getBytes("image")))
                        .findOne());
    }

    /** What the viewer sees of an account; nothing if there is no such account. */
    public Optional<VisibleProfile> visible(Handle handle, AccountId viewer, AccountId account) {
        return Optional.ofNullable(visible(handle, viewer, List.of(account)).get(account));
    }

    /**
     * What the viewer sees of accounts; nothing of those that there are not. When somebody was last there is as it is with presence: who
     * hides it from somebody does not see theirs.
     */
    public Map<AccountId, VisibleProfile> visible(Handle handle, AccountId viewer, Collection<AccountId> accounts) {
        Map<AccountId, VisibleProfile> visible = new HashMap<>();
        if (accounts.isEmpty()) {
            return visible;
        }
        handle.createQuery("SELECT a.account_id, p.profile_name, p.about, v.tag,"
                        + " r.last_seen AS sees_last_seen, r.photo AS sees_photo, r.about AS sees_about,"
                        + " (SELECT MAX(d.last_seen_at) FROM device d WHERE d.account_id = a.account_id) AS seen_at, "
                        + Relations.blocked("a.account_id", ":viewer") + " AS is_blocked, "
                        + Relations.known("a.account_id", ":viewer") + " AS is_known, "
                        + Relations.blocked(":viewer", "a.account_id") + " AS blocks, "
                        + Relations.known(":viewer", "a.account_id") + " AS knows,"
                        + " (SELECT o.last_seen FROM privacy o WHERE o.account_id = :viewer) AS shows_last_seen"
                        + " FROM account a LEFT JOIN profile p ON p.account_id = a.account_id"
                        + " LEFT JOIN avatar v ON v.account_id = a.account_id"
                        + " LEFT JOIN privacy r ON r.account_id = a.account_id WHERE a.account_id IN (<accounts>)")
                .bind("viewer", viewer.value())
                .bindList(
                        "accounts",
                        accounts.stream().map(AccountId::value).distinct().toList())
                .map((row, context) -> visible(row, viewer))
                .forEach(profile -> visible.put(profile.account(), profile));
        return visible;
    }

    private static VisibleProfile visible(ResultSet row, AccountId viewer) throws SQLException {
        AccountId account = new AccountId(row.getString("account_id"));
        boolean own = account.equals(viewer);
        Relation relation = Relation.of(row.getBoolean("is_blocked"), row.getBoolean("is_known"));
        Timestamp seenAt = row.getTimestamp("seen_at");
        Optional<Instant> lastSeenAt = Optional.ofNullable(seenAt).map(Timestamp::toInstant);
        PrivacySettings otherwise = PrivacySettings.DEFAULT;
        boolean shows = audience(row, "shows_last_seen", otherwise.lastSeen())
                .admits(Relation.of(row.getBoolean("blocks"), row.getBoolean("knows")));
        boolean seesLastSeen = own
                || (shows
                        && audience(row, "sees_last_seen", otherwise.lastSeen()).admits(relation));
        boolean seesPhoto =
                own || audience(row, "sees_photo", otherwise.photo()).admits(relation);
        boolean seesAbout =
                own || audience(row, "sees_about", otherwise.about()).admits(relation);
        return new VisibleProfile(
                account,
                name(row),
                seesAbout ? about(row) : Optional.empty(),
                seesPhoto ? Optional.ofNullable(row.getString("tag")) : Optional.empty(),
                seesLastSeen ? lastSeenAt : Optional.empty());
    }

    private static Audience audience(ResultSet row, String column, Audience otherwise) throws SQLException {
        @Nullable String name = row.getString(column);
        return name == null ? otherwise : Audience.valueOf(name);
    }

    private static Optional<PersonName> name(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("profile_name")).map(PersonName::new);
    }

    private static Optional<About> about(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("about")).map(About::new);
    }
}
