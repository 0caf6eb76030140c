package io.waggle.broker.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.account.Seals;
import io.waggle.broker.database.Engine;
import io.waggle.broker.database.OnEachEngine;
import io.waggle.broker.database.Schema;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.session.Grant;
import io.waggle.broker.session.Sessions;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BotAccountsTest extends OnEachEngine {

    private static final int LIMIT = 2;
    private static final PersonName NAME = new PersonName("Weather ☔");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-27T12:00:00Z"));
    private final AccountChanges changes = new AccountChanges(clock);
    private final Accounts accounts = new Accounts(Seals.random(), clock);
    private final Devices devices = new Devices(changes, 6, clock);
    private final Sessions sessions = new Sessions(changes, Duration.ofDays(90), clock);
    private final EndedSessions endedSessions = new EndedSessions();
    private final Bots bots = new Bots(clock);
    private final BotAccounts botAccounts =
            new BotAccounts(bots, accounts, new Profiles(), sessions, endedSessions, LIMIT, clock);

    BotAccountsTest(Engine engine) {
        super(engine);
    }

    private AccountId person() {
        return database.write(accounts::create);
    }

    private BotAccounts.Created create(AccountId owner) {
        return database.write(handle -> botAccounts.create(handle, owner, NAME)).orElseThrow();
    }

    private Optional<AccountId> whose(BotToken token) {
        return database.read(handle -> bots.whose(handle, token));
    }

    @Test
    void aBotIsAnAccountOfItsOwnersThatItsTokenLeadsTo() {
        AccountId anna = person();
        BotAccounts.Created bot = create(anna);

        Bot there = new Bot(bot.account(), anna, Optional.of(NAME), clock.instant(), false);
        assertThat(database.<List<Bot>>read(handle -> bots.ownedBy(handle, anna)))
                .containsExactly(there);
        assertThat(database.<Optional<Bot>>read(handle -> bots.find(handle, bot.account())))
                .contains(there);
        assertThat(database.<Optional<Bot>>read(handle -> bots.find(handle, anna)))
                .isEmpty();
        assertThat(database.<Boolean>read(handle -> accounts.exists(handle, bot.account())))
                .isTrue();
        assertThat(whose(bot.token())).contains(bot.account());
    }

    @Test
    void theTokenIsKeptNowhere() {
        String token = create(person()).token().text();

        assertThat(token).matches("waggle_bot_[A-Za-z0-9_-]{43}");
        assertThat(database.<java.util.Map<String, Integer>>read(
                        handle -> new Schema(handle).occurrences(token.substring("waggle_bot_".length()))))
                .isEmpty();
    }

    @Test
    void anAccountHasOnlySoManyBotsAndAnothersDoNotCount() {
        AccountId anna = person();
        BotAccounts.Created first = create(anna);
        create(anna);

        assertThat(database.<Optional<BotAccounts.Created>>write(handle -> botAccounts.create(handle, anna, NAME)))
                .isEmpty();
        create(person());
        database.write(handle -> accounts.remove(handle, first.account()));
        create(anna);
    }

    @Test
    void aNewTokenPutsEverybodyOutWhoIsSignedInWithTheOldOne() {
        BotAccounts.Created bot = create(person());
        Grant grant = database.write(handle -> signIn(handle, bot.account()));

        BotToken next = database.write(handle -> botAccounts.rotate(handle, bot.account()));

        assertThat(whose(bot.token())).isEmpty();
        assertThat(whose(next)).contains(bot.account());
        assertThat(endedSessions.has(grant.session())).as("at once, here").isTrue();
        assertThat(database.<List<AccountChanges.Entry>>read(handle -> changes.next(handle, 10)))
                .extracting(AccountChanges.Entry::change)
                .contains(new AccountChange.SessionEnded(grant.device(), grant.session()));
        assertThat(database.<Grant>write(handle -> sessions.goOn(handle, grant.device()))
                        .session())
                .isNotEqualTo(grant.session());
    }

    private Grant signIn(Handle handle, AccountId bot) {
        Address device = new Address(bot, new DeviceId("bot"));
        assertThat(devices.addUnopened(handle, device, new DeviceName("Bot"))).isTrue();
        return sessions.goOn(handle, device);
    }

    @Test
    void whoShowsItselfAgainGoesOnInTheSameSessionUntilThatHasEndedOrExpired() {
        BotAccounts.Created bot = create(person());
        Grant first = database.write(handle -> signIn(handle, bot.account()));
        clock.advance(Duration.ofDays(89));
        Grant again = goOn(first);
        clock.advance(Duration.ofDays(89));
        assertThat(goOn(first).session()).isEqualTo(again.session()).isEqualTo(first.session());

        clock.advance(Duration.ofDays(91));
        Grant afterwards = goOn(first);
        assertThat(afterwards.session()).isNotEqualTo(first.session());
        assertThat(database.<Integer>read(handle -> sessions.countOpen(handle, bot.account())))
                .isEqualTo(1);
        assertThat(database.<List<AccountChanges.Entry>>read(handle -> changes.next(handle, 10)))
                .as("no inbox is opened for a device that may never need one")
                .extracting(AccountChanges.Entry::change)
                .containsExactly(new AccountChange.SessionEnded(first.device(), first.session()));
    }

    private Grant goOn(Grant grant) {
        return database.write(handle -> sessions.goOn(handle, grant.device()));
    }

    @Test
    void aBotIsCalledSomethingElseAndKeepsTheRestOfItsProfile() {
        BotAccounts.Created bot = create(person());
        database.write(handle -> {
            botAccounts.rename(handle, bot.account(), new PersonName("Rain"));
            return true;
        });

        assertThat(database.<Optional<Bot>>read(handle -> bots.find(handle, bot.account()))
                        .flatMap(Bot::name))
                .contains(new PersonName("Rain"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "waggle_bot_",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                "waggle_bot_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh",
                "waggle_bot_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "WAGGLE_BOT_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
            })
    void whatIsNoTokenIsNotLookedFor(String text) {
        assertThat(BotToken.parse(text)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BotToken(text))
                .withMessageNotContaining("AAECAw");
    }
}
