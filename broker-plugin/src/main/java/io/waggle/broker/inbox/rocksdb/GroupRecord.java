package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.group.Group;
import io.waggle.broker.group.GroupPicture;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * How a group is stored. What it says of itself is in its wire form, which is versioned already: the state that one of its admins
 * is told, without people. Its people are records of their own, so that a change writes only those that it is about.
 */
final class GroupRecord {

    private static final byte VERSION = 1;
    private static final int MEMBER_FIXED = 2 + Long.BYTES;

    private GroupRecord() {}

    static byte[] encode(Group group) {
        return State.encodeControl(new GroupState(
                group.id(),
                group.version(),
                group.name(),
                group.description(),
                group.picture(),
                group.settings(),
                group.createdAt(),
                group.link(),
                0,
                0,
                0,
                List.of(),
                Optional.empty()));
    }

    static Group decode(ConversationId id, byte[] stored, NavigableMap<AccountId, GroupMember> entries) {
        if (State.decodeControl(stored) instanceof GroupState state
                && state.group().equals(id)) {
            return new Group(
                    id,
                    state.version(),
                    state.name(),
                    state.description(),
                    state.picture(),
                    state.settings(),
                    state.createdAt(),
                    state.link(),
                    entries);
        }
        throw new StoreCorrupted("a group that is none");
    }

    /** Version, length of the id, the id, the picture. */
    static byte[] encode(GroupPicture picture) {
        byte[] id = picture.id().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + id.length + picture.jpeg().length)
                .put(VERSION)
                .put((byte) id.length)
                .put(id)
                .put(picture.jpeg())
                .array();
    }

    static GroupPicture decodePicture(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        if (stored.length < 2 || in.get() != VERSION) {
            throw new StoreCorrupted("a group's picture of unknown version");
        }
        byte[] id = new byte[Byte.toUnsignedInt(in.get())];
        in.get(id);
        byte[] jpeg = new byte[in.remaining()];
        in.get(jpeg);
        return new GroupPicture(new String(id, StandardCharsets.UTF_8), jpeg);
    }

    static byte[] encode(GroupMember entry) {
        byte[] by = entry.invitedBy()
                .map(account -> account.value().getBytes(StandardCharsets.UTF_8))
                .orElse(new byte[0]);
        return ByteBuffer.allocate(MEMBER_FIXED + by.length)
                .put(VERSION)
                .put(code(entry.role()))
                .putLong(entry.sinceVersion())
                .put(by)
                .array();
    }

    static GroupMember decodeMember(AccountId account, byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        if (stored.length < MEMBER_FIXED || in.get() != VERSION) {
            throw new StoreCorrupted("a member of a group of unknown version");
        }
        GroupRole role = role(in.get());
        long since = in.getLong();
        String by = StandardCharsets.UTF_8.decode(in).toString();
        return new GroupMember(account, role, since, by.isEmpty() ? Optional.empty() : Optional.of(new AccountId(by)));
    }

    private static byte code(GroupRole role) {
        return switch (role) {
            case MEMBER -> 1;
            case ADMIN -> 2;
            case OWNER -> 3;
            case INVITED -> 4;
            case REQUESTED -> 5;
        };
    }

    private static GroupRole role(byte code) {
        return switch (code) {
            case 1 -> GroupRole.MEMBER;
            case 2 -> GroupRole.ADMIN;
            case 3 -> GroupRole.OWNER;
            case 4 -> GroupRole.INVITED;
            case 5 -> GroupRole.REQUESTED;
            default -> throw new StoreCorrupted("a member of a group of unknown role " + code);
        };
    }
}
