package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.ShownText;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.frame.GroupSettings.Who;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What group items of both directions are made of. Field by field, like {@link WireValues}. */
final class GroupWire {

    private GroupWire() {}

    static ConversationId group(ByteString bytes) throws MalformedFrame {
        return ConversationId.fromBytes(bytes)
                .orElseThrow(() -> new MalformedFrame(Fault.BAD_CONVERSATION_ID, "group_id must have 16 bytes"));
    }

    static long version(long value) throws MalformedFrame {
        if (value < 0) {
            throw new MalformedFrame(Fault.BAD_GROUP, "a version must be below 2^63");
        }
        return value;
    }

    static String name(String value) throws MalformedFrame {
        if (!ShownText.isLine(value) || ShownText.bytes(value) > ProtocolLimits.GROUP_NAME_BYTES) {
            throw new MalformedFrame(
                    Fault.BAD_GROUP,
                    "name must be a line of 1 to " + ProtocolLimits.GROUP_NAME_BYTES
                            + " bytes without control characters, and no space at either end");
        }
        return value;
    }

    static String description(String value) throws MalformedFrame {
        if (!ShownText.isLines(value) || ShownText.bytes(value) > ProtocolLimits.GROUP_DESCRIPTION_BYTES) {
            throw new MalformedFrame(
                    Fault.BAD_GROUP,
                    "description must have at most " + ProtocolLimits.GROUP_DESCRIPTION_BYTES
                            + " bytes, and no control characters but line feeds");
        }
        return value;
    }

    /** Accounts, none twice. */
    static List<AccountId> accounts(Collection<String> wire, int least, int most) throws MalformedFrame {
        if (wire.size() < least || wire.size() > most) {
            throw new MalformedFrame(
                    Fault.BAD_RECIPIENTS, wire.size() + " accounts, " + least + " to " + most + " are allowed");
        }
        Set<AccountId> accounts = new LinkedHashSet<>();
        for (String account : wire) {
            if (!accounts.add(WireValues.account(account))) {
                throw new MalformedFrame(Fault.BAD_RECIPIENTS, "an account is named twice");
            }
        }
        return List.copyOf(accounts);
    }

    static GroupSecret secret(ByteString bytes) throws MalformedFrame {
        return GroupSecret.fromBytes(bytes)
                .orElseThrow(() -> new MalformedFrame(Fault.BAD_GROUP, "a link's secret must have 16 bytes"));
    }

    static Optional<GroupSecret> secretIfAny(ByteString bytes) throws MalformedFrame {
        return bytes.isEmpty() ? Optional.empty() : Optional.of(secret(bytes));
    }

    static ByteString secretIfAny(Optional<GroupSecret> secret) {
        return secret.map(GroupSecret::toBytes).orElse(ByteString.EMPTY);
    }

    // --- settings

    /** Of a server that knows more than two: who is not known to be everybody is taken for the admins. */
    static GroupSettings settings(io.waggle.protocol.wire.GroupSettings wire) {
        return new GroupSettings(
                who(wire.getMayWrite()),
                who(wire.getMayEdit()),
                who(wire.getMayInvite()),
                wire.getApproval(),
                WireValues.seconds(wire.getTimerSeconds()));
    }

    /** Of a device: what is not known here cannot be kept. */
    static GroupSettings knownSettings(io.waggle.protocol.wire.GroupSettings wire) throws MalformedFrame {
        for (var who : List.of(wire.getMayWrite(), wire.getMayEdit(), wire.getMayInvite())) {
            if (who == io.waggle.protocol.wire.GroupSettings.Who.UNRECOGNIZED) {
                throw new MalformedFrame(Fault.BAD_GROUP, "settings name EVERY_MEMBER or ADMINS");
            }
        }
        return settings(wire);
    }

    private static Who who(io.waggle.protocol.wire.GroupSettings.Who wire) {
        return switch (wire) {
            case EVERY_MEMBER -> Who.EVERY_MEMBER;
            case ADMINS, UNRECOGNIZED -> Who.ADMINS;
        };
    }

    private static io.waggle.protocol.wire.GroupSettings.Who who(Who who) {
        return switch (who) {
            case EVERY_MEMBER -> io.waggle.protocol.wire.GroupSettings.Who.EVERY_MEMBER;
            case ADMINS -> io.waggle.protocol.wire.GroupSettings.Who.ADMINS;
        };
    }

    static io.waggle.protocol.wire.GroupSettings settings(GroupSettings settings) {
        return io.waggle.protocol.wire.GroupSettings.newBuilder()
                .setMayWrite(who(settings.mayWrite()))
                .setMayEdit(who(settings.mayEdit()))
                .setMayInvite(who(settings.mayInvite()))
                .setApproval(settings.approval())
                .setTimerSeconds(WireValues.seconds(settings.timer()))
                .build();
    }

    // --- members

    static Optional<GroupRole> role(io.waggle.protocol.wire.GroupMember.Role wire) {
        return switch (wire) {
            case MEMBER -> Optional.of(GroupRole.MEMBER);
            case ADMIN -> Optional.of(GroupRole.ADMIN);
            case OWNER -> Optional.of(GroupRole.OWNER);
            case INVITED -> Optional.of(GroupRole.INVITED);
            case REQUESTED -> Optional.of(GroupRole.REQUESTED);
            case ROLE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    static io.waggle.protocol.wire.GroupMember.Role role(GroupRole role) {
        return switch (role) {
            case MEMBER -> io.waggle.protocol.wire.GroupMember.Role.MEMBER;
            case ADMIN -> io.waggle.protocol.wire.GroupMember.Role.ADMIN;
            case OWNER -> io.waggle.protocol.wire.GroupMember.Role.OWNER;
            case INVITED -> io.waggle.protocol.wire.GroupMember.Role.INVITED;
            case REQUESTED -> io.waggle.protocol.wire.GroupMember.Role.REQUESTED;
        };
    }

    /** A role of a later version is taken for the least of the members': they get messages, and more is not known. */
    static List<GroupMember> members(List<io.waggle.protocol.wire.GroupMember> wire) throws MalformedFrame {
        List<GroupMember> members = new ArrayList<>(wire.size());
        for (io.waggle.protocol.wire.GroupMember member : wire) {
            members.add(new GroupMember(
                    WireValues.account(member.getAccount()),
                    role(member.getRole()).orElse(GroupRole.MEMBER),
                    version(member.getSinceVersion()),
                    member.getInvitedBy().isEmpty()
                            ? Optional.empty()
                            : Optional.of(WireValues.account(member.getInvitedBy()))));
        }
        return members;
    }

    static io.waggle.protocol.wire.GroupMember member(GroupMember member) {
        return io.waggle.protocol.wire.GroupMember.newBuilder()
                .setAccount(member.account().value())
                .setRole(role(member.role()))
                .setSinceVersion(member.sinceVersion())
                .setInvitedBy(member.invitedBy().map(AccountId::value).orElse(""))
                .build();
    }
}
