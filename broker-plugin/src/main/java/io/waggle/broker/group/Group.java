package io.waggle.broker.group;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSettings;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A group at one version. Immutable.
 *
 * @param version counts its changes, from 1
 * @param description empty: none
 * @param picture identifies it; empty: none
 * @param entries members, invited people and those who have asked to join
 */
public record Group(
        ConversationId id,
        long version,
        String name,
        String description,
        String picture,
        GroupSettings settings,
        Instant createdAt,
        Optional<GroupSecret> link,
        NavigableMap<AccountId, GroupMember> entries) {

    /** Keeps the map: whoever made it must not change it. */
    public Group {
        entries = Collections.unmodifiableNavigableMap(entries);
    }

    /** What the account is to the group; nothing if it is not in it. */
    public Optional<GroupRole> role(AccountId account) {
        return Optional.ofNullable(entries.get(account)).map(GroupMember::role);
    }

    /** Whether messages and events go to the account. */
    public boolean isMember(AccountId account) {
        GroupMember entry = entries.get(account);
        return entry != null && entry.role().isMember();
    }

    /** How many are members; the others are invited, or have asked. */
    public int members() {
        int members = 0;
        for (GroupMember entry : entries.values()) {
            members += entry.role().isMember() ? 1 : 0;
        }
        return members;
    }

    /** What comes next, with some things different. */
    Next next() {
        return new Next(this);
    }

    /** The next version while it is being made. */
    static final class Next {

        private final Group before;
        private String name;
        private String description;
        private String picture;
        private GroupSettings settings;
        private Optional<GroupSecret> link;
        private @Nullable NavigableMap<AccountId, GroupMember> entries;

        private Next(Group before) {
            this.before = before;
            this.name = before.name;
            this.description = before.description;
            this.picture = before.picture;
            this.settings = before.settings;
            this.link = before.link;
        }

        /** The number that it will have. */
        long version() {
            return before.version + 1;
        }

        Next name(String other) {
            name = other;
            return this;
        }

        Next description(String other) {
            description = other;
            return this;
        }

        Next picture(String other) {
            picture = other;
            return this;
        }

        Next settings(GroupSettings other) {
            settings = other;
            return this;
        }

        Next link(Optional<GroupSecret> other) {
            link = other;
            return this;
        }

        Next with(Collection<GroupMember> some) {
            some.forEach(entry -> changed().put(entry.account(), entry));
            return this;
        }

        Next without(Collection<AccountId> some) {
            some.forEach(changed()::remove);
            return this;
        }

        private NavigableMap<AccountId, GroupMember> changed() {
            NavigableMap<AccountId, GroupMember> map = entries;
            if (map == null) {
                map = new TreeMap<>(before.entries);
                entries = map;
            }
            return map;
        }

        Group build() {
            return new Group(
                    before.id,
                    version(),
                    name,
                    description,
                    picture,
                    settings,
                    before.createdAt,
                    link,
                    entries == null ? before.entries : entries);
        }
    }
}
