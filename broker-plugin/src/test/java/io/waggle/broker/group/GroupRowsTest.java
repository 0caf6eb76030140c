package io.waggle.broker.group;

import static io.waggle.broker.group.GroupOfAllRoles.ADMIN;
import static io.waggle.broker.group.GroupOfAllRoles.ID;
import static io.waggle.broker.group.GroupOfAllRoles.INVITED;
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
import static io.waggle.broker.group.GroupOfAllRoles.device;
import static io.waggle.broker.group.GroupOfAllRoles.settings;
import static io.waggle.broker.group.GroupOfAllRoles.withDefaults;
import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupChange.Change;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who is told what of a change, and in which rows. */
final class GroupRowsTest {

    private static final Set<AccountId> ALL_MEMBERS = Set.of(OWNER, ADMIN, OTHER_ADMIN, MEMBER, OTHER_MEMBER);

    private Admissions admissions = Admissions.FREE;

    @Test
    void everyMemberHearsOfAChangeAndNobodyElse() {
        List<GroupRows.Rows> rows = told(MEMBER, new GroupChange.SetName("Wasps"));

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).to()).isEqualTo(ALL_MEMBERS);
        assertThat(rows.get(0).content())
                .isEqualTo(List.of(new GroupEvent(
                        ID,
                        VERSION + 1,
                        Optional.of(change(new GroupChange.Leave()).id()),
                        MEMBER,
                        Optional.of(device(MEMBER).device()),
                        NOW,
                        new GroupEvent.NameSet("Wasps"))));
    }

    @Test
    void whoComesGetsTheWholeGroupAndTheMembersHearWhoCame() {
        List<GroupRows.Rows> rows = told(OWNER, new GroupChange.Add(List.of(STRANGER, REQUESTED)));

        assertThat(event(rows, OWNER).effect())
                .isEqualTo(new GroupEvent.MembersSet(
                        List.of(
                                new GroupMember(STRANGER, GroupRole.MEMBER, VERSION + 1),
                                new GroupMember(REQUESTED, GroupRole.MEMBER, VERSION + 1)),
                        List.of()));
        for (AccountId comer : List.of(STRANGER, REQUESTED)) {
            GroupState state = state(rows, comer);
            assertThat(state.version()).isEqualTo(VERSION + 1);
            assertThat(state.members()).hasSize(11);
            assertThat(state.memberCount()).isEqualTo(MEMBERS + 2);
            assertThat(state.cause().orElseThrow().actor()).isEqualTo(device(OWNER));
        }
        assertThat(rows).as("both get the same").hasSize(2);
        assertThat(rowsOf(rows, INVITED)).isEmpty();
    }

    @Test
    void whoIsInvitedSeesNobodyButThemselvesAndNoLink() {
        admissions = new Admissions(Set.of(STRANGER, NOBODY), Set.of());

        List<GroupRows.Rows> rows = told(OWNER, new GroupChange.Add(List.of(STRANGER, NOBODY)));

        for (AccountId asked : List.of(STRANGER, NOBODY)) {
            GroupState state = state(rows, asked);
            assertThat(state.members())
                    .containsExactly(new GroupMember(asked, GroupRole.INVITED, VERSION + 1, Optional.of(OWNER)));
            assertThat(state.entries()).isEqualTo(1);
            assertThat(state.memberCount()).isEqualTo(MEMBERS);
            assertThat(state.link()).isEmpty();
            assertThat(state.name()).isEqualTo("Bees");
        }
    }

    @Test
    void whoAsksToJoinIsTheOnlyOneTheySee() {
        Group asks = GroupOfAllRoles.with(settings(true, true, true, true));
        List<GroupRows.Rows> rows = told(Optional.of(asks), STRANGER, new GroupChange.Join(LINK));

        assertThat(state(rows, STRANGER).members())
                .containsExactly(new GroupMember(STRANGER, GroupRole.REQUESTED, VERSION + 1));
        assertThat(event(rows, ADMIN).actor()).isEqualTo(STRANGER);
    }

    @Test
    void whoHasBlockedTheOneWhoInvitesHearsNothing() {
        admissions = new Admissions(Set.of(), Set.of(STRANGER));

        List<GroupRows.Rows> rows = told(OWNER, new GroupChange.Add(List.of(STRANGER)));

        assertThat(rowsOf(rows, STRANGER)).isEmpty();
        assertThat(rowsOf(rows, MEMBER)).hasSize(1);
    }

    @Test
    void whoHasBlockedTheOneWhoActsHearsAllTheSameAsAMemberOrWhenLetIn() {
        admissions = new Admissions(Set.of(), Set.of(MEMBER, REQUESTED));

        List<GroupRows.Rows> rows = told(OWNER, new GroupChange.Add(List.of(MEMBER, REQUESTED)));

        assertThat(event(rows, MEMBER).version()).isEqualTo(VERSION + 1);
        assertThat(state(rows, REQUESTED).members()).hasSize(10);
    }

    @Test
    void whoAcceptsGetsTheWholeGroup() {
        assertThat(state(told(INVITED, new GroupChange.Accept()), INVITED).members())
                .hasSize(10);
    }

    @Test
    void whoIsRemovedHearsItWithTheOthersAndWhoWasNoMemberThatThereIsNoSuchGroup() {
        List<GroupRows.Rows> rows = told(OWNER, new GroupChange.Remove(List.of(MEMBER, INVITED, REQUESTED)));

        assertThat(event(rows, MEMBER)).isEqualTo(event(rows, OWNER));
        assertThat(state(rows, INVITED)).isEqualTo(GroupState.none(ID));
        assertThat(state(rows, REQUESTED)).isEqualTo(GroupState.none(ID));
        assertThat(rowsOf(rows, OTHER_REQUESTED)).isEmpty();
    }

    @Test
    void whoLeavesHearsItToo() {
        assertThat(event(told(MEMBER, new GroupChange.Leave()), MEMBER).effect())
                .isEqualTo(new GroupEvent.MembersSet(List.of(), List.of(MEMBER)));
        assertThat(state(told(INVITED, new GroupChange.Leave()), INVITED)).isEqualTo(GroupState.none(ID));
    }

    @Test
    void theEndOfAGroupIsHeardByAllWhoAreInIt() {
        List<GroupRows.Rows> rows = told(OWNER, new GroupChange.Disband());

        for (AccountId member : ALL_MEMBERS) {
            assertThat(event(rows, member).effect()).isEqualTo(new GroupEvent.Disbanded());
            assertThat(event(rows, member).version()).isEqualTo(VERSION + 1);
        }
        assertThat(state(rows, INVITED)).isEqualTo(GroupState.none(ID));
        assertThat(state(rows, REQUESTED)).isEqualTo(GroupState.none(ID));
    }

    @Test
    void aNewGroupIsAStateForAllAndAnEventForNobody() {
        Change create = new GroupChange.Create("Bees", "", GroupSettings.DEFAULT, List.of(MEMBER));
        List<GroupRows.Rows> rows = told(Optional.empty(), OWNER, create);

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).to()).containsExactlyInAnyOrder(OWNER, MEMBER);
        assertThat(state(rows, OWNER).version()).isEqualTo(1);
    }

    @Test
    void aDeletedAccountIsNotToldAndTheOthersHearOfNoDevice() {
        Group group = withDefaults();
        Ruling.Changed changed = GroupRules.withoutAccount(group, OWNER).orElseThrow();

        List<GroupRows.Rows> rows =
                GroupRows.of(ID, Optional.of(group), changed, GroupRows.Cause.deletionOf(OWNER), NOW);

        assertThat(rowsOf(rows, OWNER)).isEmpty();
        assertThat(event(rows, ADMIN).actor()).isEqualTo(OWNER);
        assertThat(event(rows, ADMIN).device()).isEmpty();
        assertThat(event(rows, ADMIN).changeId()).isEmpty();
    }

    @Test
    void noAccountIsInTwoLists() {
        Group group = GroupOfAllRoles.with(settings(true, true, true, true));
        admissions = new Admissions(Set.of(STRANGER), Set.of());
        List<List<GroupRows.Rows>> all = List.of(
                told(OWNER, new GroupChange.Add(List.of(STRANGER, NOBODY, REQUESTED, MEMBER))),
                told(OWNER, new GroupChange.Remove(List.of(MEMBER, INVITED, OTHER_ADMIN))),
                told(OWNER, new GroupChange.SetRole(MEMBER, GroupRole.OWNER)),
                told(OWNER, new GroupChange.Leave()),
                told(OWNER, new GroupChange.Disband()),
                told(Optional.of(group), STRANGER, new GroupChange.Join(LINK)));
        for (List<GroupRows.Rows> rows : all) {
            List<AccountId> told = new ArrayList<>();
            rows.forEach(some -> told.addAll(some.to()));
            assertThat(told).doesNotHaveDuplicates().isNotEmpty();
        }
    }

    // --- answers

    @Test
    void answersWithWhatTheAccountMaySee() {
        Group group = GroupOfAllRoles.with(settings(true, true, false, false));

        assertThat(GroupRows.answer(ID, Optional.of(group), ADMIN).get(0).link())
                .contains(LINK);
        assertThat(GroupRows.answer(ID, Optional.of(group), MEMBER).get(0).link())
                .isEmpty();
        assertThat(GroupRows.answer(ID, Optional.of(group), MEMBER).get(0).members())
                .hasSize(10);
        assertThat(GroupRows.answer(ID, Optional.of(group), INVITED).get(0).members())
                .hasSize(1);
        assertThat(GroupRows.answer(ID, Optional.of(group), NOBODY)).containsExactly(GroupState.none(ID));
        assertThat(GroupRows.answer(ID, Optional.empty(), OWNER)).containsExactly(GroupState.none(ID));
        assertThat(GroupRows.answer(ID, Optional.of(group), ADMIN).get(0).cause())
                .isEmpty();
    }

    @Test
    void theLargestGroupTakesRowsOfAFrameEachThatFollowEachOther() {
        Group largest = largest();
        List<GroupState> rows =
                GroupRows.answer(ID, Optional.of(largest), largest.entries().firstKey());

        assertThat(rows).hasSize(8);
        List<GroupMember> seen = new ArrayList<>();
        for (GroupState row : rows) {
            assertThat(row.entriesBefore()).isEqualTo(seen.size());
            assertThat(row.entries()).isEqualTo(2 * ProtocolLimits.GROUP_MEMBERS);
            assertThat(row.memberCount()).isEqualTo(ProtocolLimits.GROUP_MEMBERS);
            assertThat(InboxCodec.encode(frame(row))).hasSizeLessThanOrEqualTo(ProtocolLimits.FRAME_BYTES);
            seen.addAll(row.members());
        }
        assertThat(seen).isEqualTo(List.copyOf(largest.entries().values()));
    }

    @Test
    void asManyEntriesAsARowHoldsAreOneRow() {
        Group group = of(GroupRows.ENTRIES_PER_ROW);

        assertThat(GroupRows.answer(ID, Optional.of(group), group.entries().firstKey()))
                .hasSize(1);
        assertThat(GroupRows.answer(
                        ID,
                        Optional.of(of(GroupRows.ENTRIES_PER_ROW + 1)),
                        group.entries().firstKey()))
                .extracting(row -> row.members().size())
                .containsExactly(GroupRows.ENTRIES_PER_ROW, 1);
    }

    private static Group of(int members) {
        TreeMap<AccountId, GroupMember> entries = new TreeMap<>();
        for (int i = 0; i < members; i++) {
            AccountId account = new AccountId(String.format(Locale.ROOT, "m%05d", i));
            entries.put(account, new GroupMember(account, i == 0 ? GroupRole.OWNER : GroupRole.MEMBER, 1));
        }
        return with(entries, "Bees", "");
    }

    /** Every name as long as it may be. */
    private static Group largest() {
        TreeMap<AccountId, GroupMember> entries = new TreeMap<>();
        String rest = "x".repeat(AccountId.MAX_LENGTH - 5);
        for (int i = 0; i < 2 * ProtocolLimits.GROUP_MEMBERS; i++) {
            AccountId account = new AccountId(String.format(Locale.ROOT, "m%04d", i) + rest);
            boolean member = i < ProtocolLimits.GROUP_MEMBERS;
            entries.put(
                    account,
                    new GroupMember(
                            account,
                            member ? GroupRole.MEMBER : GroupRole.INVITED,
                            Long.MAX_VALUE,
                            Optional.of(account)));
        }
        return with(
                entries,
                "n".repeat(ProtocolLimits.GROUP_NAME_BYTES),
                "d".repeat(ProtocolLimits.GROUP_DESCRIPTION_BYTES));
    }

    private static Group with(NavigableMap<AccountId, GroupMember> entries, String name, String description) {
        return new Group(
                ID,
                Long.MAX_VALUE,
                name,
                description,
                "p".repeat(AccountId.MAX_LENGTH),
                settings(false, false, true, true),
                NOW,
                Optional.of(LINK),
                entries);
    }

    private static InboxFrame frame(GroupState row) {
        return new InboxFrame(
                new Epoch(-1),
                new InboxSequence(Long.MAX_VALUE - 1),
                List.of(new InboxItem(new InboxSequence(Long.MAX_VALUE), row)),
                true,
                List.of(),
                Optional.empty());
    }

    // --- vocabulary

    private List<GroupRows.Rows> told(AccountId actor, Change change) {
        return told(Optional.of(withDefaults()), actor, change);
    }

    private List<GroupRows.Rows> told(Optional<Group> before, AccountId actor, Change what) {
        GroupChange change = change(what);
        Ruling ruling = new GroupRules(1_024)
                .decide(new GroupRules.Request(before, actor, change, admissions, new Everybody(), NOW));
        assertThat(ruling).isInstanceOf(Ruling.Changed.class);
        List<GroupRows.Rows> rows = GroupRows.of(
                ID, before, (Ruling.Changed) ruling, GroupRows.Cause.of(device(actor), change, admissions), NOW);
        Set<AccountId> told = new HashSet<>();
        rows.forEach(some -> assertThat(some.to()).isNotEmpty().allMatch(told::add));
        return rows;
    }

    private static List<InboxItem.Content> rowsOf(List<GroupRows.Rows> rows, AccountId account) {
        return rows.stream()
                .filter(some -> some.to().contains(account))
                .<InboxItem.Content>flatMap(some -> some.content().stream())
                .toList();
    }

    private static GroupEvent event(List<GroupRows.Rows> rows, AccountId account) {
        assertThat(rowsOf(rows, account)).hasSize(1).hasOnlyElementsOfType(GroupEvent.class);
        return (GroupEvent) rowsOf(rows, account).get(0);
    }

    private static GroupState state(List<GroupRows.Rows> rows, AccountId account) {
        assertThat(rowsOf(rows, account)).hasSize(1).hasOnlyElementsOfType(GroupState.class);
        return (GroupState) rowsOf(rows, account).get(0);
    }
}
