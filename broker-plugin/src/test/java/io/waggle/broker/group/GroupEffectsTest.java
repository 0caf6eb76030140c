package io.waggle.broker.group;

import static io.waggle.broker.group.GroupOfAllRoles.ADMIN;
import static io.waggle.broker.group.GroupOfAllRoles.ID;
import static io.waggle.broker.group.GroupOfAllRoles.INVITED;
import static io.waggle.broker.group.GroupOfAllRoles.INVITED_BY_ADMIN;
import static io.waggle.broker.group.GroupOfAllRoles.INVITED_BY_MEMBER;
import static io.waggle.broker.group.GroupOfAllRoles.LINK;
import static io.waggle.broker.group.GroupOfAllRoles.MEMBER;
import static io.waggle.broker.group.GroupOfAllRoles.MEMBERS;
import static io.waggle.broker.group.GroupOfAllRoles.NOBODY;
import static io.waggle.broker.group.GroupOfAllRoles.NOW;
import static io.waggle.broker.group.GroupOfAllRoles.OTHER_ADMIN;
import static io.waggle.broker.group.GroupOfAllRoles.OTHER_MEMBER;
import static io.waggle.broker.group.GroupOfAllRoles.OTHER_REQUESTED;
import static io.waggle.broker.group.GroupOfAllRoles.OWNER;
import static io.waggle.broker.group.GroupOfAllRoles.REQUESTED;
import static io.waggle.broker.group.GroupOfAllRoles.STRANGER;
import static io.waggle.broker.group.GroupOfAllRoles.VERSION;
import static io.waggle.broker.group.GroupOfAllRoles.change;
import static io.waggle.broker.group.GroupOfAllRoles.settings;
import static io.waggle.broker.group.GroupOfAllRoles.withDefaults;
import static io.waggle.broker.group.GroupOfAllRoles.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupChange.Change;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a change that is allowed makes of a group, and what refuses it beside the roles: limits, versions, people. */
final class GroupEffectsTest {

    private static final long NEXT = VERSION + 1;

    private final Set<AccountId> absent = new HashSet<>();
    private final Set<AccountId> busy = new HashSet<>();
    private Admissions admissions = Admissions.FREE;
    private int maxMembers = 1_024;

    // --- making one

    @Test
    void whoMakesItOwnsItAndTheOthersAreMembersOrInvited() {
        admissions = new Admissions(Set.of(MEMBER), Set.of(OTHER_MEMBER));

        Ruling.Changed changed = changed(Optional.empty(), OWNER, create(ADMIN, MEMBER, OTHER_MEMBER));

        Group group = changed.after().orElseThrow();
        assertThat(group.version()).isEqualTo(1);
        assertThat(group.createdAt()).isEqualTo(NOW);
        assertThat(group.link()).isEmpty();
        assertThat(group.picture()).isEmpty();
        assertThat(group.members()).isEqualTo(2);
        assertThat(group.entries().values())
                .containsExactlyInAnyOrder(
                        new GroupMember(OWNER, GroupRole.OWNER, 1),
                        new GroupMember(ADMIN, GroupRole.MEMBER, 1),
                        new GroupMember(MEMBER, GroupRole.INVITED, 1, Optional.of(OWNER)),
                        new GroupMember(OTHER_MEMBER, GroupRole.INVITED, 1, Optional.of(OWNER)));
    }

    @Test
    void whoNamesThemselvesAmongTheMembersOwnsItAllTheSame() {
        admissions = new Admissions(Set.of(OWNER), Set.of());

        assertThat(after(Optional.empty(), OWNER, create(OWNER)).entries().values())
                .containsExactly(new GroupMember(OWNER, GroupRole.OWNER, 1));
    }

    @Test
    void aVersionThatIsNamedForANewGroupIsNotLookedAt() {
        assertThat(decide(Optional.empty(), OWNER, create(), 5)).isInstanceOf(Ruling.Changed.class);
    }

    // --- limits

