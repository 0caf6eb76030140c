package io.waggle.broker.contact;

import io.waggle.broker.contact.Combination.Block;
import io.waggle.broker.contact.Combination.Reins;
import io.waggle.broker.contact.Combination.Role;
import io.waggle.broker.contact.Wishes.Side;
import java.nio.file.Path;

/**
 * What is to become of each combination, by the words of the documents alone and by nothing of how the server does it. Each rule is
 * the sentence that it is from; a test looks whether it still stands there.
 */
enum Rule {
    REMOVED(Document.PROTOCOL, "A device that its person unlinks is gone with its inbox"),
    BLOCKED(Document.PROTOCOL, "| has blocked the sender | refused | dropped | dropped |"),
    BLOCKS(Document.PROTOCOL, "| is blocked by the sender | as below | dropped | dropped |"),
    REQUESTS(
            Document.PROTOCOL,
            "| takes strangers as requests, and the sender is one | taken, `request` | dropped | taken |"),
    STRANGERS(Document.PROTOCOL, "| refuses strangers, and the sender is one | refused | dropped | taken |"),
    ELSE(Document.PROTOCOL, "| else | taken | taken | taken |"),
    RECEIPTS_OFF(
            Document.PROTOCOL,
            "A READ or PLAYED receipt is also dropped if either of its two accounts, reader or author, has switched"
                    + " `read_receipts` off"),
    MAY_WRITE(Document.PROTOCOL, "| write, send live events | yes | yes | if `may_write` | - | - | - |"),
    NOT_A_WRITER(
            Document.PROTOCOL, "Who is not a member gets NO_SUCH_GROUP, a member who may not write GROUP_FORBIDS."),
    LIVE_NOT_ALLOWED(Document.PROTOCOL, "A live event that is not allowed is dropped."),
    BETWEEN_MEMBERS(Document.PROTOCOL, "Blocks and `strangers` do not count between members"),
    BLOCK_IN_GROUP(
            Document.PROTOCOL,
            "READ and PLAYED receipts and live events are dropped between two of whom one has blocked the other."),
    MAY_ADD(
            Document.PROTOCOL,
            "| add, also who has asked | yes | yes | if `may_invite`, and not `approval` | - | - | - |"),
    ADDED_OR_INVITED(
            Document.PROTOCOL,
            "`create` and `add` make a member of everybody who lets the sender do that, and **invite** the others. Whom a"
                    + " person lets is `add_to_groups` in the privacy settings: everybody, the person's contacts, or nobody."),
    BLOCKED_INVITER(
            Document.PROTOCOL, "Who has blocked the sender counts as one to be asked, and hears nothing of it."),
    MUTUAL(
            Document.PROTOCOL,
            "An account lets another see it if `last_seen` in its privacy settings does (everybody; its contacts, which is the"
                    + " default; or nobody) and it has not blocked the other. Presence is told if each of the two lets the other."),
    LAST_SEEN(Document.PROFILES, "Only where each of the two shows it to the other."),
    PHOTO(
            Document.PRIVACY,
            "`contacts` are those whom the person has added or has in the address book; the default. Whom the person has blocked"
                    + " is not among `everyone`.");

    /** Where it is written. */
    final Path document;

    /** With one space wherever there is space. */
    final String sentence;

    Rule(Path document, String sentence) {
        this.document = document;
        this.sentence = sentence;
    }

    private static final class Document {
        private static final Path PROTOCOL = Path.of("..", "chat-protocol", "PROTOCOL.md");
        private static final Path API =
                Path.of("src", "main", "resources", "io", "waggle", "broker", "http", "openapi");
        private static final Path PROFILES = API.resolve("profiles.yaml");
        private static final Path PRIVACY = API.resolve("privacy.yaml");
    }

    /** What becomes of it. */
    enum Fate {
        /** All devices of the recipient have it. */
        TAKEN,
        /** The same, as a request. */
        TAKEN_AS_REQUEST,
        /** The sender is told RECIPIENT_REFUSES, and nobody gets it. */
        REFUSED,
        /** The sender is told nothing, and nobody gets it. */
        DROPPED,
        /** The sender is told NO_SUCH_GROUP. */
        NO_SUCH_GROUP,
        /** The sender is told GROUP_FORBIDS. */
        GROUP_FORBIDS,
        /** The recipient is a member, and all its devices are told the group. */
        MEMBER,
        /** The recipient is invited, and all its devices are told so. */
        INVITED,
        /** The recipient is invited, and hears nothing of it. */
        INVITED_UNHEARD,
        /** It is seen. */
        SEEN,
        /** It is not. */
        HIDDEN,
        /** What the device says is not answered with success, or is dropped; nobody gets it and nothing changes. */
        OF_NOBODY
    }

