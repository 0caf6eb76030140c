package io.waggle.protocol.frame;

import static io.waggle.protocol.frame.WireFrames.CONVERSATION;
import static io.waggle.protocol.frame.WireFrames.accounts;
import static io.waggle.protocol.frame.WireFrames.address;
import static io.waggle.protocol.frame.WireFrames.bytes;
import static io.waggle.protocol.frame.WireFrames.decode;
import static io.waggle.protocol.frame.WireFrames.in;
import static io.waggle.protocol.frame.WireFrames.message;
import static io.waggle.protocol.frame.WireFrames.recipient;
import static io.waggle.protocol.frame.WireGroups.change;
import static io.waggle.protocol.frame.WireGroups.event;
import static io.waggle.protocol.frame.WireGroups.liveToGroup;
import static io.waggle.protocol.frame.WireGroups.member;
import static io.waggle.protocol.frame.WireGroups.newGroup;
import static io.waggle.protocol.frame.WireGroups.out;
import static io.waggle.protocol.frame.WireGroups.some;
import static io.waggle.protocol.frame.WireGroups.state;
import static io.waggle.protocol.frame.WireGroups.toGroup;
import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.wire.AcceptInvitation;
import io.waggle.protocol.wire.DisbandGroup;
import io.waggle.protocol.wire.GroupAccounts;
import io.waggle.protocol.wire.GroupMember;
import io.waggle.protocol.wire.GroupMembersChange;
import io.waggle.protocol.wire.GroupQuery;
import io.waggle.protocol.wire.GroupSettings;
import io.waggle.protocol.wire.GroupVersion;
import io.waggle.protocol.wire.InboxItem;
import io.waggle.protocol.wire.JoinGroup;
import io.waggle.protocol.wire.LeaveGroup;
import io.waggle.protocol.wire.OutboxFrame;
import io.waggle.protocol.wire.SetGroupRole;
import io.waggle.protocol.wire.ToGroup;
import java.util.Collections;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault that a group item can have, and an item that has no other. */
final class GroupFaultTest {

    static Stream<Arguments> itemsWithOneFault() {
        return Stream.of(changes(), members(), messages()).flatMap(faults -> faults);
    }

    private static Stream<Arguments> changes() {
        return Stream.of(
                fault("a change of nothing", Fault.UNKNOWN_ITEM, out(change())),
                fault(
                        "no change id",
                        Fault.BAD_MESSAGE_ID,
                        out(change().clearChangeId().setName("Bees"))),
                fault(
                        "a change id of version 0",
                        Fault.BAD_MESSAGE_ID,
                        out(change().setChangeId(bytes(16)).setName("Bees"))),
                fault(
                        "no group",
                        Fault.BAD_CONVERSATION_ID,
                        out(change().clearGroupId().setName("Bees"))),
                fault(
                        "a group of 17 bytes",
                        Fault.BAD_CONVERSATION_ID,
                        out(change().setGroupId(bytes(17)).setName("Bees"))),
                fault(
                        "a version of 2^63",
                        Fault.BAD_GROUP,
                        out(change().setIfVersion(Long.MIN_VALUE).setName("Bees"))),
                fault("no name", Fault.BAD_GROUP, out(change().setName(""))),
                fault("a name of space", Fault.BAD_GROUP, out(change().setName(" "))),
                fault("a name that begins with space", Fault.BAD_GROUP, out(change().setName(" Bees"))),
                fault("a name that ends with space", Fault.BAD_GROUP, out(change().setName("Bees\u2003"))),
                fault("a name of two lines", Fault.BAD_GROUP, out(change().setName("Bees\nWasps"))),
                fault("a name with a tab", Fault.BAD_GROUP, out(change().setName("Bees\tWasps"))),
                fault("a name that turns direction", Fault.BAD_GROUP, out(change().setName("Bees\u202Eseb"))),
                fault("a name of 513 bytes", Fault.BAD_GROUP, out(change().setName("n".repeat(513)))),
                fault(
                        "a new group without name",
                        Fault.BAD_GROUP,
                        out(change().setCreate(newGroup().clearName()))),
                fault("a description of 4,097 bytes", Fault.BAD_GROUP, out(change().setDescription("d".repeat(4_097)))),
                fault("a description with a bell", Fault.BAD_GROUP, out(change().setDescription("ring\u0007"))),
                fault(
                        "a description with a carriage return",
                        Fault.BAD_GROUP,
                        out(change().setDescription("one\r\ntwo"))),
                fault(
                        "a new group with a bad description",
                        Fault.BAD_GROUP,
                        out(change().setCreate(newGroup().setDescription("\u0000")))),
                fault(
                        "writers of a later kind",
                        Fault.BAD_GROUP,
                        out(change().setSettings(GroupSettings.newBuilder().setMayWriteValue(2)))),
                fault(
                        "editors of a later kind",
                        Fault.BAD_GROUP,
                        out(change().setSettings(GroupSettings.newBuilder().setMayEditValue(2)))),
                fault(
                        "a new group with inviters of a later kind",
                        Fault.BAD_GROUP,
                        out(change().setCreate(newGroup()
                                .setSettings(GroupSettings.newBuilder().setMayInviteValue(2))))),
                fault("a link of 15 bytes", Fault.BAD_GROUP, out(change().setLinkSecret(bytes(15)))),
                fault("a link of 17 bytes", Fault.BAD_GROUP, out(change().setLinkSecret(bytes(17)))),
                fault("joining by nothing", Fault.BAD_GROUP, out(change().setJoin(JoinGroup.newBuilder()))));
    }