    @Test
    void aGroupHasAsManyMembersAsItMayAndNotOneMore() {
        maxMembers = MEMBERS + 1;

        assertThat(after(STRANGER_ADDED).members()).isEqualTo(maxMembers);
        assertThat(refusal(withDefaults(), OWNER, new GroupChange.Add(List.of(STRANGER, NOBODY))))
                .isEqualTo(new Ruling.Refused(Result.GROUP_FULL));
        maxMembers = MEMBERS;
        assertThat(refusal(withDefaults(), OWNER, STRANGER_ADDED)).isEqualTo(new Ruling.Refused(Result.GROUP_FULL));
        assertThat(refusal(withDefaults(), INVITED, new GroupChange.Accept()))
                .isEqualTo(new Ruling.Refused(Result.GROUP_FULL));
        assertThat(refusal(withDefaults(), NOBODY, new GroupChange.Join(LINK)))
                .isEqualTo(new Ruling.Refused(Result.GROUP_FULL));
        assertThat(refusal(withDefaults(), OWNER, new GroupChange.Add(List.of(REQUESTED))))
                .isEqualTo(new Ruling.Refused(Result.GROUP_FULL));
    }

    @Test
    void whoIsAskedTakesNoPlaceOfAMemberAndAsManyMayBeAsked() {
        maxMembers = MEMBERS; // as many as are invited or have asked already
        admissions = new Admissions(Set.of(STRANGER), Set.of());

        assertThat(refusal(withDefaults(), OWNER, STRANGER_ADDED)).isEqualTo(new Ruling.Refused(Result.GROUP_FULL));
        assertThat(after(Optional.of(without(withDefaults(), INVITED)), OWNER, STRANGER_ADDED)
                        .role(STRANGER))
                .contains(GroupRole.INVITED);
    }

    @Test
    void aNewGroupOfTooManyIsFullToo() {
        maxMembers = 2;

        assertThat(decide(Optional.empty(), OWNER, create(ADMIN), 0)).isInstanceOf(Ruling.Changed.class);
        assertThat(decide(Optional.empty(), OWNER, create(ADMIN, MEMBER), 0))
                .isEqualTo(new Ruling.Refused(Result.GROUP_FULL));
    }

    @Test
    void accountsThatThereAreNotAreNamedAllOfThem() {
        absent.addAll(Set.of(STRANGER, NOBODY));

        assertThat(refusal(withDefaults(), OWNER, new GroupChange.Add(List.of(STRANGER, NOBODY, MEMBER))))
                .isEqualTo(new Ruling.Refused(Result.UNKNOWN_ACCOUNT, List.of(STRANGER, NOBODY)));
        assertThat(((Ruling.Refused) decide(Optional.empty(), OWNER, create(STRANGER, NOBODY), 0)).whom())
                .containsExactlyInAnyOrder(STRANGER, NOBODY);
    }

    @Test
    void whoIsInTooManyGroupsComesIntoNoMoreAndMayStillAcceptWhatCounts() {
        busy.addAll(Set.of(STRANGER, INVITED, REQUESTED, OWNER));

        assertThat(refusal(withDefaults(), OWNER, STRANGER_ADDED))
                .isEqualTo(new Ruling.Refused(Result.TOO_MANY_GROUPS, List.of(STRANGER)));
        assertThat(refusal(withDefaults(), STRANGER, new GroupChange.Join(LINK)))
                .isEqualTo(new Ruling.Refused(Result.TOO_MANY_GROUPS, List.of(STRANGER)));
        assertThat(decide(Optional.empty(), OWNER, create(), 0))
                .isEqualTo(new Ruling.Refused(Result.TOO_MANY_GROUPS, List.of(OWNER)));
        assertThat(after(Optional.of(withDefaults()), INVITED, new GroupChange.Accept())
                        .isMember(INVITED))
                .isTrue();
        assertThat(after(new GroupChange.Add(List.of(REQUESTED))).isMember(REQUESTED))
                .isTrue();
    }

    // --- versions

    @Test
    void aChangeOfAnotherVersionIsRefusedWhateverItWants() {
        List<Change> changes = List.of(
                new GroupChange.SetName("Wasps"),
                new GroupChange.SetName("Bees"),
                new GroupChange.Leave(),
                new GroupChange.Join(LINK));
        for (Change change : changes) {
            for (long version : new long[] {1, VERSION - 1, NEXT, Long.MAX_VALUE}) {
                assertThat(decide(Optional.of(withDefaults()), MEMBER, change, version))
                        .isEqualTo(new Ruling.Refused(Result.GROUP_CHANGED));
            }
            for (long version : new long[] {0, VERSION}) {
                assertThat(decide(Optional.of(withDefaults()), MEMBER, change, version))
                        .isNotInstanceOf(Ruling.Refused.class);
            }
        }
    }

