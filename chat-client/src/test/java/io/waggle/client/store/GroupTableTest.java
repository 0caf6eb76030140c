package io.waggle.client.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.store.sqlite.FastDatabases;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupList;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.GroupState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The states and transitions of PROTOCOL.md, section "Knowing a group". */
final class GroupTableTest {

    private static final Address ANN = Address.of("ann", "phone");
    private static final AccountId BOB = new AccountId("bob");
    private static final AccountId CY = new AccountId("cy");
    private static final ConversationId BEES = new ConversationId(1, 2);
    private static final ConversationId WASPS = new ConversationId(3, 4);
    private static final Instant AT = Instant.parse("2026-02-03T04:05:06.789Z");

    @TempDir
    private Path folder;

    private final GroupTable groups = new GroupTable(ANN);
    private SqlDatabase database;
    private long row;

    @SuppressWarnings("NullAway.Init")
    GroupTableTest() {}

    @BeforeEach
    void open() {
        database = FastDatabases.open(folder.resolve("ann.db"));
        within(session -> Schema.prepare(session, ANN));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aStateMakesItKnownAndTheNextEventChangesIt() {
        take(state(5, List.of(owner(ANN.account()), member(BOB))));
        take(event(6, new GroupEvent.NameSet("Hornets")));
        take(event(7, new GroupEvent.MembersSet(List.of(member(CY)), List.of(BOB))));

        assertThat(known().version()).isEqualTo(7);
        assertThat(known().stale()).isFalse();
        assertThat(known().state().name()).isEqualTo("Hornets");
        assertThat(known().state().memberCount()).isEqualTo(2);
        assertThat(members()).containsExactly(ANN.account(), CY);
    }

    @Test
    void anEventThatIsKnownAlreadyIsIgnored() {
        take(state(5, List.of(owner(ANN.account()))));
        take(event(5, new GroupEvent.NameSet("Hornets")));
        take(event(4, new GroupEvent.MembersSet(List.of(), List.of(ANN.account()))));

        assertThat(known().state().name()).isEqualTo("Bees");
        assertThat(known().stale()).isFalse();
    }

    @Test
    void aGapMakesItStaleAndEventsWaitForTheState() {
        take(state(5, List.of(owner(ANN.account()))));
        take(event(7, new GroupEvent.NameSet("Hornets")));
        take(event(8, new GroupEvent.NameSet("Wasps")));

        assertThat(asked()).containsExactly(BEES);
        assertThat(known().state().name()).as("what is known is shown").isEqualTo("Bees");
        take(state(8, List.of(owner(ANN.account()), member(CY))));
        take(event(9, new GroupEvent.DescriptionSet("of the town")));
        assertThat(asked()).isEmpty();
        assertThat(known().version()).isEqualTo(9);
        assertThat(members()).containsExactly(ANN.account(), CY);
    }

    @Test
    void whatOnlyALaterVersionUnderstandsMakesItStale() {
        take(state(5, List.of(owner(ANN.account()))));
        take(event(6, new GroupEvent.UnknownEffect()));

        assertThat(asked()).containsExactly(BEES);
        assertThat(known().version()).isEqualTo(5);
    }

    @Test
    void aMessageOfALaterVersionMakesItStaleAndOneOfAGroupThatWasNeverHeardOf() {
        take(state(5, List.of(owner(ANN.account()))));
        within(session -> groups.seen(session, BEES, 5));
        assertThat(asked()).isEmpty();
        within(session -> groups.seen(session, BEES, 6));
        within(session -> groups.seen(session, WASPS, 1));

        assertThat(asked()).containsExactlyInAnyOrder(BEES, WASPS);
        take(event(6, new GroupEvent.NameSet("Hornets")));
        assertThat(known().stale()).as("events wait for the state").isTrue();
        assertThat(known().state().name()).isEqualTo("Bees");
    }

    @Test
    void anEventOfAGroupThatWasNeverHeardOfMakesItStale() {
        take(event(6, new GroupEvent.NameSet("Hornets")));

        assertThat(asked()).containsExactly(BEES);
        assertThat(known().version()).isZero();
    }

    @Test
    void whoIsTakenOutKnowsItNoMoreAndWhoeverIsInOneThatEnds() {
        take(state(5, List.of(owner(BOB), member(ANN.account()))));
        take(event(6, new GroupEvent.MembersSet(List.of(), List.of(ANN.account()))));
        assertThat(found()).isEmpty();
        assertThat(members()).isEmpty();

        take(state(8, List.of(owner(BOB), member(ANN.account()))));
        take(event(9, new GroupEvent.Disbanded()));
        assertThat(found()).isEmpty();

        take(state(10, List.of(owner(BOB), member(ANN.account()))));
        take(none());
        assertThat(found()).as("the server knows of none").isEmpty();
    }

    @Test
    void aStateReplacesWhatIsKnownWhateverItsVersion() {
        take(state(9, List.of(owner(ANN.account()), member(BOB))));
        take(state(5, List.of(owner(ANN.account()), member(CY))));

        assertThat(known().version()).isEqualTo(5);
        assertThat(members()).containsExactly(ANN.account(), CY);
    }

    @Test
    void aStateInSeveralRowsIsWholeWithTheLast() {
        List<GroupMember> all = many(1_024);
        take(part(5, all, 0, 400));
        assertThat(known().whole()).isFalse();
        take(part(5, all, 400, 800));
        assertThat(known().whole()).isFalse();
        take(part(5, all, 800, 1_024));

        assertThat(known().whole()).isTrue();
        assertThat(asked()).isEmpty();
        assertThat(members()).hasSize(1_024);
        assertThat(audience()).hasSize(1_024);
        take(event(6, new GroupEvent.MembersSet(List.of(), List.of(all.get(700).account()))));
        assertThat(members()).hasSize(1_023);
    }

    @Test
    void aRowThatDoesNotContinueTheOneBeforeEndsTheAttempt() {
        List<GroupMember> all = many(100);
        take(part(5, all, 0, 40));
        take(part(5, all, 60, 100));
        assertThat(asked()).as("a hole").containsExactly(BEES);

        take(part(5, all, 0, 40));
        take(part(6, all, 40, 100));
        assertThat(asked()).as("another version").containsExactly(BEES);

        take(part(6, all, 0, 40));
        take(part(6, all, 40, 100));
        assertThat(asked()).isEmpty();
        assertThat(members()).hasSize(100);
    }

    @Test
    void anEventBetweenTheRowsOfAStateMakesItStale() {
        List<GroupMember> all = many(100);
        take(part(5, all, 0, 40));
        take(event(6, new GroupEvent.NameSet("Hornets")));

        assertThat(asked()).containsExactly(BEES);
    }

    @Test
    void theListSaysWhatIsGoneNewOrOutOfDate() {
        take(state(5, List.of(owner(ANN.account()))));
        within(groups::forgetCertainty);
        assertThat(isListAsked()).isTrue();
        take(new GroupList(List.of(new GroupList.Entry(BEES, 5))));
        assertThat(isListAsked()).isFalse();
        assertThat(asked()).isEmpty();

        take(new GroupList(List.of(new GroupList.Entry(BEES, 6), new GroupList.Entry(WASPS, 1))));
        assertThat(asked()).containsExactlyInAnyOrder(BEES, WASPS);

        take(new GroupList(List.of(new GroupList.Entry(WASPS, 1))));
        assertThat(found()).isEmpty();
    }

    @Test
    void whomAMessageWentToIsWhoWasInTheGroupAtItsPlace() {
        take(state(5, List.of(owner(ANN.account()), member(BOB))));
        long before = row;
        take(event(6, new GroupEvent.MembersSet(List.of(member(CY)), List.of(BOB))));

        assertThat(audienceAt(before)).containsExactly(ANN.account(), BOB);
        assertThat(audience()).containsExactly(ANN.account(), CY);
    }

    // --- words

    private void within(Consumer<SqlSession> work) {
        database.transaction(session -> {
            work.accept(session);
            return true;
        });
    }

    private void take(GroupState state) {
        row++;
        within(session -> groups.state(session, state, Place.ofRow(row)));
    }

    private void take(GroupEvent event) {
        row++;
        within(session -> groups.event(session, event, Place.ofRow(row)));
    }

    private void take(GroupList list) {
        row++;
        within(session -> groups.list(session, list, Place.ofRow(row)));
    }

    private Optional<GroupTable.Known> found() {
        return database.transaction(session -> groups.find(session, BEES));
    }

    private GroupTable.Known known() {
        return found().orElseThrow();
    }

    private List<AccountId> members() {
        return database.transaction(session -> groups.members(session, BEES)).stream()
                .map(GroupMember::account)
                .toList();
    }

    private List<AccountId> audience() {
        return audienceAt(row);
    }

    private List<AccountId> audienceAt(long place) {
        return database.transaction(session -> groups.audience(session, BEES, Place.ofRow(place)));
    }

    private List<ConversationId> asked() {
        return database.transaction(session -> groups.stale(session, 64));
    }

    private boolean isListAsked() {
        return database.transaction(groups::isListStale);
    }

    private static GroupMember owner(AccountId account) {
        return new GroupMember(account, GroupRole.OWNER, 1, Optional.empty());
    }

    private static GroupMember member(AccountId account) {
        return new GroupMember(account, GroupRole.MEMBER, 1, Optional.empty());
    }

    private static List<GroupMember> many(int count) {
        List<GroupMember> all = new ArrayList<>(List.of(owner(ANN.account())));
        IntStream.range(1, count)
                .forEach(i ->
                        all.add(member(new AccountId("member" + String.format(java.util.Locale.ROOT, "%04d", i)))));
        return all;
    }

    private static GroupState state(long version, List<GroupMember> members) {
        return part(version, members, 0, members.size());
    }

    private static GroupState part(long version, List<GroupMember> all, int from, int to) {
        return new GroupState(
                BEES,
                version,
                "Bees",
                "",
                "",
                GroupSettings.DEFAULT,
                AT,
                Optional.empty(),
                all.size(),
                all.size(),
                from,
                all.subList(from, to),
                Optional.empty());
    }

    private static GroupState none() {
        return GroupState.none(BEES);
    }

    private static GroupEvent event(long version, GroupEvent.Effect effect) {
        return new GroupEvent(BEES, version, Optional.empty(), BOB, Optional.of(new DeviceId("phone")), AT, effect);
    }
}
