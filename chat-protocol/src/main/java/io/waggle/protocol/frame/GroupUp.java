package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded.Fault;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Group items on their way up; the part of {@link OutboxCodec} that knows them. */
final class GroupUp {

    private GroupUp() {}

    static GroupChange change(io.waggle.protocol.wire.GroupChange wire) throws MalformedFrame {
        return new GroupChange(
                WireValues.messageId(wire.getChangeId()),
                GroupWire.group(wire.getGroupId()),
                GroupWire.version(wire.getIfVersion()),
                what(wire));
    }

    private static GroupChange.Change what(io.waggle.protocol.wire.GroupChange wire) throws MalformedFrame {
        return switch (wire.getChangeCase()) {
            case CREATE -> create(wire.getCreate());
            case NAME -> new GroupChange.SetName(GroupWire.name(wire.getName()));
            case DESCRIPTION -> new GroupChange.SetDescription(GroupWire.description(wire.getDescription()));
            case SETTINGS -> new GroupChange.SetSettings(GroupWire.knownSettings(wire.getSettings()));
            case ADD -> new GroupChange.Add(some(wire.getAdd()));
            case REMOVE -> new GroupChange.Remove(some(wire.getRemove()));
            case ROLE -> role(wire.getRole());
            case LEAVE -> new GroupChange.Leave();
            case ACCEPT -> new GroupChange.Accept();
            case JOIN -> new GroupChange.Join(GroupWire.secret(wire.getJoin().getSecret()));
            case LINK_SECRET -> new GroupChange.SetLink(GroupWire.secretIfAny(wire.getLinkSecret()));
            case DISBAND -> new GroupChange.Disband();
            case CHANGE_NOT_SET ->
                throw new MalformedFrame(Fault.UNKNOWN_ITEM, "a change that this server does not know");
        };
    }

    private static GroupChange.Create create(io.waggle.protocol.wire.CreateGroup wire) throws MalformedFrame {
        return new GroupChange.Create(
                GroupWire.name(wire.getName()),
                GroupWire.description(wire.getDescription()),
                GroupWire.knownSettings(wire.getSettings()),
                GroupWire.accounts(wire.getMembersList(), 0, ProtocolLimits.GROUP_MEMBERS - 1));
    }

    private static List<AccountId> some(io.waggle.protocol.wire.GroupAccounts wire) throws MalformedFrame {
        return GroupWire.accounts(wire.getAccountsList(), 1, ProtocolLimits.GROUP_CHANGE_ACCOUNTS);
    }

    private static GroupChange.SetRole role(io.waggle.protocol.wire.SetGroupRole wire) throws MalformedFrame {
        GroupRole role = GroupWire.role(wire.getRole())
                .filter(GroupRole::isMember)
                .orElseThrow(() -> new MalformedFrame(Fault.BAD_GROUP, "a role is MEMBER, ADMIN or OWNER"));
        return new GroupChange.SetRole(WireValues.account(wire.getAccount()), role);
    }

    static GroupQuery query(io.waggle.protocol.wire.GroupQuery wire) throws MalformedFrame {
        int count = wire.getGroupIdsCount();
        if (count > ProtocolLimits.GROUP_QUERY_GROUPS) {
            throw new MalformedFrame(
                    Fault.BAD_GROUP, count + " groups, at most " + ProtocolLimits.GROUP_QUERY_GROUPS + " are allowed");
        }
        Set<ConversationId> groups = new LinkedHashSet<>();
        for (ByteString id : wire.getGroupIdsList()) {
            if (!groups.add(GroupWire.group(id))) {
                throw new MalformedFrame(Fault.BAD_GROUP, "a group is named twice");
            }
        }
        return new GroupQuery(new ArrayList<>(groups));
    }

    // --- writing

    static io.waggle.protocol.wire.GroupChange wire(GroupChange change) {
        var wire = io.waggle.protocol.wire.GroupChange.newBuilder()
                .setChangeId(change.id().toBytes())
                .setGroupId(change.group().toBytes())
                .setIfVersion(change.ifVersion());
        put(wire, change.change());
        return wire.build();
    }

    private static void put(io.waggle.protocol.wire.GroupChange.Builder wire, GroupChange.Change change) {
        if (change instanceof GroupChange.Create create) {
            wire.setCreate(io.waggle.protocol.wire.CreateGroup.newBuilder()
                    .setName(create.name())
                    .setDescription(create.description())
                    .setSettings(GroupWire.settings(create.settings()))
                    .addAllMembers(values(create.members())));
        } else if (change instanceof GroupChange.SetName name) {
            wire.setName(name.name());
        } else if (change instanceof GroupChange.SetDescription description) {
            wire.setDescription(description.description());
        } else if (change instanceof GroupChange.SetSettings settings) {
            wire.setSettings(GroupWire.settings(settings.settings()));
        } else if (change instanceof GroupChange.Add add) {
            wire.setAdd(some(add.accounts()));
        } else if (change instanceof GroupChange.Remove remove) {
            wire.setRemove(some(remove.accounts()));
        } else if (change instanceof GroupChange.SetRole role) {
            wire.setRole(io.waggle.protocol.wire.SetGroupRole.newBuilder()
                    .setAccount(role.account().value())
                    .setRole(GroupWire.role(role.role())));
        } else if (change instanceof GroupChange.Leave) {
            wire.setLeave(io.waggle.protocol.wire.LeaveGroup.getDefaultInstance());
        } else if (change instanceof GroupChange.Accept) {
            wire.setAccept(io.waggle.protocol.wire.AcceptInvitation.getDefaultInstance());
        } else if (change instanceof GroupChange.Join join) {
            wire.setJoin(io.waggle.protocol.wire.JoinGroup.newBuilder()
                    .setSecret(join.secret().toBytes()));
        } else if (change instanceof GroupChange.SetLink link) {
            wire.setLinkSecret(GroupWire.secretIfAny(link.secret()));
        } else if (change instanceof GroupChange.Disband) {
            wire.setDisband(io.waggle.protocol.wire.DisbandGroup.getDefaultInstance());
        } else {
            throw new IllegalArgumentException(
                    "no device says " + change.getClass().getSimpleName());
        }
    }

    private static io.waggle.protocol.wire.GroupAccounts some(List<AccountId> accounts) {
        return io.waggle.protocol.wire.GroupAccounts.newBuilder()
                .addAllAccounts(values(accounts))
                .build();
    }

    private static List<String> values(List<AccountId> accounts) {
        return accounts.stream().map(AccountId::value).collect(Collectors.toList());
    }

    static io.waggle.protocol.wire.GroupQuery wire(GroupQuery query) {
        var wire = io.waggle.protocol.wire.GroupQuery.newBuilder();
        query.groups().forEach(group -> wire.addGroupIds(group.toBytes()));
        return wire.build();
    }
}