    @Test
    void whoIsNotInItDoesNotLearnItsVersion() {
        assertThat(decide(Optional.of(withDefaults()), NOBODY, new GroupChange.SetName("Wasps"), 1))
                .isEqualTo(new Ruling.Refused(Result.NO_SUCH_GROUP));
        assertThat(decide(Optional.of(withDefaults()), NOBODY, new GroupChange.Join(new GroupSecret(0, 0)), 1))
                .isEqualTo(new Ruling.Refused(Result.LINK_INVALID));
    }

    @Test
    void everyChangeMakesOneVersionAndLeavesTheRestAlone() {
        Group before = withDefaults();

        Group after = after(new GroupChange.SetName("Wasps"));

        assertThat(after)
                .isEqualTo(new Group(
                        before.id(),
                        NEXT,
                        "Wasps",
                        before.description(),
                        before.picture(),
                        before.settings(),
                        before.createdAt(),
                        before.link(),
                        before.entries()));
        assertThat(changed(Optional.of(before), OWNER, new GroupChange.SetName("Wasps"))
                        .effect())
                .isEqualTo(new GroupEvent.NameSet("Wasps"));
    }

    @Test
    void theEffectSaysWhatIsDifferent() {
        GroupSettings quiet = settings(false, true, true, false);
        assertThat(effect(new GroupChange.SetDescription(""))).isEqualTo(new GroupEvent.DescriptionSet(""));
        assertThat(effect(new GroupChange.SetPicture("other"))).isEqualTo(new GroupEvent.PictureSet("other"));
        assertThat(effect(new GroupChange.SetSettings(quiet))).isEqualTo(new GroupEvent.SettingsSet(quiet));
        assertThat(effect(new GroupChange.SetLink(Optional.empty()))).isEqualTo(new GroupEvent.LinkSet(false));
        assertThat(effect(new GroupChange.SetLink(Optional.of(new GroupSecret(9, 9)))))
                .isEqualTo(new GroupEvent.LinkSet(true));
        assertThat(after(new GroupChange.SetDescription("")).description()).isEmpty();
        assertThat(after(new GroupChange.SetPicture("other")).picture()).isEqualTo("other");
        assertThat(after(new GroupChange.SetSettings(quiet)).settings()).isEqualTo(quiet);
        assertThat(after(new GroupChange.SetLink(Optional.empty())).link()).isEmpty();
        assertThat(changed(Optional.of(withDefaults()), OWNER, new GroupChange.Disband()))
                .isEqualTo(new Ruling.Changed(Optional.empty(), new GroupEvent.Disbanded()));
    }

    // --- who comes

    @Test
    void whoIsAddedIsAMemberOrInvitedAsTheyWant() {
        AccountId free = new AccountId("fred");
        admissions = new Admissions(Set.of(STRANGER), Set.of(NOBODY));

        assertThat(effect(new GroupChange.Add(List.of(free, STRANGER, NOBODY, MEMBER))))
                .isEqualTo(new GroupEvent.MembersSet(
                        List.of(
                                new GroupMember(free, GroupRole.MEMBER, NEXT),
                                new GroupMember(STRANGER, GroupRole.INVITED, NEXT, Optional.of(OWNER)),
                                new GroupMember(NOBODY, GroupRole.INVITED, NEXT, Optional.of(OWNER))),
                        List.of()));
    }

    @Test
    void whoHasAskedIsAMemberWhenAddedHoweverTheyWantToComeIntoGroups() {
        admissions = new Admissions(Set.of(REQUESTED), Set.of(OTHER_REQUESTED));

        Group after = after(new GroupChange.Add(List.of(REQUESTED, OTHER_REQUESTED)));

        assertThat(after.isMember(REQUESTED)).isTrue();
        assertThat(after.isMember(OTHER_REQUESTED)).isTrue();
    }

