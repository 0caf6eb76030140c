package io.waggle.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Device;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.account.IdentifierSeal;
import io.waggle.broker.account.OnAccountDeletion;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.account.PhoneNumber;
import io.waggle.broker.account.Seals;
import io.waggle.broker.bot.Bot;
import io.waggle.broker.bot.BotAccounts;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.contact.Audience;
import io.waggle.broker.contact.Blocks;
import io.waggle.broker.contact.Discoverable;
import io.waggle.broker.contact.Privacy;
import io.waggle.broker.contact.PrivacySettings;
import io.waggle.broker.contact.Strangers;
import io.waggle.broker.database.Engine;
import io.waggle.broker.database.OnEachEngine;
import io.waggle.broker.database.Schema;
import io.waggle.broker.database.Work;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.AccountAction.Action;
import io.waggle.broker.event.Event.AccountAction.Actor;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.secret.SecretKey;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.session.Grant;
import io.waggle.broker.session.Refreshed;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.verification.Verifications;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** Suspension and deletion, by what is then in the tables. */
final class AccountLifecycleTest extends OnEachEngine {

    private static final Identifier ANNA = new PhoneNumber("+4915123456701");
    private static final Identifier BOB = new PhoneNumber("+4915123456702");

    /** The one table that keeps an account's id after its deletion: so that access tokens stay void while they could be valid. */
    private static final String KEPT_A_WHILE = "login_session";

    /** What is still to be done, removed when it is done. */
    private static final String TO_DO = "account_change";

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-27T12:00:00Z"));
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final IdentifierSeal seal = Seals.random();
    private final AccountChanges changes = new AccountChanges(clock);
    private final Accounts accounts = new Accounts(seal, clock);
    private final Devices devices = new Devices(changes, 6, clock);
    private final Sessions sessions = new Sessions(changes, Duration.ofDays(90), clock);
    private final EndedSessions endedSessions = new EndedSessions();
    private final DeviceLinks links = new DeviceLinks(clock);
    private final Blocks blocks = new Blocks(changes, clock);
    private final Bots bots = new Bots(clock);
    private final BotAccounts botAccounts =
            new BotAccounts(bots, accounts, new Profiles(), sessions, endedSessions, 3, clock);
    private final WaggleConfig config = WaggleConfig.defaults(Path.of("none"));
    private final Verifications verifications =
            new Verifications(seal, SecretKey.random(), config.verification(), config.limits(), clock);

    AccountLifecycleTest(Engine engine) {
        super(engine);
    }

    private AccountLifecycle lifecycle() {
        return lifecycle(AccountLifecycle.deletions(accounts, verifications, links, blocks));
    }

    private AccountLifecycle lifecycle(List<OnAccountDeletion> deletions) {
        return new AccountLifecycle(
                new AccountLifecycle.Domains(
                        database, accounts, devices, sessions, endedSessions, blocks, bots, deletions),
                clock,
                events::add);
    }

    /** A person with a row in every table that can have one of theirs: whoever adds such a table adds a row here. */
    private Grant person(Identifier identifier, AccountId other) {
        return database.write(handle -> {
            AccountId account = accounts.findOrCreate(handle, identifier);
            var phone = devices.add(handle, account, new DeviceName("a phone")).orElseThrow();
            Grant grant = sessions.start(handle, phone);
            var tablet =
                    devices.add(handle, account, new DeviceName("a tablet")).orElseThrow();
            sessions.start(handle, tablet);
            links.approve(handle, links.begin(handle, new DeviceName("waits")).userCode(), account);
            blocks.add(handle, account, other);
            verifications.begin(handle, identifier);
            new Profiles().set(handle, account, Optional.of(new PersonName("Somebody")), Optional.empty());
            new Profiles().setAvatar(handle, account, new Profiles.Avatar("tag", new byte[] {1}));
            new Privacy(changes)
                    .update(
                            handle,
                            account,
                            settings -> new PrivacySettings(
                                    Audience.NOBODY,
                                    Audience.NOBODY,
                                    Audience.NOBODY,
                                    Audience.NOBODY,
                                    false,
                                    Strangers.REFUSE,
                                    Discoverable.NOBODY));
            // Each is the other's contact, as far as both are there.
            accounts.get(handle, other).ifPresent(there -> {
                addContact(handle, account, other);
                addContact(handle, other, account);
            });
            handle.execute(
                    "INSERT INTO address_book (account_id, discovery_key) VALUES (?, ?)", account.value(), key());
            handle.execute(
                    "INSERT INTO external_identity (identity_key, account_id, linked_at) VALUES (?, ?, ?)",
                    key(),
                    account.value(),
                    clock.instant());
            assertThat(botAccounts.create(handle, account, new PersonName("Weather")))
                    .isPresent();
            // Of a device of theirs, as none of a person's is: so that the table names them.
            handle.execute(
                    "INSERT INTO webhook (account_id, device_id, url, sealed_secret) VALUES (?, ?, ?, ?)",
                    account.value(),
                    tablet.device().value(),
                    "https://bot.example.org",
                    key());
            return grant;
        });
    }

