package io.waggle.broker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.Seals;
import io.waggle.broker.database.Engine;
import io.waggle.broker.database.OnEachEngine;
import io.waggle.broker.database.Schema;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.secret.WebhookSecret;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WebhooksTest extends OnEachEngine {

    private static final WebhookUrl URL =
            WebhookUrl.parse("https://bot.example.org/in").orElseThrow();
    private static final WebhookUrl OTHER =
            WebhookUrl.parse("https://other.example.org/in").orElseThrow();

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-27T12:00:00Z"));
    private final AccountChanges changes = new AccountChanges(clock);
    private final Accounts accounts = new Accounts(Seals.random(), clock);
    private final Devices devices = new Devices(changes, 2, clock);
    private final Webhooks webhooks = new Webhooks(devices, changes, Seals.aead(), clock);
    private AccountId bot;

    @SuppressWarnings("NullAway.Init")
    WebhooksTest(Engine engine) {
        super(engine);
    }

    @BeforeEach
    void make() {
        bot = database.write(accounts::create);
    }

    private Webhooks.Set set(WebhookUrl url) {
        return database.write(handle -> webhooks.set(handle, bot, url));
    }

    private WebhookSecret add() {
        return ((Webhooks.Set.Added) set(URL)).secret();
    }

    private Webhook find() {
        return database.<Optional<Webhook>>read(handle -> webhooks.find(handle, bot))
                .orElseThrow();
    }

    private List<String> secrets() {
        return find().secrets().stream().map(WebhookSecret::text).toList();
    }

    @Test
    void aWebhookIsADeviceWithAnInboxAndASecretThatCannotBeReadFromTheTable() {
        String secret = add().text();

        assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(secrets()).containsExactly(secret);
        assertThat(find().url()).isEqualTo(URL);
        assertThat(database.<Map<String, Integer>>read(handle -> new Schema(handle).occurrences(secret.substring(6))))
                .isEmpty();
        assertThat(database.<List<AccountChanges.Entry>>read(handle -> changes.next(handle, 10)))
                .as("the inbox is there before anything is posted from it")
                .extracting(AccountChanges.Entry::change)
                .containsExactly(
                        new AccountChange.DeviceLinked(Webhooks.address(bot)), new AccountChange.WebhookChanged(bot));
        assertThat(database.<List<AccountId>>read(webhooks::all)).containsExactly(bot);
    }

    @Test
    void anotherUrlKeepsTheSecretAndTakesBackThatItIsGone() {
        String secret = add().text();
        database.write(handle -> {
            webhooks.gone(handle, bot, OTHER);
            return true;
        });
        assertThat(find().goneAt()).as("what is gone is another").isEmpty();
        database.write(handle -> {
            webhooks.gone(handle, bot, URL);
            return true;
        });
        assertThat(find().goneAt()).contains(clock.instant());

        assertThat(set(OTHER)).isEqualTo(new Webhooks.Set.Changed());
        assertThat(find().goneAt()).isEmpty();
        assertThat(find().url()).isEqualTo(OTHER);
        assertThat(secrets()).containsExactly(secret);
    }

    @Test
    void forADayThereAreTwoSecretsTheNewestTheFirst() {
        String first = add().text();
        String second = rotate();
        assertThat(secrets()).containsExactly(second, first);
        clock.advance(Webhooks.OVERLAP.minusMillis(1));
        assertThat(secrets()).hasSize(2);
        clock.advance(java.time.Duration.ofMillis(1));
        assertThat(secrets()).containsExactly(second);

        String third = rotate();
        String fourth = rotate();
        assertThat(secrets()).as("at most two").containsExactly(fourth, third);
    }

    private String rotate() {
        return database.<Optional<WebhookSecret>>write(handle -> webhooks.rotate(handle, bot))
                .orElseThrow()
                .text();
    }

    @Test
    void withoutAWebhookThereIsNoSecretToRotateAndNothingToBegin() {
        assertThat(database.<Optional<WebhookSecret>>write(handle -> webhooks.rotate(handle, bot)))
                .isEmpty();
        assertThat(database.<Boolean>write(handle -> webhooks.begin(
                        handle, bot, new Webhook.Batch(new Epoch(1), InboxSequence.NONE, new InboxSequence(1)))))
                .isFalse();
    }

    @Test
    void unlinkingTheDeviceRemovesTheWebhookAndSettingItAgainMakesANewOne() {
        String first = add().text();
        database.write(handle -> devices.remove(handle, Webhooks.address(bot)));

        assertThat(database.<Optional<Webhook>>read(handle -> webhooks.find(handle, bot)))
                .isEmpty();
        assertThat(add().text()).isNotEqualTo(first);
        database.write(handle -> accounts.remove(handle, bot));
        assertThat(database.<List<AccountId>>read(webhooks::all)).isEmpty();
    }

    @Test
    void aBotWithAsManyDevicesAsItMayHaveGetsNone() {
        for (int i = 0; i < 2; i++) {
            database.write(handle -> devices.add(handle, bot, new DeviceName("another")));
        }
        assertThat(set(URL)).isEqualTo(new Webhooks.Set.TooManyDevices());
        assertThat(database.<List<AccountId>>read(webhooks::all)).isEmpty();
    }

    @Test
    void aBatchIsRememberedUntilItIsDoneAlsoWhereTheLastAcknowledgementWasLost() {
        add();
        Epoch epoch = new Epoch(-7);
        Webhook.Batch batch = new Webhook.Batch(epoch, new InboxSequence(10), new InboxSequence(20));
        assertThat(database.<Boolean>write(handle -> webhooks.begin(handle, bot, batch)))
                .isTrue();

        Webhook.Batch there = find().batch().orElseThrow();
        assertThat(there).isEqualTo(batch);
        assertThat(there.in(inbox(epoch, 10))).contains(batch);
        assertThat(there.in(inbox(epoch, 20))).as("done").isEmpty();
        assertThat(there.in(inbox(new Epoch(8), 10))).as("another inbox").isEmpty();
        assertThat(there.in(inbox(epoch, 4)))
                .as("the batch before")
                .contains(new Webhook.Batch(epoch, new InboxSequence(4), new InboxSequence(10)));
    }

    private InboxState inbox(Epoch epoch, long acknowledged) {
        return new InboxState(Webhooks.address(bot), epoch, new InboxSequence(acknowledged), new InboxSequence(100));
    }

    @Test
    void whetherTheAccountIsSuspendedIsSaidWithIt() {
        add();
        database.write(handle -> {
            accounts.suspend(handle, bot);
            return true;
        });
        assertThat(find().suspended()).isTrue();
    }
}