    @Test
    void whoIsInvitedAlreadyStaysInvitedByWhoDidIt() {
        admissions = new Admissions(Set.of(INVITED_BY_MEMBER), Set.of());

        assertThat(decide(Optional.of(withDefaults()), OWNER, new GroupChange.Add(List.of(INVITED_BY_MEMBER)), 0))
                .isEqualTo(new Ruling.AsItIs());
    }

    @Test
    void aMemberSinceTheVersionOfAcceptingAndInvitedByNobodyAnyMore() {
        assertThat(effectBy(INVITED, new GroupChange.Accept()))
                .isEqualTo(new GroupEvent.MembersSet(
                        List.of(new GroupMember(INVITED, GroupRole.MEMBER, NEXT)), List.of()));
    }

    @Test
    void aLinkBringsInAtOnceOrToTheDoor() {
        Group asks = GroupOfAllRoles.with(settings(true, true, true, true));

        assertThat(after(Optional.of(asks), STRANGER, new GroupChange.Join(LINK))
                        .role(STRANGER))
                .contains(GroupRole.REQUESTED);
        assertThat(after(Optional.of(asks), INVITED, new GroupChange.Join(LINK)).role(INVITED))
                .contains(GroupRole.MEMBER);
        assertThat(after(Optional.of(withDefaults()), STRANGER, new GroupChange.Join(LINK))
                        .role(STRANGER))
                .contains(GroupRole.MEMBER);
        assertThat(after(Optional.of(withDefaults()), REQUESTED, new GroupChange.Join(LINK))
                        .role(REQUESTED))
                .contains(GroupRole.MEMBER);
    }

    @Test
    void withoutALinkNobodyJoinsNotEvenByNothing() {
        Group closed = after(new GroupChange.SetLink(Optional.empty()));

        assertThat(refusal(closed, STRANGER, new GroupChange.Join(LINK)))
                .isEqualTo(new Ruling.Refused(Result.LINK_INVALID));
        assertThat(refusal(closed, STRANGER, new GroupChange.Join(new GroupSecret(0, 0))))
                .isEqualTo(new Ruling.Refused(Result.LINK_INVALID));
    }

    // --- who goes

    @Test
    void removalIsOfAllOrOfNone() {
        assertThat(effect(new GroupChange.Remove(List.of(MEMBER, STRANGER, INVITED_BY_ADMIN, REQUESTED))))
                .isEqualTo(new GroupEvent.MembersSet(List.of(), List.of(MEMBER, INVITED_BY_ADMIN, REQUESTED)));
        assertThat(refusal(withDefaults(), ADMIN, new GroupChange.Remove(List.of(MEMBER, OTHER_ADMIN))))
                .isEqualTo(new Ruling.Refused(Result.GROUP_FORBIDS, List.of(OTHER_ADMIN)));
        assertThat(refusal(withDefaults(), MEMBER, new GroupChange.Remove(List.of(INVITED_BY_MEMBER, STRANGER))))
                .isEqualTo(new Ruling.Refused(Result.GROUP_FORBIDS));
    }

    @Test
    void whoeverIsOutMayBeAddedAgain() {
        Group after = after(new GroupChange.Remove(List.of(MEMBER)));

        assertThat(after.role(MEMBER)).isEmpty();
        assertThat(after(Optional.of(after), OWNER, new GroupChange.Add(List.of(MEMBER)))
                        .entries())
                .containsEntry(MEMBER, new GroupMember(MEMBER, GroupRole.MEMBER, NEXT + 1));
    }

    // --- who owns it

    @Test
    void anOwnerWhoGivesItAwayIsAnAdminThen() {
        assertThat(effect(new GroupChange.SetRole(MEMBER, GroupRole.OWNER)))
                .isEqualTo(new GroupEvent.MembersSet(
                        List.of(
                                new GroupMember(MEMBER, GroupRole.OWNER, 2),
                                new GroupMember(OWNER, GroupRole.ADMIN, 1)),
                        List.of()));
    }

    @Test
    void theHeirIsTheAdminWhoIsInItForTheLongest() {
        assertThat(effectBy(OWNER, new GroupChange.Leave()))
                .isEqualTo(
                        new GroupEvent.MembersSet(List.of(new GroupMember(ADMIN, GroupRole.OWNER, 3)), List.of(OWNER)));
    }

