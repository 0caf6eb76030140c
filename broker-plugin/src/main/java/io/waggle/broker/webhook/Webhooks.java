package io.waggle.broker.webhook;

import com.google.crypto.tink.Aead;
import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.account.Devices;
import io.waggle.broker.secret.WebhookSecret;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The table of webhooks. Each is a device of its bot, with an inbox of its own; unlinking the device, however that is done, removes
 * the webhook. Secrets are sealed. Every method is part of its caller's transaction, and those that change something for a bot want
 * its account locked. For any thread.
 */
public final class Webhooks {

    /** The device that a webhook is. No random id is like it, and no session is of it. */
    public static final DeviceId DEVICE = new DeviceId("webhook");

    /** How long requests are signed with the secret before the newest too. */
    public static final Duration OVERLAP = Duration.ofDays(1);

    private static final DeviceName NAME = new DeviceName("Webhook");

    private final Devices devices;
    private final AccountChanges changes;
    private final Aead aead;
    private final Clock clock;

    /** @param aead what secrets are sealed with */
    public Webhooks(Devices devices, AccountChanges changes, Aead aead, Clock clock) {
        this.devices = devices;
        this.changes = changes;
        this.aead = aead;
        this.clock = clock;
    }

    /** What came of {@link #set}. */
    public sealed interface Set {

        /** There is a new one, with a secret that nobody is told again. */
        record Added(WebhookSecret secret) implements Set {}

        /** The one that there was goes to another URL, or to the same one again. */
        record Changed() implements Set {}

        /** There is none, for the bot has as many devices as it may have. */
        record TooManyDevices() implements Set {}
    }

    /** The address of a bot's webhook, whether or not it has one. */
    public static Address address(AccountId bot) {
        return new Address(bot, DEVICE);
    }

    /** Has everything posted there from now on, also if it was gone. */
    public Set set(Handle handle, AccountId bot, WebhookUrl url) {
        int there = handle.createUpdate("UPDATE webhook SET url = :url, gone_at = NULL WHERE account_id = :bot")
                .bind("url", url.uri().toString())
                .bind("bot", bot.value())
                .execute();
        if (there == 1) {
            changes.add(handle, new AccountChange.WebhookChanged(bot));
            return new Set.Changed();
        }
        if (!devices.add(handle, address(bot), NAME)) {
            return new Set.TooManyDevices();
        }
        WebhookSecret secret = WebhookSecret.random();
        handle.createUpdate("INSERT INTO webhook (account_id, device_id, url, sealed_secret)"
                        + " VALUES (:bot, :device, :url, :secret)")
                .bind("bot", bot.value())
                .bind("device", DEVICE.value())
                .bind("url", url.uri().toString())
                .bind("secret", seal(bot, secret))
                .execute();
        changes.add(handle, new AccountChange.WebhookChanged(bot));
        return new Set.Added(secret);
    }

    /** Another secret. For {@link #OVERLAP} requests are signed with the one before too. @return nothing if there is no webhook */
    public Optional<WebhookSecret> rotate(Handle handle, AccountId bot) {
        WebhookSecret secret = WebhookSecret.random();
        int there = handle.createUpdate("UPDATE webhook SET sealed_previous_secret = sealed_secret,"
                        + " previous_until = :until, sealed_secret = :secret WHERE account_id = :bot")
                .bind("until", now().plus(OVERLAP))
                .bind("secret", seal(bot, secret))
                .bind("bot", bot.value())
                .execute();
        return there == 1 ? Optional.of(secret) : Optional.empty();
    }

    /** The bot's webhook; nothing if it has none. */
    public Optional<Webhook> find(Handle handle, AccountId bot) {
        return handle.createQuery("SELECT w.account_id, w.url, w.sealed_secret, w.sealed_previous_secret,"
                        + " w.previous_until, w.gone_at, w.batch_epoch, w.batch_after, w.batch_until, a.suspended_at FROM webhook w"
                        + " JOIN account a ON a.account_id = w.account_id WHERE w.account_id = :bot")
                .bind("bot", bot.value())
                .map((row, context) -> webhook(row))
                .findOne();
    }

    /** The bots that have one. */
    public List<AccountId> all(Handle handle) {
        return handle.createQuery("SELECT account_id FROM webhook ORDER BY account_id")
                .mapTo(String.class)
                .map(AccountId::new)
                .list();
    }

    /** Notes what is about to be posted. @return whether there still is a webhook */
    boolean begin(Handle handle, AccountId bot, Webhook.Batch batch) {
        return handle.createUpdate("UPDATE webhook SET batch_epoch = :epoch, batch_after = :after,"
                                + " batch_until = :until WHERE account_id = :bot")
                        .bind("epoch", batch.epoch().value())
                        .bind("after", batch.after().value())
                        .bind("until", batch.until().value())
                        .bind("bot", bot.value())
                        .execute()
                == 1;
    }

    /** Notes that what was at the URL is gone for good; does nothing if it goes to another one by now. */
    void gone(Handle handle, AccountId bot, WebhookUrl url) {
        handle.createUpdate("UPDATE webhook SET gone_at = :now WHERE account_id = :bot AND url = :url")
                .bind("now", now())
                .bind("bot", bot.value())
                .bind("url", url.uri().toString())
                .execute();
    }

    private Webhook webhook(ResultSet row) throws SQLException {
        AccountId bot = new AccountId(row.getString("account_id"));
        List<WebhookSecret> secrets = new ArrayList<>(2);
        secrets.add(open(bot, row.getBytes("sealed_secret")));
        Timestamp previousUntil = row.getTimestamp("previous_until");
        if (previousUntil != null && previousUntil.toInstant().isAfter(clock.instant())) {
            secrets.add(open(bot, row.getBytes("sealed_previous_secret")));
        }
        Timestamp gone = row.getTimestamp("gone_at");
        long epoch = row.getLong("batch_epoch");
        Optional<Webhook.Batch> batch = row.wasNull()
                ? Optional.empty()
                : Optional.of(new Webhook.Batch(
                        new Epoch(epoch),
                        new InboxSequence(row.getLong("batch_after")),
                        new InboxSequence(row.getLong("batch_until"))));
        return new Webhook(
                new WebhookUrl(URI.create(row.getString("url"))),
                secrets,
                Optional.ofNullable(gone).map(Timestamp::toInstant),
                row.getTimestamp("suspended_at") != null,
                batch);
    }

    private byte[] seal(AccountId bot, WebhookSecret secret) {
        try {
            return aead.encrypt(secret.text().getBytes(StandardCharsets.UTF_8), context(bot));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the secret of a webhook cannot be sealed", e);
        }
    }

    private WebhookSecret open(AccountId bot, byte[] sealed) {
        try {
            return WebhookSecret.parse(new String(aead.decrypt(sealed, context(bot)), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the stored secret of a webhook cannot be opened: is the keyset another one?", e);
        }
    }

    private static byte[] context(AccountId bot) {
        return ("waggle/webhook/v1 " + bot.value()).getBytes(StandardCharsets.UTF_8);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
