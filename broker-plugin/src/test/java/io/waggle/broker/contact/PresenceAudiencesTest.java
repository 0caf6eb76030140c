package io.waggle.broker.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.contact.PresencePolicy.Sight;
import io.waggle.broker.database.Engine;
import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Block by audience by contact, of each side: who sees whose presence, in every combination. */
final class PresenceAudiencesTest extends PeopleOnEachEngine {

    PresenceAudiencesTest(Engine engine) {
        super(engine);
    }

    private enum Known {
        NOT,
        ADDED,
        IN_BOOK
    }

    /** How one of the two stands to the other. */
    private record Side(boolean blocks, Audience audience, Known known) {

        static final List<Side> ALL = all();

        private static List<Side> all() {
            List<Side> all = new ArrayList<>();
            for (boolean blocks : List.of(false, true)) {
                for (Audience audience : Audience.values()) {
                    for (Known known : Known.values()) {
                        all.add(new Side(blocks, audience, known));
                    }
                }
            }
            return all;
        }

        /** As the settings say it, each for itself. */
        boolean lets() {
            return !blocks && (audience == Audience.EVERYONE || (audience == Audience.CONTACTS && known != Known.NOT));
        }
    }

    @Test
    void twoSeeEachOtherIfEachLetsTheOtherAndElseNeitherDoes() {
        int combinations = 0;
        for (Side annas : Side.ALL) {
            for (Side bobs : Side.ALL) {
                Identifier annasAddress = new EmailAddress("a" + combinations + "@example.org");
                Identifier bobsAddress = new EmailAddress("b" + combinations + "@example.org");
                AccountId anna = signUp(annasAddress);
                AccountId bob = signUp(bobsAddress);
                stand(anna, bob, bobsAddress, annas);
                stand(bob, anna, annasAddress, bobs);

                boolean see = annas.lets() && bobs.lets();
                assertThat(sight(anna, bob).seeing().contains(bob))
                        .as("anna %s, bob %s", annas, bobs)
                        .isEqualTo(see);
                assertThat(sight(bob, anna).seeing().contains(anna))
                        .as("anna %s, bob %s, from the other side", annas, bobs)
                        .isEqualTo(see);
                combinations++;
            }
        }
        assertThat(combinations).isEqualTo(18 * 18);
    }

    private void stand(AccountId account, AccountId other, Identifier othersAddress, Side side) {
        setLastSeen(account, side.audience());
        write(handle -> {
            if (side.known() == Known.ADDED) {
                var unused = contacts().put(handle, account, other, Optional.empty());
            } else if (side.known() == Known.IN_BOOK) {
                var unused = book().add(handle, account, List.of(hash(othersAddress)));
            }
            if (side.blocks()) {
                var unused = blocks().add(handle, account, other);
            }
            return true;
        });
    }

    @Test
    void aPersonSeesThemselvesWhateverTheyLetOthersSee() {
        AccountId anna = signUp(ANNA);
        setLastSeen(anna, Audience.NOBODY);

        assertThat(sight(anna, anna).seeing()).containsExactly(anna);
    }

    @Test
    void anAccountThatHasNoRowHasNoWishes() {
        AccountId anna = signUp(ANNA);
        AccountId developer = new AccountId("developer");
        AccountId other = new AccountId("another");
        assertThat(sight(developer, other).seeing()).containsExactly(other);
        assertThat(sight(anna, developer).seeing()).as("no contact").isEmpty();
        assertThat(sight(developer, anna).seeing()).as("no contact").isEmpty();

        setLastSeen(anna, Audience.EVERYONE);
        assertThat(sight(anna, developer, other).seeing()).containsExactlyInAnyOrder(developer, other);
        assertThat(sight(developer, anna).seeing()).containsExactly(anna);
        write(handle -> blocks().add(handle, anna, developer));
        assertThat(sight(anna, developer, other).seeing()).containsExactly(other);
        assertThat(sight(developer, anna).seeing()).isEmpty();
    }