    private void addContact(Handle handle, AccountId account, AccountId other) {
        handle.execute(
                "INSERT INTO contact (account_id, contact_id, added_at) VALUES (?, ?, ?)",
                account.value(),
                other.value(),
                clock.instant());
    }

    /** Some keyed hash. */
    private static byte[] key() {
        return SecretKey.random().hash("test", "text");
    }

    @Test
    void aDeletedAccountLeavesNothingInAnyTableButItsSessionsForAsLongAsATokenLives() {
        AccountId nobody = new AccountId("nobody");
        AccountId anna = person(ANNA, nobody).device().account();
        AccountId bob = person(BOB, anna).device().account();
        Set<String> all = inTransaction(handle -> new Schema(handle).tablesWith("account_id"));
        assertThat(all).contains("account", "device", KEPT_A_WHILE, TO_DO);
        assertThat(tablesThatName(anna))
                .as("else the test looks for what has never been there")
                .containsExactlyInAnyOrderElementsOf(all);

        assertThat(lifecycle().delete(anna, Actor.OWNER)).isTrue();

        assertThat(tablesThatName(anna)).containsExactlyInAnyOrder(KEPT_A_WHILE, TO_DO);
        carryOut();
        assertThat(tablesThatName(anna)).containsExactly(KEPT_A_WHILE);
        clock.advance(Duration.ofHours(2));
        inTransaction(handle -> sessions.forget(handle, clock.instant().minus(Duration.ofHours(1))));
        assertThat(tablesThatName(anna)).isEmpty();
        assertThat(tablesThatName(bob))
                .as("another's account is as it was")
                .contains("account", "identifier", "device", KEPT_A_WHILE, "device_link");
        assertThat(events)
                .as("her bot's too")
                .hasSize(2)
                .allMatch(event -> ((Event.AccountAction) event).action() == Action.DELETED)
                .contains(new Event.AccountAction(anna, Action.DELETED, Actor.OWNER));
    }

    @Test
    void withTheOwnerGoTheirBotsAndNobodyElses() {
        AccountId anna = person(ANNA, new AccountId("nobody")).device().account();
        AccountId bob = person(BOB, anna).device().account();
        AccountId annas = botOf(anna);
        Grant signedIn = inTransaction(handle -> {
            Address device = new Address(annas, new DeviceId("bot"));
            assertThat(devices.add(handle, device, new DeviceName("Bot"))).isTrue();
            return sessions.goOn(handle, device);
        });
        carryOut();

        lifecycle().delete(anna, Actor.OPERATOR);

        assertThat(this.<Boolean>inTransaction(handle -> accounts.exists(handle, annas)))
                .isFalse();
        assertThat(endedSessions.has(signedIn.session())).isTrue();
        assertThat(this.<List<AccountChanges.Entry>>inTransaction(handle -> changes.next(handle, 100)))
                .extracting(AccountChanges.Entry::change)
                .contains(new AccountChange.DeviceUnlinked(signedIn.device()));
        assertThat(events).contains(new Event.AccountAction(annas, Action.DELETED, Actor.OPERATOR));
        assertThat(this.<List<Bot>>inTransaction(handle -> bots.ownedBy(handle, bob)))
                .hasSize(1);
    }

    private AccountId botOf(AccountId owner) {
        List<Bot> owned = inTransaction(handle -> bots.ownedBy(handle, owner));
        return owned.get(0).account();
    }

    private Set<String> tablesThatName(AccountId account) {
        return inTransaction(handle ->
                Set.copyOf(new Schema(handle).occurrences(account.value()).keySet()));
    }

    private void carryOut() {
        List<AccountChange> done = inTransaction(handle -> changes.next(handle, 1_000).stream()
                .peek(entry -> changes.remove(handle, entry))
                .map(AccountChanges.Entry::change)
                .toList());
        assertThat(done).isNotEmpty();
    }

    @Test
    void whatInboxesAndConnectionsHaveToDoIsNotedInTheSameTransactionSessionsFirst() {
        Grant grant = person(ANNA, new AccountId("nobody"));
        AccountId anna = grant.device().account();
        carryOut();

        lifecycle().delete(anna, Actor.OWNER);

        List<AccountChange> noted = inTransaction(handle -> changes.next(handle, 100)).stream()
                .map(AccountChanges.Entry::change)
                .toList();
        assertThat(noted).contains(new AccountChange.PolicyChanged(anna));
        assertThat(noted.stream()
                        .filter(AccountChange.OfDevice.class::isInstance)
                        .<Class<?>>map(AccountChange::getClass))
                .containsExactly(
                        AccountChange.SessionEnded.class,
                        AccountChange.SessionEnded.class,
                        AccountChange.DeviceUnlinked.class,
                        AccountChange.DeviceUnlinked.class);
        assertThat(endedSessions.has(grant.session())).as("at once, here").isTrue();
    }

