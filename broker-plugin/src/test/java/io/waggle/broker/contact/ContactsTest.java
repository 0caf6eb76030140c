package io.waggle.broker.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.broker.account.DiscoveryHash;
import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.account.PersonName;
import io.waggle.broker.contact.AddressBook.Match;
import io.waggle.broker.contact.AddressBook.Outcome.Added;
import io.waggle.broker.contact.Contacts.Contact;
import io.waggle.broker.contact.Contacts.Outcome;
import io.waggle.broker.database.Engine;
import io.waggle.protocol.AccountId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.junit.jupiter.api.Test;

/** Whom people know, and who is found by whom. */
final class ContactsTest extends PeopleOnEachEngine {

    private static final Optional<PersonName> MUM = PersonName.parse("Mum");

    ContactsTest(Engine engine) {
        super(engine);
    }

    // --- added

    @Test
    void aPersonAddsCallsAndRemovesSomebodyWhichNobodyElseSees() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);

        assertThat(put(anna, bob, Optional.empty())).isEqualTo(Outcome.ADDED);
        assertThat(page(anna)).containsExactly(new Contact(bob, Optional.empty(), true, Optional.empty()));
        assertThat(put(anna, bob, MUM)).isEqualTo(Outcome.ADDED);
        assertThat(page(anna)).containsExactly(new Contact(bob, MUM, true, Optional.empty()));
        assertThat(page(bob)).isEmpty();
        assertThat(put(anna, bob, Optional.empty())).isEqualTo(Outcome.ADDED);
        assertThat(page(anna)).containsExactly(new Contact(bob, Optional.empty(), true, Optional.empty()));
        assertThat(removes(anna, bob)).isTrue();
        assertThat(removes(anna, bob)).isFalse();
        assertThat(page(anna)).isEmpty();
    }

    @Test
    void nobodyAddsThemselvesOrWhoIsNotThere() {
        AccountId anna = signUp(ANNA);

        assertThat(put(anna, anna, MUM)).isEqualTo(Outcome.ONESELF);
        assertThat(put(anna, new AccountId("nobody"), MUM)).isEqualTo(Outcome.NO_SUCH_ACCOUNT);
        assertThat(put(anna, new AccountId("a.b_c-x"), MUM)).isEqualTo(Outcome.NO_SUCH_ACCOUNT);
        assertThat(page(anna)).isEmpty();
    }

    @Test
    void whatAPersonCallsSomebodyIsSealedForThisPairAlone() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);
        AccountId eve = signUp(EVE);
        var unused = put(anna, bob, MUM);

        byte[] stored = database.read(handle -> handle.createQuery("SELECT sealed_name FROM contact")
                .map((row, context) -> row.getBytes(1))
                .one());
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("Mum");
        write(handle -> handle.execute(
                "INSERT INTO contact (account_id, contact_id, sealed_name, added_at)"
                        + " SELECT ?, contact_id, sealed_name, added_at FROM contact",
                eve.value()));
        assertThatThrownBy(() -> page(eve)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void onlySoManyCanBeAdded() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);
        AccountId eve = signUp(EVE);
        strangers(Contacts.LIMIT - 1);
        write(handle -> handle.execute("INSERT INTO contact (account_id, contact_id, added_at)"
                + " SELECT '" + anna.value() + "', account_id, CURRENT_TIMESTAMP FROM account"
                + " WHERE account_id LIKE 'n%' AND created_at = TIMESTAMP WITH TIME ZONE '2000-01-01 00:00:00+00'"));

        assertThat(put(anna, bob, MUM)).isEqualTo(Outcome.ADDED);
        assertThat(put(anna, eve, MUM)).isEqualTo(Outcome.TOO_MANY);
        assertThat(put(anna, bob, Optional.empty())).as("is there").isEqualTo(Outcome.ADDED);
    }

    @Test
    void pagesGoThroughAddedAndFoundAlikeAndNameNobodyTwice() {
        AccountId anna = signUp(ANNA);
        List<AccountId> all = new ArrayList<>();
        List<DiscoveryHash> book = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Identifier identifier = new EmailAddress("x" + i + "@example.org");
            AccountId other = signUp(identifier);
            discoverable(other, Discoverable.EVERYONE);
            all.add(other);
            if (i % 3 != 0) {
                var unused = put(anna, other, Optional.empty());
            }
            if (i % 3 != 1) {
                book.add(hash(identifier));
            }
        }
        add(anna, book);
        all.sort((a, b) -> a.value().compareTo(b.value()));

        List<AccountId> seen = new ArrayList<>();
        Optional<AccountId> after = Optional.empty();
        while (true) {
            Optional<AccountId> from = after;
            List<Contact> page = database.read(handle -> contacts().page(handle, anna, from, 2));
            if (page.isEmpty()) {
                break;
            }
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            page.forEach(contact -> seen.add(contact.account()));
            after = Optional.of(page.get(page.size() - 1).account());
        }
        assertThat(seen).containsExactlyElementsOf(all);
    }

    @Test
    void whoDeletesTheAccountIsNobodysContactAnyMore() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);
        var unused = put(anna, bob, MUM);
        add(anna, List.of(hash(BOB)));
        write(handle -> handle.execute("DELETE FROM account WHERE account_id = ?", bob.value()));

        assertThat(page(anna)).isEmpty();
    }

    // --- found

    @Test
    void whoIsFoundIsAsTheirSettingAndTheirBookAndTheirBlocksSay() {
        AccountId anna = signUp(ANNA);
        int combinations = 0;
        for (Discoverable setting : Discoverable.values()) {
            for (boolean added : List.of(false, true)) {
                for (boolean inBook : List.of(false, true)) {
                    for (boolean blocks : List.of(false, true)) {
                        Identifier identifier = new EmailAddress("d" + combinations + "@example.org");
                        AccountId other = signUp(identifier);
                        discoverable(other, setting);
                        if (added) {
                            var unused = put(other, anna, Optional.empty());
                        }
                        if (inBook) {
                            add(other, List.of(hash(ANNA)));
                        }
                        if (blocks) {
                            var unused = write(handle -> blocks().add(handle, other, anna));
                        }
                        boolean found = !blocks
                                && (setting == Discoverable.EVERYONE
                                        || (setting == Discoverable.MUTUAL && (added || inBook)));
                        String what = "%s, added %s, in book %s, blocks %s".formatted(setting, added, inBook, blocks);
                        assertThat(add(anna, List.of(hash(identifier))))
                                .as(what)
                                .isEqualTo(found ? List.of(new Match(hash(identifier), other)) : List.of());
                        assertThat(page(anna).stream()
                                        .anyMatch(it -> it.account().equals(other)))
                                .as("listed: " + what)
                                .isEqualTo(found);
                        assertThat(add(anna, List.of(hash(identifier))).isEmpty())
                                .as("asked again: " + what)
                                .isNotEqualTo(found);

                        var unused = put(anna, other, MUM);
                        Contact listed = page(anna).stream()
                                .filter(it -> it.account().equals(other))
                                .findFirst()
                                .orElseThrow();
                        assertThat(listed.hash().isPresent())
                                .as("adding an account does not tell whose number it has: " + what)
                                .isEqualTo(found);
                        combinations++;
                    }
                }
            }
        }
    }

    @Test
    void whoHaveEachOtherInTheirBooksFindEachOtherWhoeverComesLast() {
        AccountId anna = signUp(ANNA);
        assertThat(add(anna, List.of(hash(BOB), hash(EVE)))).isEmpty();
        AccountId bob = signUp(BOB);
        assertThat(page(anna)).as("bob does not have anna").isEmpty();
        assertThat(add(bob, List.of(hash(ANNA)))).containsExactly(new Match(hash(ANNA), anna));
        assertThat(page(anna)).containsExactly(new Contact(bob, Optional.empty(), false, Optional.of(hash(BOB))));
        assertThat(page(bob)).containsExactly(new Contact(anna, Optional.empty(), false, Optional.of(hash(ANNA))));

        write(handle -> {
            book().remove(handle, anna, List.of(hash(BOB), hash(BOB)));
            return true;
        });
        assertThat(page(anna)).isEmpty();
        assertThat(page(bob)).as("mutual no more").isEmpty();
        assertThat(size(anna)).isEqualTo(1);
        write(handle -> {
            book().clear(handle, anna);
            return true;
        });
        assertThat(size(anna)).isZero();
        assertThat(size(bob)).isEqualTo(1);
    }

    @Test
    void onesOwnNumberLeadsNowhere() {
        AccountId anna = signUp(ANNA);
        discoverable(anna, Discoverable.EVERYONE);

        assertThat(add(anna, List.of(hash(ANNA)))).isEmpty();
        assertThat(page(anna)).isEmpty();
    }

    @Test
    void whatIsStoredIsNotWhatTheClientSent() {
        AccountId anna = signUp(ANNA);
        add(anna, List.of(hash(BOB)));

        byte[] stored = database.read(handle -> handle.createQuery("SELECT discovery_key FROM address_book")
                .map((row, context) -> row.getBytes(1))
                .one());
        byte[] sent = Base64.getUrlDecoder().decode(hash(BOB).text());
        assertThat(stored).hasSize(32).isNotEqualTo(sent);
    }

    @Test
    void aBookHasOnlySoManyEntriesAndThoseThatAreThereAreNoNewOnes() {
        AccountId anna = signUp(ANNA);
        for (int i = 0; i < AddressBook.LIMIT / AddressBook.AT_ONCE; i++) {
            List<DiscoveryHash> portion = hashes(i * AddressBook.AT_ONCE, AddressBook.AT_ONCE);
            assertThat(tryAdd(anna, portion)).isInstanceOf(Added.class);
        }

        assertThat(tryAdd(anna, List.of(hash(BOB)))).isEqualTo(new AddressBook.Outcome.TooMany());
        assertThat(tryAdd(anna, hashes(500, 1_000))).isInstanceOf(Added.class);
        assertThat(size(anna)).isEqualTo(AddressBook.LIMIT);
        assertThatThrownBy(() -> tryAdd(anna, hashes(0, AddressBook.AT_ONCE + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoTriesTooManyNumbersIsToldToWaitAndNothingIsAddedOrTold() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);
        discoverable(bob, Discoverable.EVERYONE);
        allowances.put(anna, 10);
        assertThat(tryAdd(anna, hashes(0, 8))).isInstanceOf(Added.class);

        List<DiscoveryHash> more = new ArrayList<>(hashes(8, 2));
        more.add(hash(BOB));
        assertThat(tryAdd(anna, more)).isEqualTo(new AddressBook.Outcome.Limited(Duration.ofHours(3)));
        assertThat(page(anna)).isEmpty();
        assertThat(tryAdd(anna, hashes(0, 8))).as("they are there").isInstanceOf(Added.class);
        assertThat(tryAdd(anna, hashes(8, 2))).isInstanceOf(Added.class);
    }

    @Test
    void identifiersOfAnOlderVersionAreFoundOnceTheyHaveTheirKeys() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);
        AccountId eve = signUp(EVE);
        discoverable(bob, Discoverable.EVERYONE);
        discoverable(eve, Discoverable.EVERYONE);
        write(handle -> handle.execute("UPDATE identifier SET discovery_key = NULL"));
        assertThat(add(anna, List.of(hash(BOB), hash(EVE)))).isEmpty();

        assertThat(addDiscoveryKeys(2)).isEqualTo(2);
        assertThat(addDiscoveryKeys(2)).isEqualTo(1);
        assertThat(addDiscoveryKeys(2)).isZero();
        assertThat(page(anna)).extracting(Contact::account).containsExactlyInAnyOrder(bob, eve);
    }

    // --- helpers

    private Outcome put(AccountId account, AccountId other, Optional<PersonName> name) {
        return write(handle -> contacts().put(handle, account, other, name));
    }

    private List<Contact> page(AccountId account) {
        return database.read(handle -> contacts().page(handle, account, Optional.empty(), 100));
    }

    private List<Match> add(AccountId account, List<DiscoveryHash> hashes) {
        return ((Added) tryAdd(account, hashes)).matches();
    }

    private AddressBook.Outcome tryAdd(AccountId account, List<DiscoveryHash> hashes) {
        return write(handle -> book().add(handle, account, hashes));
    }

    private boolean removes(AccountId account, AccountId other) {
        return write(handle -> contacts().remove(handle, account, other));
    }

    private int addDiscoveryKeys(int most) {
        return write(handle -> accounts().addDiscoveryKeys(handle, most));
    }

    private int size(AccountId account) {
        return database.read(handle -> book().size(handle, account));
    }

    private void discoverable(AccountId account, Discoverable by) {
        set(
                account,
                it -> new PrivacySettings(
                        it.lastSeen(),
                        it.photo(),
                        it.about(),
                        it.addToGroups(),
                        it.readReceipts(),
                        it.strangers(),
                        by));
    }

    private List<DiscoveryHash> hashes(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> hash(new EmailAddress("h" + i + "@example.org")))
                .toList();
    }

    private void strangers(int count) {
        write(handle -> {
            PreparedBatch batch = handle.prepareBatch("INSERT INTO account (account_id, created_at)"
                    + " VALUES (:id, TIMESTAMP WITH TIME ZONE '2000-01-01 00:00:00+00')");
            for (int i = 0; i < count; i++) {
                batch.bind("id", "n" + i).add();
            }
            return batch.execute().length;
        });
    }
}