    private static Stream<Arguments> members() {
        return Stream.of(
                fault("adding nobody", Fault.BAD_RECIPIENTS, out(change().setAdd(some(0)))),
                fault("adding 257", Fault.BAD_RECIPIENTS, out(change().setAdd(some(257)))),
                fault("removing nobody", Fault.BAD_RECIPIENTS, out(change().setRemove(some(0)))),
                fault("removing 257", Fault.BAD_RECIPIENTS, out(change().setRemove(some(257)))),
                fault("adding one twice", Fault.BAD_RECIPIENTS, out(change().setAdd(some(1).addAccounts("a0")))),
                fault("removing one twice", Fault.BAD_RECIPIENTS, out(change().setRemove(some(1).addAccounts("a0")))),
                fault("adding a bad account", Fault.BAD_ADDRESS, out(change().setAdd(one("b/b")))),
                fault("removing a bad account", Fault.BAD_ADDRESS, out(change().setRemove(one("")))),
                fault(
                        "a new group of 1,025",
                        Fault.BAD_RECIPIENTS,
                        out(change().setCreate(newGroup().clearMembers().addAllMembers(accounts(1_024))))),
                fault(
                        "a new group with one twice",
                        Fault.BAD_RECIPIENTS,
                        out(change().setCreate(newGroup().addMembers("bob")))),
                fault(
                        "a new group with a bad account",
                        Fault.BAD_ADDRESS,
                        out(change().setCreate(newGroup().addMembers("#")))),
                fault("a role of nobody", Fault.BAD_ADDRESS, role("", GroupMember.Role.ADMIN.getNumber())),
                fault("no role", Fault.BAD_GROUP, role("bob", 0)),
                fault("the role of the invited", Fault.BAD_GROUP, role("bob", GroupMember.Role.INVITED.getNumber())),
                fault(
                        "the role of who has asked",
                        Fault.BAD_GROUP,
                        role("bob", GroupMember.Role.REQUESTED.getNumber())),
                fault("a role of a later kind", Fault.BAD_GROUP, role("bob", 99)),
                fault(
                        "asking for 65 groups",
                        Fault.BAD_GROUP,
                        out(GroupQuery.newBuilder().addAllGroupIds(Collections.nCopies(65, CONVERSATION)))),
                fault(
                        "asking for one twice",
                        Fault.BAD_GROUP,
                        out(GroupQuery.newBuilder().addGroupIds(CONVERSATION).addGroupIds(CONVERSATION))),
                fault(
                        "asking for a group of 15 bytes",
                        Fault.BAD_CONVERSATION_ID,
                        out(GroupQuery.newBuilder().addGroupIds(bytes(15)))));
    }

