package io.waggle.broker.group;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.GroupSettings.Who;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A group at version 9 with somebody in every role, twice where one acts and the other is acted upon. */
final class GroupOfAllRoles {

    static final ConversationId ID = new ConversationId(7, 7);
    static final GroupSecret LINK = new GroupSecret(1, 2);
    static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    static final long VERSION = 9;
    static final int MEMBERS = 5;

    static final AccountId OWNER = new AccountId("olga");
    static final AccountId ADMIN = new AccountId("adam");
    static final AccountId OTHER_ADMIN = new AccountId("ada");
    static final AccountId MEMBER = new AccountId("mia");
    static final AccountId OTHER_MEMBER = new AccountId("max");
    static final AccountId INVITED = new AccountId("ivan");
    static final AccountId INVITED_BY_ADMIN = new AccountId("ina");
    static final AccountId INVITED_BY_MEMBER = new AccountId("inge");
    static final AccountId REQUESTED = new AccountId("rita");
    static final AccountId OTHER_REQUESTED = new AccountId("rolf");
    static final AccountId NOBODY = new AccountId("nora");
    static final AccountId STRANGER = new AccountId("sam");

    private GroupOfAllRoles() {}

    static Group with(GroupSettings settings) {
        TreeMap<AccountId, GroupMember> entries = new TreeMap<>();
        put(entries, new GroupMember(OWNER, GroupRole.OWNER, 1));
        put(entries, new GroupMember(ADMIN, GroupRole.ADMIN, 3));
        put(entries, new GroupMember(OTHER_ADMIN, GroupRole.ADMIN, 4));
        put(entries, new GroupMember(MEMBER, GroupRole.MEMBER, 2));
        put(entries, new GroupMember(OTHER_MEMBER, GroupRole.MEMBER, 1));
        put(entries, new GroupMember(INVITED, GroupRole.INVITED, 5, Optional.of(OWNER)));
        put(entries, new GroupMember(INVITED_BY_ADMIN, GroupRole.INVITED, 5, Optional.of(ADMIN)));
        put(entries, new GroupMember(INVITED_BY_MEMBER, GroupRole.INVITED, 6, Optional.of(MEMBER)));
        put(entries, new GroupMember(REQUESTED, GroupRole.REQUESTED, 7));
        put(entries, new GroupMember(OTHER_REQUESTED, GroupRole.REQUESTED, 8));
        return new Group(ID, VERSION, "Bees", "of the town", "tag", settings, NOW, Optional.of(LINK), entries);
    }

    private static void put(Map<AccountId, GroupMember> entries, GroupMember entry) {
        entries.put(entry.account(), entry);
    }

    static Group withDefaults() {
        return with(GroupSettings.DEFAULT);
    }

    /** The same without some. */
    static Group without(Group group, AccountId... some) {
        TreeMap<AccountId, GroupMember> entries = new TreeMap<>(group.entries());
        Set.of(some).forEach(entries::remove);
        return new Group(
                group.id(),
                group.version(),
                group.name(),
                group.description(),
                group.picture(),
                group.settings(),
                group.createdAt(),
                group.link(),
                entries);
    }

    static GroupSettings settings(boolean write, boolean edit, boolean invite, boolean approval) {
        return new GroupSettings(who(write), who(edit), who(invite), approval, Duration.ofDays(1));
    }

    private static Who who(boolean everyMember) {
        return everyMember ? Who.EVERY_MEMBER : Who.ADMINS;
    }

    static GroupChange change(GroupChange.Change change) {
        return new GroupChange(MessageId.parse("019c1e6d-0000-7000-b000-000000000001"), ID, 0, change);
    }

    static Address device(AccountId account) {
        return Address.of(account.value(), "phone");
    }
}
