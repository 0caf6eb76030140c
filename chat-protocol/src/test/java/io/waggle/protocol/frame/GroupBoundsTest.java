package io.waggle.protocol.frame;

import static io.waggle.protocol.frame.WireFrames.CONVERSATION;
import static io.waggle.protocol.frame.WireFrames.MESSAGE_ID;
import static io.waggle.protocol.frame.WireFrames.accounts;
import static io.waggle.protocol.frame.WireFrames.address;
import static io.waggle.protocol.frame.WireFrames.bytes;
import static io.waggle.protocol.frame.WireFrames.decode;
import static io.waggle.protocol.frame.WireFrames.in;
import static io.waggle.protocol.frame.WireFrames.message;
import static io.waggle.protocol.frame.WireFrames.row;
import static io.waggle.protocol.frame.WireGroups.change;
import static io.waggle.protocol.frame.WireGroups.decoded;
import static io.waggle.protocol.frame.WireGroups.event;
import static io.waggle.protocol.frame.WireGroups.liveToGroup;
import static io.waggle.protocol.frame.WireGroups.newGroup;
import static io.waggle.protocol.frame.WireGroups.out;
import static io.waggle.protocol.frame.WireGroups.some;
import static io.waggle.protocol.frame.WireGroups.state;
import static io.waggle.protocol.frame.WireGroups.toGroup;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.wire.GroupAccounts;
import io.waggle.protocol.wire.GroupMember;
import io.waggle.protocol.wire.GroupMembersChange;
import io.waggle.protocol.wire.GroupQuery;
import io.waggle.protocol.wire.GroupVersion;
import io.waggle.protocol.wire.JoinGroup;
import io.waggle.protocol.wire.Limits;
import io.waggle.protocol.wire.OutboxFrame;
import io.waggle.protocol.wire.ToGroup;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of group items: what stands exactly at one is taken, one more is not. And what is largest fits into a frame. */
final class GroupBoundsTest {

