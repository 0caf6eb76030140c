package io.waggle.broker.contact;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.AccountChanges;
import io.waggle.protocol.AccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/**
 * The table of privacy settings. Every method is part of its caller's transaction, and {@link #update} wants the account locked by
 * {@link io.waggle.broker.account.Accounts#lockActive}. For any thread.
 */
public final class Privacy {

    private static final String COLUMNS =
            "last_seen, photo, about, add_to_groups, read_receipts, strangers, discoverable";

    private final AccountChanges changes;

    public Privacy(AccountChanges changes) {
        this.changes = changes;
    }

    /** The settings of an account, which need not exist. */
    public PrivacySettings get(Handle handle, AccountId account) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM privacy WHERE account_id = :account")
                .bind("account", account.value())
                .map((row, context) -> settings(row))
                .findOne()
                .orElse(PrivacySettings.DEFAULT);
    }

    /** The settings of those who do not take everything from strangers, or do not tell what they read. */
    Map<AccountId, PrivacySettings> ofTheReserved(Handle handle) {
        Map<AccountId, PrivacySettings> all = new HashMap<>();
        handle.createQuery("SELECT account_id, " + COLUMNS + " FROM privacy WHERE strangers <> '" + Strangers.ALLOW
                        + "' OR NOT read_receipts")
                .map((row, context) -> Map.entry(new AccountId(row.getString("account_id")), settings(row)))
                .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    private static PrivacySettings settings(ResultSet row) throws SQLException {
        return new PrivacySettings(
                Audience.valueOf(row.getString("last_seen")),
                Audience.valueOf(row.getString("photo")),
                Audience.valueOf(row.getString("about")),
                Audience.valueOf(row.getString("add_to_groups")),
                row.getBoolean("read_receipts"),
                Strangers.valueOf(row.getString("strangers")),
                Discoverable.valueOf(row.getString("discoverable")));
    }

    /** Changes the settings of an account, and tells the message path what it has to know. @return the settings now */
    public PrivacySettings update(Handle handle, AccountId account, UnaryOperator<PrivacySettings> change) {
        PrivacySettings before = get(handle, account);
        PrivacySettings after = change.apply(before);
        if (after.equals(before)) {
            return after;
        }
        boolean there = write(
                        handle,
                        account,
                        after,
                        "UPDATE privacy SET last_seen = :lastSeen, photo = :photo, about = :about,"
                                + " add_to_groups = :addToGroups, read_receipts = :readReceipts, strangers = :strangers,"
                                + " discoverable = :discoverable WHERE account_id = :account")
                == 1;
        if (!there) {
            int unused = write(
                    handle,
                    account,
                    after,
                    "INSERT INTO privacy (account_id, " + COLUMNS
                            + ") VALUES (:account, :lastSeen, :photo, :about, :addToGroups, :readReceipts,"
                            + " :strangers, :discoverable)");
        }
        if (after.strangers() != before.strangers() || after.readReceipts() != before.readReceipts()) {
            changes.add(handle, new AccountChange.PolicyChanged(account));
        } else if (after.lastSeen() != before.lastSeen()) {
            changes.add(handle, new AccountChange.AudienceChanged(account));
        }
        return after;
    }

    private static int write(Handle handle, AccountId account, PrivacySettings settings, String sql) {
        return handle.createUpdate(sql)
                .bind("account", account.value())
                .bind("lastSeen", settings.lastSeen().name())
                .bind("photo", settings.photo().name())
                .bind("about", settings.about().name())
                .bind("addToGroups", settings.addToGroups().name())
                .bind("readReceipts", settings.readReceipts())
                .bind("strangers", settings.strangers().name())
                .bind("discoverable", settings.discoverable().name())
                .execute();
    }
}