    @Test
    void botsSeeNobodyAndAreNotSeen() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);
        setLastSeen(anna, Audience.EVERYONE);
        setLastSeen(bob, Audience.EVERYONE);
        assertThat(sight(anna, bob).seeing()).containsExactly(bob);
        write(handle -> handle.execute(
                "INSERT INTO bot (account_id, owner_id, token_hash, created_at) VALUES (?, ?, ?, ?)",
                bob.value(),
                anna.value(),
                new byte[32],
                clock.instant()));

        assertThat(sight(anna, bob).seeing()).isEmpty();
        assertThat(sight(bob, anna).seeing()).isEmpty();
    }

    @Test
    void theTimeIsThatOfTheDeviceThatCameOrWentLastAndOfThoseWhoAreSeenAlone() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);
        AccountId eve = signUp(EVE);
        Instant later = clock.instant().plusSeconds(60);
        write(handle -> handle.execute("UPDATE device SET last_seen_at = ? WHERE account_id = ?", later, bob.value()));
        setLastSeen(anna, Audience.EVERYONE);
        setLastSeen(bob, Audience.EVERYONE);

        assertThat(sight(anna, bob, eve).lastSeen()).containsOnlyKeys(anna, bob).containsEntry(bob, later);
    }

    @Test
    void moreThanOneQueryTakesAreAskedOf() {
        AccountId developer = new AccountId("developer");
        AccountId[] many =
                IntStream.range(0, 600).mapToObj(i -> new AccountId("d" + i)).toArray(AccountId[]::new);

        assertThat(sight(developer, many).seeing()).containsExactlyInAnyOrder(many);
    }

    @Test
    void itIsAskedOnAnotherThreadAndWhatFailsIsSaid() {
        AccountId anna = signUp(ANNA);
        try (PresenceAudiences audiences = new PresenceAudiences(database)) {
            assertThat(audiences.of(anna, Set.of(anna)).join().seeing()).containsExactly(anna);
        }
        PresenceAudiences closed = new PresenceAudiences(database);
        closed.close();
        assertThatThrownBy(() -> closed.of(anna, Set.of(anna)).join()).isNotNull();
    }

    // --- who hears of changes

    @Test
    void presenceHearsOfWhatMattersThereAndOfNothingElse() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);
        AccountChange changed = new AccountChange.AudienceChanged(anna);
        write(handle -> contacts().put(handle, anna, bob, Optional.empty()));
        assertThat(takeChanges()).as("a contact sees what contacts see").containsExactly(changed);
        write(handle -> contacts().put(handle, anna, bob, Optional.empty()));
        assertThat(takeChanges()).as("is one already").isEmpty();
        write(handle -> book().add(handle, anna, List.of(hash(EVE))));
        assertThat(takeChanges()).as("whoever that will be").containsExactly(changed);
        setLastSeen(anna, Audience.NOBODY);
        assertThat(takeChanges()).containsExactly(changed);
        write(handle -> contacts().remove(handle, anna, bob));
        assertThat(takeChanges()).as("contacts make no difference").isEmpty();
        setLastSeen(anna, Audience.NOBODY);
        assertThat(takeChanges()).as("nothing is different").isEmpty();
        write(handle -> blocks().add(handle, anna, bob));
        assertThat(takeChanges()).as("a block is all").containsExactly(new AccountChange.PolicyChanged(anna));
    }

    @Test
    void aChangeThatMattersToMessagesTooIsOne() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);
        set(
                anna,
                it -> new PrivacySettings(
                        Audience.EVERYONE,
                        it.photo(),
                        it.about(),
                        it.addToGroups(),
                        it.readReceipts(),
                        Strangers.REQUEST,
                        it.discoverable()));
        assertThat(takeChanges()).containsExactly(new AccountChange.PolicyChanged(anna));
        setLastSeen(anna, Audience.CONTACTS);
        assertThat(takeChanges()).containsExactly(new AccountChange.AudienceChanged(anna));
        write(handle -> contacts().put(handle, anna, bob, Optional.empty()));
        assertThat(takeChanges()).containsExactly(new AccountChange.PolicyChanged(anna));
    }

    private void setLastSeen(AccountId account, Audience audience) {
        set(
                account,
                it -> new PrivacySettings(
                        audience,
                        it.photo(),
                        it.about(),
                        it.addToGroups(),
                        it.readReceipts(),
                        it.strangers(),
                        it.discoverable()));
    }

    private Sight sight(AccountId account, AccountId... others) {
        return database.read(handle -> PresenceAudiences.read(handle, account, List.of(others)));
    }
}
