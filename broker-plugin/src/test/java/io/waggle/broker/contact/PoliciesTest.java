package io.waggle.broker.contact;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.account.AccountChange;
import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.contact.MessagePolicy.Reception;
import io.waggle.broker.database.Engine;
import io.waggle.broker.group.Admissions;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.profile.VisibleProfile;
import io.waggle.protocol.AccountId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Block by contact by setting: who takes what from whom, and who sees what, in every combination. */
final class PoliciesTest extends PeopleOnEachEngine {

    PoliciesTest(Engine engine) {
        super(engine);
    }

    private enum Known {
        NOT,
        ADDED,
        IN_BOOK
    }

    @Test
    void everyCombinationOfBlockContactAndSettingFaresAsTheTableSays() {
        AccountId bob = signUp(BOB);
        int combinations = 0;
        for (boolean blocks : List.of(false, true)) {
            for (boolean isBlocked : List.of(false, true)) {
                for (Known known : Known.values()) {
                    for (Strangers strangers : Strangers.values()) {
                        for (boolean receipts : List.of(false, true)) {
                            for (boolean otherReceipts : List.of(false, true)) {
                                Identifier identifier = new EmailAddress("n" + combinations + "@example.org");
                                AccountId anna = signUp(identifier);
                                stand(anna, bob, known, blocks);
                                set(anna, it -> settings(it, strangers, receipts));
                                set(bob, it -> settings(it, Strangers.ALLOW, otherReceipts));
                                if (isBlocked) {
                                    var unused = write(handle -> blocks().add(handle, bob, anna));
                                }
                                check(anna, bob, blocks, isBlocked, known, strangers, receipts && otherReceipts);
                                combinations++;
                            }
                        }
                    }
                }
            }
        }
        assertThat(combinations).isEqualTo(2 * 2 * 3 * 3 * 2 * 2);
    }

    /** What anna makes of bob. */
    private void check(
            AccountId anna,
            AccountId bob,
            boolean blocks,
            boolean isBlocked,
            Known known,
            Strangers strangers,
            boolean bothTell) {
        boolean stranger = known == Known.NOT;
        Reception expected = Reception.TAKEN;
        if (blocks || (stranger && strangers == Strangers.REFUSE)) {
            expected = Reception.REFUSED;
        } else if (stranger && strangers == Strangers.REQUEST) {
            expected = Reception.AS_REQUEST;
        }
        Policies afterStart = policies();
        afterStart.load();
        Policies afterChange = policies();
        afterChange.reload(anna);
        afterChange.reload(bob);
        for (Policies policies : List.of(afterStart, afterChange)) {
            String what = "blocks %s, is blocked %s, %s, %s, both tell %s"
                    .formatted(blocks, isBlocked, known, strangers, bothTell);
            assertThat(policies.message(anna, bob)).as("message: " + what).isEqualTo(expected);
            assertThat(policies.takesLiveEvents(anna, bob))
                    .as("live event: " + what)
                    .isEqualTo(expected == Reception.TAKEN && !isBlocked);
            assertThat(policies.takesLiveEventsInGroup(anna, bob))
                    .as("live event in a group: " + what)
                    .isEqualTo(!blocks && !isBlocked);
            assertThat(policies.takesReadReceipts(anna, bob))
                    .as("receipt: " + what)
                    .isEqualTo(bothTell && !blocks && !isBlocked);
            assertThat(policies.message(anna, anna))
                    .as("of one's own device: " + what)
                    .isEqualTo(Reception.TAKEN);
            assertThat(policies.takesReadReceipts(anna, anna)).isTrue();
            assertThat(policies.takesLiveEvents(anna, anna)).isTrue();
        }
    }

    private static PrivacySettings settings(PrivacySettings before, Strangers strangers, boolean receipts) {
        return new PrivacySettings(
                before.lastSeen(),
                before.photo(),
                before.about(),
                before.addToGroups(),
                receipts,
                strangers,
                before.discoverable());
    }