    @Test
    void aDeletionThatFailsHalfWayLeavesTheAccountAsItWas() {
        Grant grant = person(ANNA, new AccountId("nobody"));
        AccountId anna = grant.device().account();
        carryOut();
        Set<String> before = tablesThatName(anna);
        AccountLifecycle failing = lifecycle(List.of(links::removeAll, blocks::deleting, (handle, account) -> {
            throw new IllegalStateException("not now");
        }));

        assertThat(catchThrowable(() -> failing.delete(anna, Actor.OWNER))).isInstanceOf(IllegalStateException.class);

        assertThat(tablesThatName(anna)).isEqualTo(before);
        assertThat(endedSessions.has(grant.session())).isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void whoComesAgainAfterTheDeletionIsSomebodyElseAndOldCodesAreGoodForNothing() {
        AccountId anna = person(ANNA, new AccountId("nobody")).device().account();
        var code = (Verifications.Begun.Code) inTransaction(handle -> verifications.begin(handle, ANNA));

        lifecycle().delete(anna, Actor.OWNER);

        assertThat(this.<Optional<Identifier>>inTransaction(
                        handle -> verifications.check(handle, code.verification(), code.code())))
                .isEmpty();
        AccountId again = inTransaction(handle -> accounts.findOrCreate(handle, ANNA));
        assertThat(again).isNotEqualTo(anna);
        assertThat(this.<List<Device>>inTransaction(handle -> devices.list(handle, again)))
                .isEmpty();
        assertThat(lifecycle().delete(anna, Actor.OWNER)).as("deleted already").isFalse();
    }

    @Test
    void deletingAndComingAgainDoesNotBringMoreCodes() {
        int most =
                config.limits().rate(RateLimit.CODES_SHORT_TERM).orElseThrow().count();
        for (int i = 0; i < most; i++) {
            AccountId anna = inTransaction(handle -> {
                assertThat(verifications.begin(handle, ANNA)).isInstanceOf(Verifications.Begun.Code.class);
                return accounts.findOrCreate(handle, ANNA);
            });
            lifecycle().delete(anna, Actor.OWNER);
        }
        assertThat(this.<Verifications.Begun>inTransaction(handle -> verifications.begin(handle, ANNA)))
                .isInstanceOf(Verifications.Begun.TooMany.class);
        assertThat(this.<List<byte[]>>inTransaction(handle -> handle.createQuery("SELECT sealed FROM verification")
                        .mapTo(byte[].class)
                        .list()))
                .as("what is kept cannot be read, by whatever key")
                .allMatch(bytes -> bytes.length == 0);
    }

    @Test
    void aSuspendedAccountHasNoSessionsAndKeepsEverythingElse() {
        Grant grant = person(ANNA, new AccountId("nobody"));
        AccountId anna = grant.device().account();
        carryOut();

        assertThat(lifecycle().suspend(anna)).isTrue();
        assertThat(lifecycle().suspend(anna)).as("again").isTrue();

        var overview = lifecycle().overview(anna).orElseThrow();
        assertThat(overview.account().suspendedAt()).isEqualTo(clock.instant());
        assertThat(overview.devices()).isEqualTo(2);
        assertThat(overview.blocks()).isEqualTo(1);
        assertThat(overview.sessions()).isZero();
        assertThat(this.<Refreshed>inTransaction(handle -> sessions.refresh(handle, grant.refreshToken())))
                .isEqualTo(new Refreshed.Refused(false));
        assertThat(this.<Boolean>inTransaction(handle -> accounts.lockActive(handle, anna)))
                .isFalse();
        assertThat(this.<List<AccountChanges.Entry>>inTransaction(handle -> changes.next(handle, 100)))
                .hasSize(2)
                .allMatch(entry -> entry.change() instanceof AccountChange.SessionEnded);

        assertThat(lifecycle().resume(anna)).isTrue();
        assertThat(this.<Boolean>inTransaction(handle -> accounts.lockActive(handle, anna)))
                .isTrue();
        assertThat(this.<Refreshed>inTransaction(handle -> sessions.refresh(handle, grant.refreshToken())))
                .as("what has ended stays so")
                .isEqualTo(new Refreshed.Refused(false));
    }

    @Test
    void anAccountThatIsNotThereIsNeitherSuspendedNorResumedNorDeletedNorShown() {
        AccountId nobody = new AccountId("nobody");
        AccountId anna = person(ANNA, nobody).device().account();

        assertThat(lifecycle().suspend(nobody)).isFalse();
        assertThat(lifecycle().resume(nobody)).isFalse();
        assertThat(lifecycle().delete(nobody, Actor.OPERATOR)).isFalse();
        assertThat(lifecycle().overview(nobody)).isEmpty();
        assertThat(events).isEmpty();
        assertThat(this.<List<Blocks.Block>>inTransaction(handle -> blocks.list(handle, anna)))
                .as("a block of somebody who is not there is not touched")
                .hasSize(1);
    }

    private <T> T inTransaction(Work<T> work) {
        return database.write(work);
    }
}