    @Test
    void whereThereIsNoAdminTheHeirIsTheMemberWhoIsInItForTheLongest() {
        Group noAdmins = without(withDefaults(), ADMIN, OTHER_ADMIN);

        assertThat(after(Optional.of(noAdmins), OWNER, new GroupChange.Leave()).role(OTHER_MEMBER))
                .contains(GroupRole.OWNER);
    }

    @Test
    void ofTwoWhoCameTogetherTheFirstByNameIsTheHeir() {
        Group twins = after(Optional.empty(), OWNER, create(OTHER_MEMBER, MEMBER));

        assertThat(after(Optional.of(twins), OWNER, new GroupChange.Leave()).role(OTHER_MEMBER))
                .contains(GroupRole.OWNER);
    }

    @Test
    void whoIsInvitedOrHasAskedInheritsNothing() {
        Group last = without(withDefaults(), ADMIN, OTHER_ADMIN, MEMBER, OTHER_MEMBER);

        assertThat(changed(Optional.of(last), OWNER, new GroupChange.Leave()))
                .isEqualTo(new Ruling.Changed(Optional.empty(), new GroupEvent.Disbanded()));
    }

    @Test
    void everyGroupHasOneOwnerWhateverHappensToIt() {
        List<Change> changes = List.of(
                new GroupChange.SetRole(MEMBER, GroupRole.OWNER),
                new GroupChange.SetRole(MEMBER, GroupRole.ADMIN),
                new GroupChange.Leave(),
                STRANGER_ADDED,
                new GroupChange.Remove(List.of(MEMBER)));
        for (Change change : changes) {
            assertThat(after(change).entries().values())
                    .as("%s", change)
                    .filteredOn(entry -> entry.role() == GroupRole.OWNER)
                    .hasSize(1);
        }
    }

    @Test
    void aDeletedAccountGoesAsIfItHadLeft() {
        Group group = withDefaults();

        assertThat(GroupRules.withoutAccount(group, OWNER))
                .contains(changed(Optional.of(group), OWNER, new GroupChange.Leave()));
        assertThat(GroupRules.withoutAccount(group, INVITED).orElseThrow().effect())
                .isEqualTo(new GroupEvent.MembersSet(List.of(), List.of(INVITED)));
        assertThat(GroupRules.withoutAccount(group, NOBODY)).isEmpty();
    }

    // --- vocabulary

    private static final GroupChange.Add STRANGER_ADDED = new GroupChange.Add(List.of(STRANGER));

    private static Change create(AccountId... members) {
        return new GroupChange.Create(
                "Bees", "of the town", GroupSettings.DEFAULT.withTimer(Duration.ofDays(1)), List.of(members));
    }

    private GroupEvent.Effect effect(Change change) {
        return effectBy(OWNER, change);
    }

    private GroupEvent.Effect effectBy(AccountId actor, Change change) {
        return changed(Optional.of(withDefaults()), actor, change).effect();
    }

    private Group after(Change change) {
        return after(Optional.of(withDefaults()), OWNER, change);
    }

    private Group after(Optional<Group> before, AccountId actor, Change change) {
        return changed(before, actor, change).after().orElseThrow();
    }

    private Ruling.Changed changed(Optional<Group> before, AccountId actor, Change change) {
        Ruling ruling = decide(before, actor, change, 0);
        assertThat(ruling).isInstanceOf(Ruling.Changed.class);
        return (Ruling.Changed) ruling;
    }

    private Ruling refusal(Group before, AccountId actor, Change change) {
        return decide(Optional.of(before), actor, change, 0);
    }

    private Ruling decide(Optional<Group> before, AccountId actor, Change change, long ifVersion) {
        People people = new People() {
            @Override
            public boolean exists(AccountId account) {
                return !absent.contains(account);
            }

            @Override
            public boolean hasRoomForGroup(AccountId account) {
                return !busy.contains(account);
            }
        };
        GroupChange wanted = new GroupChange(change(change).id(), ID, ifVersion, change);
        return new GroupRules(maxMembers)
                .decide(new GroupRules.Request(before, actor, wanted, admissions, people, NOW));
    }
}
