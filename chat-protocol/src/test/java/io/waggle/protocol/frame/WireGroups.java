package io.waggle.protocol.frame;

import static io.waggle.protocol.frame.WireFrames.CONVERSATION;
import static io.waggle.protocol.frame.WireFrames.MESSAGE_ID;
import static io.waggle.protocol.frame.WireFrames.accounts;
import static io.waggle.protocol.frame.WireFrames.address;
import static io.waggle.protocol.frame.WireFrames.row;
import static io.waggle.protocol.frame.WireFrames.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.wire.CreateGroup;
import io.waggle.protocol.wire.GroupAccounts;
import io.waggle.protocol.wire.GroupChange;
import io.waggle.protocol.wire.GroupEvent;
import io.waggle.protocol.wire.GroupMember;
import io.waggle.protocol.wire.GroupQuery;
import io.waggle.protocol.wire.GroupState;
import io.waggle.protocol.wire.LiveEvent;
import io.waggle.protocol.wire.OutboxFrame;
import io.waggle.protocol.wire.Send;
import io.waggle.protocol.wire.ToGroup;

/** What {@link WireFrames} has of groups. */
final class WireGroups {

    private WireGroups() {}

    /** A change without what is to be done. */
    static GroupChange.Builder change() {
        return GroupChange.newBuilder().setChangeId(MESSAGE_ID).setGroupId(CONVERSATION);
    }

    static CreateGroup.Builder newGroup() {
        return CreateGroup.newBuilder().setName("Bees").addMembers("bob");
    }

    static GroupAccounts.Builder some(int count) {
        return GroupAccounts.newBuilder().addAllAccounts(accounts(count));
    }

    static Send.Builder toGroup() {
        return send().clearRecipients().setToGroup(ToGroup.newBuilder());
    }

    static LiveEvent.Builder liveToGroup() {
        return LiveEvent.newBuilder().setToGroup(true).setConversationId(CONVERSATION);
    }

    static GroupEvent.Builder event() {
        return GroupEvent.newBuilder()
                .setGroupId(CONVERSATION)
                .setVersion(2)
                .setChangeId(MESSAGE_ID)
                .setActor(address("anna", "phone"))
                .setName("Wasps");
    }

    static GroupState.Builder state() {
        return GroupState.newBuilder()
                .setGroupId(CONVERSATION)
                .setVersion(2)
                .setName("Bees")
                .setMemberCount(1)
                .setEntries(1)
                .addMembers(member("anna"));
    }

    static GroupMember.Builder member(String account) {
        return GroupMember.newBuilder()
                .setAccount(account)
                .setRole(GroupMember.Role.MEMBER)
                .setSinceVersion(1);
    }

    static OutboxFrame.Builder out(GroupChange.Builder change) {
        return WireFrames.out(item -> item.setGroupChange(change));
    }

    static OutboxFrame.Builder out(GroupQuery.Builder query) {
        return WireFrames.out(item -> item.setGroupQuery(query));
    }

    /** What a row becomes that comes alone. */
    static InboxItem.Content decoded(GroupEvent.Builder event) {
        return onlyRow(row(1).setGroupEvent(event));
    }

    static InboxItem.Content decoded(GroupState.Builder state) {
        return onlyRow(row(1).setGroupState(state));
    }

    static InboxItem.Content onlyRow(io.waggle.protocol.wire.InboxItem.Builder row) {
        Decoded<InboxFrame> decoded = WireFrames.decode(WireFrames.in(row));
        assertThat(decoded).isInstanceOf(Decoded.Valid.class);
        return ((Decoded.Valid<InboxFrame>) decoded).frame().items().get(0).content();
    }
}