    @Test
    void aNameHasUpTo512BytesOfUtf8() {
        assertBound(ProtocolLimits.GROUP_NAME_BYTES, length -> out(change().setName("e".repeat(length))));
        assertBound(
                ProtocolLimits.GROUP_NAME_BYTES,
                length -> out(change().setName("é".repeat(length / 2) + "e".repeat(length % 2))));
        assertBound(
                ProtocolLimits.GROUP_NAME_BYTES,
                length -> out(change().setCreate(newGroup().setName("e".repeat(length)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a b", "Bees 🐝", "👩‍🌾", "می‌خواهم", "<b>"})
    void aNameIsALineThatIsShown(String name) {
        assertThat(decode(out(change().setName(name)))).isInstanceOf(Decoded.Valid.class);
    }

    @Test
    void aDescriptionHasUpTo4096BytesOfUtf8AndMayHaveLinesOrNothing() {
        assertBound(ProtocolLimits.GROUP_DESCRIPTION_BYTES, length -> out(change().setDescription("e".repeat(length))));
        assertBound(
                ProtocolLimits.GROUP_DESCRIPTION_BYTES,
                length -> out(change().setDescription("é".repeat(length / 2) + "e".repeat(length % 2))));
        assertBound(
                ProtocolLimits.GROUP_DESCRIPTION_BYTES,
                length -> out(change().setCreate(newGroup().setDescription("e".repeat(length)))));
        for (String description : List.of("", "one\ntwo", "\n", " x ")) {
            assertThat(decode(out(change().setDescription(description)))).isInstanceOf(Decoded.Valid.class);
        }
    }

    @Test
    void aGroupIsMadeWithUpTo1023Others() {
        assertBound(
                ProtocolLimits.GROUP_MEMBERS - 1,
                count -> out(change().setCreate(newGroup().clearMembers().addAllMembers(accounts(count)))));
        assertThat(decode(out(change().setCreate(newGroup().clearMembers())))).isInstanceOf(Decoded.Valid.class);
    }

    @Test
    void aChangeAddsOrRemovesUpTo256() {
        assertBound(ProtocolLimits.GROUP_CHANGE_ACCOUNTS, count -> out(change().setAdd(some(count))));
        assertBound(ProtocolLimits.GROUP_CHANGE_ACCOUNTS, count -> out(change().setRemove(some(count))));
    }

    @Test
    void aQueryNamesUpTo64Groups() {
        assertBound(ProtocolLimits.GROUP_QUERY_GROUPS, count -> out(query(count)));
        assertThat(decode(out(query(0)))).isInstanceOf(Decoded.Valid.class);
    }

    @Test
    void secretsHave16Bytes() {
        assertBound(16, size -> out(change().setJoin(JoinGroup.newBuilder().setSecret(bytes(size)))));
        assertBound(16, size -> out(change().setLinkSecret(bytes(size))));
        for (int size : new int[] {1, 15}) {
            assertThat(decode(out(change().setLinkSecret(bytes(size))))).isInstanceOf(Decoded.Malformed.class);
        }
        assertThat(decode(out(change().setLinkSecret(bytes(0))))).isInstanceOf(Decoded.Valid.class);
        assertThat(decode(out(change().setJoin(JoinGroup.newBuilder())))).isInstanceOf(Decoded.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "9223372036854775807, true", "-9223372036854775808, false", "-1, false"})
    void versionsEndAtTheLargestSignedLong(long version, boolean valid) {
        Class<?> outcome = valid ? Decoded.Valid.class : Decoded.Malformed.class;
        Class<?> row = valid ? Message.class : InboxItem.Unreadable.class;

        assertThat(decode(out(change().setName("Bees").setIfVersion(version)))).isInstanceOf(outcome);
        assertThat(decode(
                        WireFrames.out(toGroup().setToGroup(ToGroup.newBuilder().setVersion(version)))))
                .isInstanceOf(outcome);
        assertThat(WireGroups.onlyRow(row(1).setMessage(message().setGroupVersion(version))))
                .isInstanceOf(row);
    }

    @Test
    void aMessageToAGroupIsAsLargeAsAnyAndNamesNobody() {
        assertBound(
                ProtocolLimits.CONTENT_BYTES, size -> WireFrames.out(toGroup().setContent(bytes(size))));
        assertThat(decode(WireFrames.out(WireFrames.send().setToGroup(ToGroup.newBuilder()))))
                .isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void aLiveEventToAGroupIsAsLargeAsAnyAndNamesNobody() {
        assertBound(
                ProtocolLimits.LIVE_CONTENT_BYTES,
                size -> WireFrames.out(liveToGroup().setContent(bytes(size))));
        assertThat(decode(WireFrames.out(liveToGroup().addToAccounts("bob")))).isInstanceOf(Decoded.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1024, 1024", "1025, 1024", "2147483647, 1024", "-1, 0"})
    void aServerThatDoesNotSayKnowsNoGroupsAndNoneHasMoreThanTheProtocolAllows(int said, int allowed) {
        var welcome = io.waggle.protocol.wire.Welcome.newBuilder()
                .setLimits(Limits.newBuilder().setGroupMembers(said));
        assertThat(decode(in().setWelcome(welcome)))
                .isInstanceOfSatisfying(
                        Decoded.Valid.class,
                        valid -> assertThat(((InboxFrame) valid.frame())
                                        .welcome()
                                        .orElseThrow()
                                        .limits()
                                        .groupMembers())
                                .isEqualTo(allowed));
    }

    // --- what a state may say of itself

    @ParameterizedTest(name = "{0} entries, {1} before, {2} here, {3} members: {4}")
    @CsvSource({
        "3, 0, 3, 3, true",
        "3, 0, 2, 3, true",
        "3, 1, 2, 3, true",
        "3, 3, 0, 3, true",
        "0, 0, 0, 0, true",
        "1, 0, 1, 1024, true",
        "2147483647, 2147483646, 1, 1, true",
        "3, 2, 2, 3, false",
        "3, 0, 4, 3, false",
        "3, 4, 0, 3, false",
        "0, 0, 1, 0, false",
        "3, -1, 1, 3, false",
        "-1, 0, 1, 1, false",
        "-1, -2, 1, 1, false",
        "-2147483648, 2147483647, 1, 1, false",
        "3, 0, 3, -1, false"
    })
    void aStateCountsItsEntriesRightly(int entries, int before, int here, int members, boolean right) {
        var wire = state().clearMembers()
                .setEntries(entries)
                .setEntriesBefore(before)
                .setMemberCount(members);
        accounts(here).forEach(account -> wire.addMembers(WireGroups.member(account)));

        assertThat(decoded(wire)).isInstanceOf(right ? GroupState.class : InboxItem.Unreadable.class);
    }

    // --- the largest of everything

    @Test
    void theLargestRowOfAStateFitsIntoAFrame() {
        var wire = state().clearMembers()
                .setVersion(Long.MAX_VALUE)
                .setName("n".repeat(ProtocolLimits.GROUP_NAME_BYTES))
                .setDescription("d".repeat(ProtocolLimits.GROUP_DESCRIPTION_BYTES))
                .setPicture("p".repeat(AccountId.MAX_LENGTH))
                .setSettings(largestSettings())
                .setCreatedAtMs((1L << 53) - 1)
                .setLinkSecret(bytes(16))
                .setMemberCount(ProtocolLimits.GROUP_MEMBERS)
                .setEntries(2 * ProtocolLimits.GROUP_MEMBERS)
                .setEntriesBefore(2 * ProtocolLimits.GROUP_MEMBERS - 256)
                .setChangeId(MESSAGE_ID)
                .setActor(longestAddress());
        longest(256).forEach(account -> wire.addMembers(longestMember(account)));

        assertFitsAndIs(GroupState.class, row(Long.MAX_VALUE).setGroupState(wire));
    }

    @Test
    void theLargestEventOfMembersFitsIntoAFrame() {
        var members = GroupMembersChange.newBuilder();
        longest(ProtocolLimits.GROUP_CHANGE_ACCOUNTS).forEach(account -> members.addSet(longestMember(account)));
        longest(ProtocolLimits.GROUP_CHANGE_ACCOUNTS).forEach(members::addGone);
        var wire = event().setVersion(Long.MAX_VALUE)
                .setActor(longestAddress())
                .setChangedAtMs((1L << 53) - 1)
                .setMembers(members);

        assertFitsAndIs(GroupEvent.class, row(Long.MAX_VALUE).setGroupEvent(wire));
    }

    @Test
    void theLongestListOfGroupsFitsIntoAFrame() {
        var list = io.waggle.protocol.wire.GroupList.newBuilder();
        for (int i = 0; i < ProtocolLimits.GROUPS_PER_ACCOUNT; i++) {
            list.addGroups(GroupVersion.newBuilder().setGroupId(CONVERSATION).setVersion(Long.MAX_VALUE));
        }

        assertFitsAndIs(GroupList.class, row(Long.MAX_VALUE).setGroupList(list));
    }

    @Test
    void aMessageOfTheLargestContentFitsIntoAFrameWithTheVersionOfItsGroup() {
        assertFitsAndIs(
                Message.class,
                row(Long.MAX_VALUE)
                        .setMessage(message()
                                .setSender(longestAddress())
                                .setContent(bytes(ProtocolLimits.CONTENT_BYTES))
                                .setAcceptedAtMs((1L << 53) - 1)
                                .setGroupVersion(Long.MAX_VALUE)));
    }

    @Test
    void theLargestChangesFitIntoAFrame() {
        var largest = newGroup()
                .clearMembers()
                .setName("n".repeat(ProtocolLimits.GROUP_NAME_BYTES))
                .setDescription("d".repeat(ProtocolLimits.GROUP_DESCRIPTION_BYTES))
                .setSettings(largestSettings());
        List<String> most = longest(ProtocolLimits.GROUP_CHANGE_ACCOUNTS);
        for (var change : List.of(
                change().setCreate(largest.addAllMembers(most)),
                change().setAdd(GroupAccounts.newBuilder().addAllAccounts(most)),
                change().setRemove(GroupAccounts.newBuilder().addAllAccounts(most)))) {
            byte[] frame = out(change.setIfVersion(Long.MAX_VALUE)).build().toByteArray();
            assertThat(frame.length).isLessThan(ProtocolLimits.FRAME_BYTES);
            assertThat(OutboxCodec.decode(ByteBuffer.wrap(frame))).isInstanceOf(Decoded.Valid.class);
        }
    }

    private static void assertFitsAndIs(
            Class<? extends InboxItem.Content> kind, io.waggle.protocol.wire.InboxItem.Builder row) {
        byte[] frame = in(row).setEpoch(-1)
                .setAfter(Long.MAX_VALUE - 1)
                .setEndOfBacklog(true)
                .build()
                .toByteArray();
        assertThat(frame.length).isLessThan(ProtocolLimits.FRAME_BYTES);
        Decoded<InboxFrame> decoded = InboxCodec.decode(ByteBuffer.wrap(frame));
        assertThat(decoded).isInstanceOf(Decoded.Valid.class);
        assertThat(((Decoded.Valid<InboxFrame>) decoded).frame().items().get(0).content())
                .isInstanceOf(kind);
    }

    private static io.waggle.protocol.wire.GroupSettings.Builder largestSettings() {
        return io.waggle.protocol.wire.GroupSettings.newBuilder()
                .setMayWrite(io.waggle.protocol.wire.GroupSettings.Who.ADMINS)
                .setMayEdit(io.waggle.protocol.wire.GroupSettings.Who.ADMINS)
                .setMayInvite(io.waggle.protocol.wire.GroupSettings.Who.ADMINS)
                .setApproval(true)
                .setTimerSeconds(-1);
    }

    private static io.waggle.protocol.wire.Address.Builder longestAddress() {
        return address("a".repeat(AccountId.MAX_LENGTH), "d".repeat(32));
    }

    private static GroupMember.Builder longestMember(String account) {
        return WireGroups.member(account)
                .setRole(GroupMember.Role.INVITED)
                .setSinceVersion(Long.MAX_VALUE)
                .setInvitedBy(account);
    }

    private static List<String> longest(int count) {
        String rest = "x".repeat(AccountId.MAX_LENGTH - 4);
        return IntStream.range(0, count)
                .mapToObj(i -> String.format(Locale.ROOT, "%04d", i) + rest)
                .toList();
    }

    private static GroupQuery.Builder query(int groups) {
        GroupQuery.Builder query = GroupQuery.newBuilder();
        for (int i = 0; i < groups; i++) {
            query.addGroupIds(
                    ByteString.copyFrom(ByteBuffer.allocate(16).putInt(i).rewind()));
        }
        return query;
    }

    private static void assertBound(int limit, IntFunction<OutboxFrame.Builder> frame) {
        assertThat(decode(frame.apply(limit))).isInstanceOf(Decoded.Valid.class);
        assertThat(decode(frame.apply(limit + 1))).isInstanceOf(Decoded.Malformed.class);
    }
}
