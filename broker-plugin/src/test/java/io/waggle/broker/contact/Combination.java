package io.waggle.broker.contact;

import io.waggle.protocol.frame.GroupSettings.Who;
import java.util.ArrayList;
import java.util.List;

/**
 * One combination of what decides whether what somebody sends gets to somebody. A dimension that has nothing to do with a kind has one
 * value there.
 *
 * @param role of the sender in the group; {@link Role#NONE} also where no group has to do with it
 * @param reins what the group lets members do of this kind
 * @param removed whether the sending device has been removed; else it is one like any
 * @param devices of the recipient
 */
record Combination(Kind kind, Block block, Wishes wishes, Role role, Reins reins, boolean removed, int devices) {

    /** What is sent, or looked at. */
    enum Kind {
        MESSAGE,
        READ_RECEIPT,
        LIVE_EVENT,
        /** The recipient is a member. */
        MESSAGE_IN_GROUP,
        /** The conversation is a group of both; which group that is, or what the reader is there, the server does not look at. */
        READ_RECEIPT_IN_GROUP,
        /** The recipient is a member. */
        LIVE_EVENT_IN_GROUP,
        /** The recipient is added, and has nothing to do with the group so far. */
        ADD_TO_GROUP,
        /** Of accounts, whatever their devices; a device that is removed has no connection on which to be told. */
        PRESENCE,
        /** The same, asked for over HTTP. */
        LAST_SEEN_IN_PROFILE,
        PHOTO_IN_PROFILE;

        /** Whether a group has to do with it. */
        private boolean isInGroup() {
            return this == MESSAGE_IN_GROUP
                    || this == READ_RECEIPT_IN_GROUP
                    || this == LIVE_EVENT_IN_GROUP
                    || this == ADD_TO_GROUP;
        }

        /** Whether the sender, or viewer, looks, and sends nothing by a device to devices. */
        boolean isLook() {
            return this == PRESENCE || this == LAST_SEEN_IN_PROFILE || this == PHOTO_IN_PROFILE;
        }
    }

    /** Who has blocked whom. */
    enum Block {
        NOBODY,
        RECIPIENT_BLOCKS_SENDER,
        SENDER_BLOCKS_RECIPIENT
    }

    /** What the sender is to the group. */
    enum Role {
        OWNER,
        ADMIN,
        MEMBER,
        INVITED,
        NONE
    }

    /** Who of a group may do it: write there, or add people. */
    enum Reins {
        EVERY_MEMBER(Who.EVERY_MEMBER, false),
        ADMINS(Who.ADMINS, false),
        /** Of adding alone. */
        APPROVAL(Who.EVERY_MEMBER, true);

        final Who who;
        final boolean approval;

        Reins(Who who, boolean approval) {
            this.who = who;
            this.approval = approval;
        }
    }

    /** All combinations of a kind for two people who stand to each other in one way. */
    static List<Combination> of(Kind kind, Block block, Wishes wishes, int devices) {
        List<Combination> all = new ArrayList<>();
        for (Role role : kind.isInGroup() ? List.of(Role.values()) : List.of(Role.NONE)) {
            for (Reins reins : reins(kind)) {
                for (boolean removed : kind.isLook() ? List.of(false) : List.of(false, true)) {
                    all.add(new Combination(kind, block, wishes, role, reins, removed, devices));
                }
            }
        }
        return all;
    }

    private static List<Reins> reins(Kind kind) {
        if (kind == Kind.ADD_TO_GROUP) {
            return List.of(Reins.values());
        }
        return kind.isInGroup() ? List.of(Reins.EVERY_MEMBER, Reins.ADMINS) : List.of(Reins.EVERY_MEMBER);
    }

    /** The settings and contacts that have to do with a kind. */
    static List<Wishes> wishes(Kind kind) {
        return switch (kind) {
            case MESSAGE, LIVE_EVENT, MESSAGE_IN_GROUP, LIVE_EVENT_IN_GROUP -> Wishes.OF_STRANGERS;
            case READ_RECEIPT, READ_RECEIPT_IN_GROUP -> Wishes.OF_RECEIPTS;
            case ADD_TO_GROUP -> Wishes.OF_ADDING;
            case PRESENCE, LAST_SEEN_IN_PROFILE -> Wishes.OF_LAST_SEEN;
            case PHOTO_IN_PROFILE -> Wishes.OF_PHOTO;
        };
    }

    /** How many devices the recipient may have. */
    static List<Integer> devices(Kind kind) {
        return kind.isLook() ? List.of(1) : List.of(1, 2);
    }
}