    private static Stream<Arguments> messages() {
        return Stream.of(
                fault(
                        "to a group and to accounts",
                        Fault.BAD_RECIPIENTS,
                        WireFrames.out(toGroup().addRecipients(recipient("bob", "phone")))),
                fault(
                        "to a group of no id",
                        Fault.BAD_CONVERSATION_ID,
                        WireFrames.out(toGroup().clearConversationId())),
                fault(
                        "to a group without message id",
                        Fault.BAD_MESSAGE_ID,
                        WireFrames.out(toGroup().clearMessageId())),
                fault(
                        "to version 2^63 of a group",
                        Fault.BAD_GROUP,
                        WireFrames.out(toGroup().setToGroup(ToGroup.newBuilder().setVersion(-1)))),
                fault(
                        "61,441 bytes to a group",
                        Fault.CONTENT_TOO_LARGE,
                        WireFrames.out(toGroup().setContent(bytes(61_441)))),
                fault(
                        "a live event to a group and to accounts",
                        Fault.BAD_RECIPIENTS,
                        WireFrames.out(liveToGroup().addToAccounts("bob"))),
                fault(
                        "a live event to a group of no id",
                        Fault.BAD_CONVERSATION_ID,
                        WireFrames.out(liveToGroup().clearConversationId())),
                fault(
                        "a live event of 1,025 bytes to a group",
                        Fault.CONTENT_TOO_LARGE,
                        WireFrames.out(liveToGroup().setContent(bytes(1_025)))));
    }