    /** What is to become of it. */
    static Fate of(Combination it) {
        if (it.removed()) {
            return Fate.OF_NOBODY; // REMOVED
        }
        return switch (it.kind()) {
            case MESSAGE -> message(it);
            case READ_RECEIPT, READ_RECEIPT_IN_GROUP -> receipt(it);
            case LIVE_EVENT -> liveEvent(it);
            case MESSAGE_IN_GROUP -> messageInGroup(it);
            case LIVE_EVENT_IN_GROUP -> liveEventInGroup(it);
            case ADD_TO_GROUP -> add(it);
            case PRESENCE, LAST_SEEN_IN_PROFILE -> lastSeen(it); // MUTUAL, LAST_SEEN
            case PHOTO_IN_PROFILE -> photo(it);
        };
    }

    private static Fate message(Combination it) {
        Side recipient = it.wishes().recipient();
        if (it.block() == Block.RECIPIENT_BLOCKS_SENDER) {
            return Fate.REFUSED; // BLOCKED; where the sender blocks, BLOCKS says "as below"
        }
        if (recipient.isStranger() && recipient.settings().strangers() == Strangers.REFUSE) {
            return Fate.REFUSED; // STRANGERS
        }
        if (recipient.isStranger() && recipient.settings().strangers() == Strangers.REQUEST) {
            return Fate.TAKEN_AS_REQUEST; // REQUESTS
        }
        return Fate.TAKEN; // ELSE
    }

    private static Fate receipt(Combination it) {
        boolean off = !it.wishes().recipient().settings().readReceipts()
                || !it.wishes().sender().settings().readReceipts();
        boolean dropped = it.block() != Block.NOBODY || off; // BLOCKED, BLOCKS, BLOCK_IN_GROUP; RECEIPTS_OFF
        return dropped ? Fate.DROPPED : Fate.TAKEN; // REQUESTS, STRANGERS, ELSE: the third column
    }

    private static Fate liveEvent(Combination it) {
        Side recipient = it.wishes().recipient();
        boolean stranger = recipient.isStranger() && recipient.settings().strangers() != Strangers.ALLOW;
        boolean dropped = it.block() != Block.NOBODY || stranger; // BLOCKED, BLOCKS; REQUESTS, STRANGERS
        return dropped ? Fate.DROPPED : Fate.TAKEN;
    }

    private static Fate messageInGroup(Combination it) {
        return switch (it.role()) { // MAY_WRITE, NOT_A_WRITER; nothing else, by BETWEEN_MEMBERS
            case OWNER, ADMIN -> Fate.TAKEN;
            case MEMBER -> it.reins() == Reins.EVERY_MEMBER ? Fate.TAKEN : Fate.GROUP_FORBIDS;
            case INVITED, NONE -> Fate.NO_SUCH_GROUP;
        };
    }

    private static Fate liveEventInGroup(Combination it) {
        boolean mayWrite = messageInGroup(it) == Fate.TAKEN; // MAY_WRITE
        boolean dropped = !mayWrite || it.block() != Block.NOBODY; // LIVE_NOT_ALLOWED, BLOCK_IN_GROUP
        return dropped ? Fate.DROPPED : Fate.TAKEN;
    }

    private static Fate add(Combination it) {
        if (it.role() == Role.INVITED || it.role() == Role.NONE) {
            return Fate.NO_SUCH_GROUP; // MAY_ADD
        }
        if (it.role() == Role.MEMBER && it.reins() != Reins.EVERY_MEMBER) {
            return Fate.GROUP_FORBIDS; // MAY_ADD
        }
        if (it.block() == Block.RECIPIENT_BLOCKS_SENDER) {
            return Fate.INVITED_UNHEARD; // BLOCKED_INVITER
        }
        boolean lets =
                lets(it.wishes().recipient(), it.wishes().recipient().settings().addToGroups());
        return lets ? Fate.MEMBER : Fate.INVITED; // ADDED_OR_INVITED
    }

    private static Fate lastSeen(Combination it) {
        Side recipient = it.wishes().recipient();
        Side viewer = it.wishes().sender();
        boolean each = lets(recipient, recipient.settings().lastSeen())
                && lets(viewer, viewer.settings().lastSeen());
        return each && it.block() == Block.NOBODY ? Fate.SEEN : Fate.HIDDEN;
    }

    private static Fate photo(Combination it) {
        Side recipient = it.wishes().recipient();
        boolean lets = lets(recipient, recipient.settings().photo());
        return lets && it.block() != Block.RECIPIENT_BLOCKS_SENDER ? Fate.SEEN : Fate.HIDDEN; // PHOTO
    }

    /** Blocks aside. */
    private static boolean lets(Side person, Audience audience) {
        return audience == Audience.EVERYONE || (audience == Audience.CONTACTS && person.knows());
    }
}