    private void stand(AccountId anna, AccountId bob, Known known, boolean blocks) {
        write(handle -> {
            if (known == Known.ADDED) {
                var unused = contacts().put(handle, anna, bob, Optional.empty());
            } else if (known == Known.IN_BOOK) {
                var unused = book().add(handle, anna, List.of(hash(BOB)));
            }
            if (blocks) {
                var unused = blocks().add(handle, anna, bob);
            }
            return true;
        });
    }

    @Test
    void everyFieldOfAProfileIsSeenAsItsAudienceSays() {
        AccountId bob = signUp(BOB);
        setAudiences(bob, Audience.EVERYONE, Audience.NOBODY, Audience.NOBODY, Audience.NOBODY);
        Profiles profiles = new Profiles();
        int combinations = 0;
        for (Audience audience : Audience.values()) {
            for (boolean blocks : List.of(false, true)) {
                for (Known known : Known.values()) {
                    AccountId anna = signUp(new EmailAddress("p" + combinations + "@example.org"));
                    stand(anna, bob, known, blocks);
                    show(profiles, anna);
                    boolean sees = !blocks
                            && (audience == Audience.EVERYONE || (audience == Audience.CONTACTS && known != Known.NOT));
                    String what = "%s, blocks %s, %s".formatted(audience, blocks, known);

                    setAudiences(anna, Audience.NOBODY, Audience.NOBODY, Audience.NOBODY, Audience.NOBODY);
                    assertSees(profiles, bob, anna, false, false, false, what);
                    setAudiences(anna, audience, Audience.NOBODY, Audience.NOBODY, Audience.NOBODY);
                    assertSees(profiles, bob, anna, sees, false, false, what);
                    setAudiences(anna, Audience.NOBODY, audience, Audience.NOBODY, Audience.NOBODY);
                    assertSees(profiles, bob, anna, false, sees, false, what);
                    setAudiences(anna, Audience.NOBODY, Audience.NOBODY, audience, Audience.NOBODY);
                    assertSees(profiles, bob, anna, false, false, sees, what);
                    assertThat(mayAdd(anna, bob)).isFalse();
                    setAudiences(anna, Audience.NOBODY, Audience.NOBODY, Audience.NOBODY, audience);
                    assertThat(mayAdd(anna, bob)).as(what).isEqualTo(sees);
                    assertThat(mayAdd(anna, anna)).isTrue();
                    combinations++;
                }
            }
        }
    }

    private boolean mayAdd(AccountId account, AccountId by) {
        return database.read(handle -> GroupAdmissions.read(handle, by, List.of(account)))
                .equals(Admissions.FREE);
    }

    private void setAudiences(AccountId account, Audience lastSeen, Audience photo, Audience about, Audience groups) {
        set(
                account,
                it -> new PrivacySettings(
                        lastSeen, photo, about, groups, it.readReceipts(), it.strangers(), it.discoverable()));
    }

    private void assertSees(
            Profiles profiles,
            AccountId viewer,
            AccountId account,
            boolean lastSeen,
            boolean photo,
            boolean about,
            String what) {
        database.read(handle -> {
            VisibleProfile seen = profiles.visible(handle, viewer, account).orElseThrow();
            assertThat(seen.name()).as("name, always: " + what).isPresent();
            assertThat(seen.lastSeenAt().isPresent()).as("last seen: " + what).isEqualTo(lastSeen);
            assertThat(seen.avatar().isPresent()).as("photo: " + what).isEqualTo(photo);
            assertThat(profiles.avatar(handle, viewer, account).isPresent())
                    .as("the photo itself: " + what)
                    .isEqualTo(photo);
            assertThat(seen.about().isPresent()).as("about: " + what).isEqualTo(about);
            VisibleProfile own = profiles.visible(handle, account, account).orElseThrow();
            assertThat(own.lastSeenAt()).isPresent();
            assertThat(own.avatar()).isPresent();
            assertThat(own.about()).isPresent();
            return true;
        });
    }

