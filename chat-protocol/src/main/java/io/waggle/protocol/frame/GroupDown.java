package io.waggle.protocol.frame;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Group rows on their way down; the part of {@link InboxCodec} that knows them. */
final class GroupDown {

    private GroupDown() {}

    // --- events

    static GroupEvent event(io.waggle.protocol.wire.GroupEvent wire) throws MalformedFrame {
        String device = wire.getActor().getDevice();
        return new GroupEvent(
                GroupWire.group(wire.getGroupId()),
                GroupWire.version(wire.getVersion()),
                wire.getChangeId().isEmpty() ? Optional.empty() : Optional.of(WireValues.messageId(wire.getChangeId())),
                WireValues.account(wire.getActor().getAccount()),
                device.isEmpty() ? Optional.empty() : Optional.of(WireValues.device(device)),
                WireValues.time(wire.getChangedAtMs()),
                effect(wire));
    }

    private static GroupEvent.Effect effect(io.waggle.protocol.wire.GroupEvent wire) throws MalformedFrame {
        return switch (wire.getChangeCase()) {
            case NAME -> new GroupEvent.NameSet(GroupWire.name(wire.getName()));
            case DESCRIPTION -> new GroupEvent.DescriptionSet(GroupWire.description(wire.getDescription()));
            case PICTURE -> new GroupEvent.PictureSet(picture(wire.getPicture()));
            case SETTINGS -> new GroupEvent.SettingsSet(GroupWire.settings(wire.getSettings()));
            case MEMBERS -> members(wire.getMembers());
            case LINK -> new GroupEvent.LinkSet(wire.getLink().getExists());
            case DISBANDED -> new GroupEvent.Disbanded();
            case CHANGE_NOT_SET -> new GroupEvent.UnknownEffect();
        };
    }

    private static GroupEvent.MembersSet members(io.waggle.protocol.wire.GroupMembersChange wire)
            throws MalformedFrame {
        List<AccountId> gone = GroupWire.accounts(wire.getGoneList(), 0, 2 * ProtocolLimits.GROUP_MEMBERS);
        return new GroupEvent.MembersSet(GroupWire.members(wire.getSetList()), gone);
    }

    private static String picture(String value) throws MalformedFrame {
        if (!value.isEmpty() && !AccountId.isValid(value)) {
            throw new MalformedFrame(Fault.BAD_GROUP, "picture must be empty, or have the form of an account id");
        }
        return value;
    }

    static io.waggle.protocol.wire.GroupEvent wire(GroupEvent event) {
        var wire = io.waggle.protocol.wire.GroupEvent.newBuilder()
                .setGroupId(event.group().toBytes())
                .setVersion(event.version())
                .setActor(io.waggle.protocol.wire.Address.newBuilder()
                        .setAccount(event.actor().value())
                        .setDevice(event.device().map(DeviceId::value).orElse("")))
                .setChangedAtMs(event.changedAt().toEpochMilli());
        event.changeId().map(MessageId::toBytes).ifPresent(wire::setChangeId);
        put(wire, event.effect());
        return wire.build();
    }

    private static void put(io.waggle.protocol.wire.GroupEvent.Builder wire, GroupEvent.Effect effect) {
        if (effect instanceof GroupEvent.NameSet name) {
            wire.setName(name.name());
        } else if (effect instanceof GroupEvent.DescriptionSet description) {
            wire.setDescription(description.description());
        } else if (effect instanceof GroupEvent.PictureSet picture) {
            wire.setPicture(picture.picture());
        } else if (effect instanceof GroupEvent.SettingsSet settings) {
            wire.setSettings(GroupWire.settings(settings.settings()));
        } else if (effect instanceof GroupEvent.MembersSet members) {
            var change = io.waggle.protocol.wire.GroupMembersChange.newBuilder();
            members.set().forEach(member -> change.addSet(GroupWire.member(member)));
            members.gone().forEach(account -> change.addGone(account.value()));
            wire.setMembers(change);
        } else if (effect instanceof GroupEvent.LinkSet link) {
            wire.setLink(io.waggle.protocol.wire.GroupLinkChange.newBuilder().setExists(link.exists()));
        } else if (effect instanceof GroupEvent.Disbanded) {
            wire.setDisbanded(io.waggle.protocol.wire.GroupDisbanded.getDefaultInstance());
        }
    }

