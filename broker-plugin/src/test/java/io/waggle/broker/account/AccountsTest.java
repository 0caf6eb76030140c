package io.waggle.broker.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.database.Engine;
import io.waggle.broker.database.OnEachEngine;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** Accounts, devices and the changes that come of them. */
final class AccountsTest extends OnEachEngine {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Identifier ANNA = new EmailAddress("anna@example.org");
    private static final Identifier BOB = new PhoneNumber("+4915123456789");
    private static final DeviceName PHONE = new DeviceName("Anna's phone");

    private final SettableClock clock = new SettableClock(NOW);
    private final AccountChanges changes = new AccountChanges(clock);
    private final Accounts accounts = new Accounts(Seals.random(), clock);
    private final Devices devices = new Devices(changes, 3, clock);

    AccountsTest(Engine engine) {
        super(engine);
    }

    @Test
    void anIdentifierHasOneAccount() {
        AccountId anna = findOrCreate(ANNA);
        AccountId bob = findOrCreate(BOB);

        assertThat(bob).isNotEqualTo(anna);
        assertThat(findOrCreate(ANNA)).isEqualTo(anna);
        assertThat(find(BOB)).contains(bob);
        assertThat(find(new EmailAddress("eve@example.org"))).isEmpty();
    }

    @Test
    void whoSignUpInTheSameMomentGetTheSameAccountAndNoneIsLeftOver() throws Exception {
        int people = 6;
        CountDownLatch ready = new CountDownLatch(people);
        ExecutorService threads = Executors.newFixedThreadPool(people);
        List<CompletableFuture<AccountId>> made = IntStream.range(0, people)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> database.write(handle -> {
                            ready.countDown();
                            awaitAll(ready);
                            return accounts.findOrCreate(handle, ANNA);
                        }),
                        threads))
                .toList();
        Set<AccountId> found = new HashSet<>();
        for (CompletableFuture<AccountId> account : made) {
            found.add(account.get());
        }
        threads.shutdown();

        assertThat(found).hasSize(1);
        assertThat(count("account")).isEqualTo(1);
    }

    private static void awaitAll(CountDownLatch ready) {
        try {
            ready.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoHasTheDatabaseAloneCannotReadAnIdentifier() {
        AccountId anna = findOrCreate(ANNA);

        assertThat(identifiers(anna)).containsExactly(ANNA);
        List<byte[]> stored = database.read(handle -> handle.createQuery(
                        "SELECT sealed FROM identifier UNION ALL SELECT lookup_key FROM identifier")
                .mapTo(byte[].class)
                .list());
        assertThat(stored)
                .hasSize(2)
                .allSatisfy(bytes -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .doesNotContain("anna"));
    }

    @Test
    void anAccountHasOnlySoManyDevices() {
        AccountId anna = findOrCreate(ANNA);
        for (int i = 0; i < 3; i++) {
            assertThat(add(anna)).isPresent();
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(add(anna)).isEmpty();

        List<Device> three = list(anna);
        assertThat(three).extracting(Device::linkedAt).containsExactly(NOW, NOW.plusSeconds(1), NOW.plusSeconds(2));
        Address second = new Address(anna, three.get(1).id());
        assertThat(write(handle -> devices.remove(handle, second))).isTrue();
        assertThat(write(handle -> devices.remove(handle, second))).isFalse();
        assertThat(add(anna)).isPresent();
        assertThat(list(anna)).hasSize(3).extracting(Device::id).doesNotContain(second.device());
    }

    @Test
    void aDeviceIsRenamedAndSeen() {
        AccountId anna = findOrCreate(ANNA);
        Address phone = add(anna).orElseThrow();
        Address other = new Address(anna, new DeviceId("other"));
        clock.advance(Duration.ofMinutes(1));

        assertThat(write(handle -> devices.rename(handle, phone, new DeviceName("Old one"))))
                .isTrue();
        assertThat(write(handle -> devices.rename(handle, other, PHONE))).isFalse();
        database.write(handle -> {
            devices.seen(handle, phone);
            return true;
        });

        assertThat(list(anna))
                .containsExactly(new Device(phone.device(), new DeviceName("Old one"), NOW, NOW.plusSeconds(60)));
        assertThat(write(handle -> devices.has(handle, phone))).isTrue();
        assertThat(write(handle -> devices.has(handle, other))).isFalse();
    }

    @Test
    void changesAreNotedInTheirOrderWithWhatTheyChange() {
        AccountId anna = findOrCreate(ANNA);
        Address phone = add(anna).orElseThrow();
        write(handle -> devices.remove(handle, phone));

        List<AccountChanges.Entry> noted = noted(10);
        assertThat(noted)
                .extracting(AccountChanges.Entry::change)
                .containsExactly(new AccountChange.DeviceLinked(phone), new AccountChange.DeviceUnlinked(phone));
        assertThat(noted(1)).containsExactly(noted.get(0));

        database.write(handle -> {
            changes.remove(handle, noted.get(0));
            return true;
        });
        assertThat(noted(10)).containsExactly(noted.get(1));
    }

    @Test
    void onlyAnAccountThatIsThereAndNotSuspendedIsActive() {
        AccountId anna = findOrCreate(ANNA);

        assertThat(write(handle -> accounts.lockActive(handle, anna))).isTrue();
        assertThat(write(handle -> accounts.lockActive(handle, new AccountId("nobody"))))
                .isFalse();
        database.write(handle ->
                handle.execute("UPDATE account SET suspended_at = created_at WHERE account_id = ?", anna.value()));
        assertThat(write(handle -> accounts.lockActive(handle, anna))).isFalse();
    }

    private AccountId findOrCreate(Identifier identifier) {
        return database.write(handle -> accounts.findOrCreate(handle, identifier));
    }

    private Optional<AccountId> find(Identifier identifier) {
        return database.read(handle -> accounts.find(handle, identifier));
    }

    private List<Identifier> identifiers(AccountId account) {
        return database.read(handle -> accounts.identifiers(handle, account));
    }

    private List<AccountChanges.Entry> noted(int most) {
        return database.read(handle -> changes.next(handle, most));
    }

    private Optional<Address> add(AccountId account) {
        return database.write(handle -> devices.add(handle, account, PHONE));
    }

    private List<Device> list(AccountId account) {
        return database.read(handle -> devices.list(handle, account));
    }

    private boolean write(java.util.function.Predicate<Handle> work) {
        return database.write(work::test);
    }

    private int count(String table) {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM " + table)
                .mapTo(Integer.class)
                .one());
    }
}