    @Test
    void whoHasSaidNothingHasTheDefaults() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);
        Profiles profiles = new Profiles();
        show(profiles, anna);

        assertSees(profiles, bob, anna, false, false, false, "a stranger");
        assertThat(mayAdd(anna, bob)).isFalse();
        write(handle -> contacts().put(handle, anna, bob, Optional.empty()));
        assertSees(profiles, bob, anna, false, true, true, "a contact that hides from her");
        write(handle -> contacts().put(handle, bob, anna, Optional.empty()));
        assertSees(profiles, bob, anna, true, true, true, "a contact");
        write(handle -> blocks().add(handle, bob, anna));
        assertSees(profiles, bob, anna, false, true, true, "a contact that has blocked her");
        write(handle -> blocks().remove(handle, bob, anna));
        assertThat(mayAdd(anna, bob)).isTrue();
        Policies policies = policies();
        policies.load();
        assertThat(policies.message(bob, anna)).isEqualTo(Reception.TAKEN);
        assertThat(policies.takesReadReceipts(anna, bob)).isTrue();
    }

    @Test
    void theMessagePathHearsOfWhatMattersThereAndOfNothingElse() {
        AccountId anna = signUp(ANNA);
        AccountId bob = signUp(BOB);
        assertThat(takeChanges()).isEmpty();

        setAudiences(anna, Audience.NOBODY, Audience.NOBODY, Audience.NOBODY, Audience.NOBODY);
        write(handle -> contacts().put(handle, anna, bob, Optional.empty()));
        write(handle -> book().add(handle, anna, List.of(hash(BOB))));
        assertThat(takeChanges())
                .as("takes everything; who sees it is for presence to know")
                .containsExactly(new AccountChange.AudienceChanged(anna));

        AccountChange changed = new AccountChange.PolicyChanged(anna);
        set(anna, it -> settings(it, Strangers.REQUEST, true));
        assertThat(takeChanges()).containsExactly(changed);
        set(anna, it -> settings(it, Strangers.REQUEST, true));
        assertThat(takeChanges()).as("nothing is different").isEmpty();
        write(handle -> contacts().put(handle, anna, bob, Optional.empty()));
        assertThat(takeChanges()).as("is one already").isEmpty();
        write(handle -> contacts().remove(handle, anna, bob));
        assertThat(takeChanges()).containsExactly(changed);
        write(handle -> contacts().put(handle, anna, bob, Optional.empty()));
        assertThat(takeChanges()).containsExactly(changed);
        write(handle -> book().add(handle, anna, List.of(hash(BOB))));
        assertThat(takeChanges()).as("nothing is new").isEmpty();
        write(handle -> {
            book().remove(handle, anna, List.of(hash(BOB)));
            return true;
        });
        assertThat(takeChanges()).containsExactly(changed);
        write(handle -> book().add(handle, anna, List.of(hash(BOB))));
        assertThat(takeChanges()).containsExactly(changed);
        write(handle -> {
            book().clear(handle, anna);
            return true;
        });
        assertThat(takeChanges()).containsExactly(changed);
        set(anna, it -> settings(it, Strangers.ALLOW, false));
        assertThat(takeChanges()).containsExactly(changed);
    }

    @Test
    void whoSignsUpLaterIsNoStrangerToThoseWhoHadThemInTheirBook() {
        AccountId anna = signUp(ANNA);
        set(anna, it -> settings(it, Strangers.REFUSE, true));
        write(handle -> book().add(handle, anna, List.of(hash(BOB))));
        Policies policies = policies();
        policies.load();

        AccountId bob = signUp(BOB);
        AccountId eve = signUp(EVE);
        assertThat(policies.message(anna, bob)).isEqualTo(Reception.REFUSED);
        policies.met(bob);
        policies.met(eve);
        assertThat(policies.message(anna, bob)).isEqualTo(Reception.TAKEN);
        assertThat(policies.message(anna, eve)).isEqualTo(Reception.REFUSED);
    }
}