    // --- states

    static GroupState state(io.waggle.protocol.wire.GroupState wire) throws MalformedFrame {
        if (wire.getVersion() == 0) {
            return GroupState.none(GroupWire.group(wire.getGroupId()));
        }
        if (wire.getMemberCount() < 0) {
            throw new MalformedFrame(Fault.BAD_GROUP, "member_count must be below 2^31");
        }
        if (wire.getEntriesBefore() < 0
                || wire.getEntries() < wire.getEntriesBefore()
                || wire.getEntries() - wire.getEntriesBefore() < wire.getMembersCount()) {
            throw new MalformedFrame(Fault.BAD_GROUP, "more entries than the state has");
        }
        return new GroupState(
                GroupWire.group(wire.getGroupId()),
                GroupWire.version(wire.getVersion()),
                GroupWire.name(wire.getName()),
                GroupWire.description(wire.getDescription()),
                picture(wire.getPicture()),
                GroupWire.settings(wire.getSettings()),
                WireValues.time(wire.getCreatedAtMs()),
                GroupWire.secretIfAny(wire.getLinkSecret()),
                wire.getMemberCount(),
                wire.getEntries(),
                wire.getEntriesBefore(),
                GroupWire.members(wire.getMembersList()),
                cause(wire));
    }

    private static Optional<GroupState.Cause> cause(io.waggle.protocol.wire.GroupState wire) throws MalformedFrame {
        return wire.getChangeId().isEmpty()
                ? Optional.empty()
                : Optional.of(new GroupState.Cause(
                        WireValues.messageId(wire.getChangeId()), WireValues.address(wire.getActor())));
    }

    static io.waggle.protocol.wire.GroupState wire(GroupState state) {
        var wire = io.waggle.protocol.wire.GroupState.newBuilder()
                .setGroupId(state.group().toBytes())
                .setVersion(state.version());
        if (state.version() == 0) {
            return wire.build();
        }
        wire.setName(state.name())
                .setDescription(state.description())
                .setPicture(state.picture())
                .setSettings(GroupWire.settings(state.settings()))
                .setCreatedAtMs(state.createdAt().toEpochMilli())
                .setLinkSecret(GroupWire.secretIfAny(state.link()))
                .setMemberCount(state.memberCount())
                .setEntries(state.entries())
                .setEntriesBefore(state.entriesBefore());
        state.members().forEach(member -> wire.addMembers(GroupWire.member(member)));
        state.cause()
                .ifPresent(cause ->
                        wire.setChangeId(cause.changeId().toBytes()).setActor(WireValues.address(cause.actor())));
        return wire.build();
    }

    // --- lists

    static GroupList list(io.waggle.protocol.wire.GroupList wire) throws MalformedFrame {
        List<GroupList.Entry> groups = new ArrayList<>(wire.getGroupsCount());
        for (io.waggle.protocol.wire.GroupVersion group : wire.getGroupsList()) {
            groups.add(new GroupList.Entry(GroupWire.group(group.getGroupId()), GroupWire.version(group.getVersion())));
        }
        return new GroupList(groups);
    }

    static io.waggle.protocol.wire.GroupList wire(GroupList list) {
        var wire = io.waggle.protocol.wire.GroupList.newBuilder();
        for (GroupList.Entry group : list.groups()) {
            wire.addGroups(io.waggle.protocol.wire.GroupVersion.newBuilder()
                    .setGroupId(group.group().toBytes())
                    .setVersion(group.version()));
        }
        return wire.build();
    }
}