    static Stream<Arguments> rowsWithOneFault() {
        return Stream.of(
                row(
                        "an event of no group",
                        Fault.BAD_CONVERSATION_ID,
                        event -> event.setGroupEvent(event().clearGroupId())),
                row("an event of version 2^63", Fault.BAD_GROUP, event -> event.setGroupEvent(event().setVersion(-1))),
                row("an event by nobody", Fault.BAD_ADDRESS, event -> event.setGroupEvent(event().clearActor())),
                row(
                        "an event by a bad device",
                        Fault.BAD_ADDRESS,
                        event -> event.setGroupEvent(event().setActor(address("anna", "a b")))),
                row(
                        "an event of a bad change",
                        Fault.BAD_MESSAGE_ID,
                        event -> event.setGroupEvent(event().setChangeId(bytes(16)))),
                row("an event of a bad name", Fault.BAD_GROUP, event -> event.setGroupEvent(event().setName("a\nb"))),
                row(
                        "an event of a bad picture",
                        Fault.BAD_GROUP,
                        event -> event.setGroupEvent(event().setPicture("../x"))),
                row(
                        "an event of one who goes twice",
                        Fault.BAD_RECIPIENTS,
                        event -> event.setGroupEvent(event().setMembers(GroupMembersChange.newBuilder()
                                .addGone("bob")
                                .addGone("bob")))),
                row(
                        "an event of nobody who comes",
                        Fault.BAD_ADDRESS,
                        event -> event.setGroupEvent(event().setMembers(
                                        GroupMembersChange.newBuilder().addSet(member(""))))),
                row(
                        "a state of no group",
                        Fault.BAD_CONVERSATION_ID,
                        state -> state.setGroupState(state().clearGroupId())),
                row(
                        "no state of no group",
                        Fault.BAD_CONVERSATION_ID,
                        state -> state.setGroupState(state().clearGroupId().clearVersion())),
                row("a state without name", Fault.BAD_GROUP, state -> state.setGroupState(state().clearName())),
                row(
                        "a state of a bad description",
                        Fault.BAD_GROUP,
                        state -> state.setGroupState(state().setDescription("\u0000"))),
                row(
                        "a state of a bad picture",
                        Fault.BAD_GROUP,
                        state -> state.setGroupState(state().setPicture("a/b"))),
                row(
                        "a state of a short link",
                        Fault.BAD_GROUP,
                        state -> state.setGroupState(state().setLinkSecret(bytes(8)))),
                row(
                        "a state of more entries than it has",
                        Fault.BAD_GROUP,
                        state -> state.setGroupState(state().setEntries(0))),
                row(
                        "a state with a bad member",
                        Fault.BAD_ADDRESS,
                        state -> state.setGroupState(state().setMembers(0, member("a b")))),
                row(
                        "a state with a bad inviter",
                        Fault.BAD_ADDRESS,
                        state -> state.setGroupState(
                                state().setMembers(0, member("bob").setInvitedBy("a b")))),
                row(
                        "a state with a member since 2^63",
                        Fault.BAD_GROUP,
                        state -> state.setGroupState(
                                state().setMembers(0, member("bob").setSinceVersion(-1)))),
                row(
                        "a state of a change by nobody",
                        Fault.BAD_ADDRESS,
                        state -> state.setGroupState(state().setChangeId(WireFrames.MESSAGE_ID))),
                row(
                        "a list with a group of no id",
                        Fault.BAD_CONVERSATION_ID,
                        list -> list.setGroupList(
                                io.waggle.protocol.wire.GroupList.newBuilder().addGroups(GroupVersion.newBuilder()))),
                row(
                        "a message of version 2^63",
                        Fault.BAD_GROUP,
                        row -> row.setMessage(message().setGroupVersion(-1))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("itemsWithOneFault")
    void aFrameUpIsRefusedWithItsFault(String what, Fault fault, OutboxFrame.Builder frame) {
        assertThat(decode(frame))
                .as(what)
                .isInstanceOfSatisfying(
                        Decoded.Malformed.class,
                        malformed -> assertThat(malformed.fault()).isEqualTo(fault));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rowsWithOneFault")
    void aBadRowDoesNotHoldUpTheRowsAroundIt(String what, Fault fault, InboxItem.Builder row) {
        var decoded = decode(in(
                WireFrames.row(1).setGroupEvent(event()),
                row.setSequence(2),
                WireFrames.row(3).setGroupState(state())));
        assertThat(decoded).isInstanceOf(Decoded.Valid.class);
        var items = ((Decoded.Valid<InboxFrame>) decoded).frame().items();
        assertThat(items.get(0).content()).isInstanceOf(GroupEvent.class);
        assertThat(items.get(1).content())
                .as(what)
                .isInstanceOfSatisfying(
                        io.waggle.protocol.frame.InboxItem.Unreadable.class,
                        unreadable -> assertThat(unreadable.fault()).isEqualTo(fault));
        assertThat(items.get(2).content()).isInstanceOf(GroupState.class);
    }

    @Test
    void whatIsBrokenHereIsValidBefore() {
        assertThat(Stream.of(
                        out(change().setName("Bees")),
                        out(change().setDescription("of the town")),
                        out(change().setCreate(newGroup())),
                        out(change().setSettings(GroupSettings.newBuilder())),
                        out(change().setAdd(some(1))),
                        out(change().setRemove(some(1))),
                        role("bob", GroupMember.Role.MEMBER.getNumber()),
                        out(change().setLeave(LeaveGroup.newBuilder())),
                        out(change().setAccept(AcceptInvitation.newBuilder())),
                        out(change().setJoin(JoinGroup.newBuilder().setSecret(bytes(16)))),
                        out(change().setLinkSecret(bytes(16))),
                        out(change().setDisband(DisbandGroup.newBuilder())),
                        out(GroupQuery.newBuilder().addGroupIds(CONVERSATION)),
                        WireFrames.out(toGroup()),
                        WireFrames.out(liveToGroup())))
                .allSatisfy(frame -> assertThat(decode(frame)).isInstanceOf(Decoded.Valid.class));
    }

    private static GroupAccounts.Builder one(String account) {
        return GroupAccounts.newBuilder().addAccounts(account);
    }

    private static OutboxFrame.Builder role(String account, int role) {
        return out(
                change().setRole(SetGroupRole.newBuilder().setAccount(account).setRoleValue(role)));
    }

    private static Arguments fault(String what, Fault fault, OutboxFrame.Builder frame) {
        return Arguments.of(what, fault, frame);
    }

    private static Arguments row(String what, Fault fault, UnaryOperator<InboxItem.Builder> content) {
        return Arguments.of(what, fault, content.apply(InboxItem.newBuilder()));
    }
}
