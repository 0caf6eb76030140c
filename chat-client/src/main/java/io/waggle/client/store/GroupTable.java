package io.waggle.client.store;

import io.waggle.client.store.SqlSession.Row;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupList;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The groups as this device knows them, by the states and transitions of PROTOCOL.md, section "Knowing a group"; within a transaction
 * that the caller holds.
 */
final class GroupTable {

    /** So many entries are loaded that nothing is missing. */
    private static final long WHOLE = -1;

    private final AccountId self;

    GroupTable(Address owner) {
        self = owner.account();
    }

    /**
     * What is known of a group.
     *
     * @param state without its members; of version 0 if nothing but that it is there is known
     * @param stale whether it is to be asked for
     * @param whole whether the members are all there
     */
    record Known(GroupState state, boolean stale, boolean whole, long loaded) {

        long version() {
            return state.version();
        }
    }

    Optional<Known> find(SqlSession session, ConversationId group) {
        List<Known> found = session.list(
                "SELECT state, stale, loaded FROM chat_group WHERE conversation = ?",
                row -> new Known(
                        (GroupState) StoredRow.content(row.bytes(0)),
                        row.integer(1) != 0,
                        row.integer(2) == WHOLE,
                        row.integer(2)),
                Columns.bytes(group));
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    List<GroupMember> members(SqlSession session, ConversationId group) {
        return session.list(
                "SELECT account, role, since_version, invited_by FROM group_member WHERE conversation = ? ORDER BY account",
                GroupTable::member,
                Columns.bytes(group));
    }

    Optional<GroupRole> role(SqlSession session, ConversationId group, AccountId account) {
        List<GroupRole> roles = session.list(
                "SELECT role FROM group_member WHERE conversation = ? AND account = ?",
                row -> Columns.role(row.integer(0)),
                Columns.bytes(group),
                account.value());
        return roles.isEmpty() ? Optional.empty() : Optional.of(roles.get(0));
    }

    /** Whom a message of the group went to that was accepted at the place. */
    List<AccountId> audience(SqlSession session, ConversationId group, Place place) {
        return session.list(
                "SELECT account FROM group_audience WHERE conversation = ? AND from_place <= ? AND to_place > ?"
                        + " ORDER BY account",
                row -> new AccountId(row.text(0)),
                Columns.bytes(group),
                place.row(),
                place.row());
    }

    /**
     * Somebody was a member before this device came, as far as this device does not know better: it knows from where on it does.
     *
     * @param to where they left; nothing if they are still there
     */
    void wasMember(SqlSession session, ConversationId group, AccountId account, long from, Optional<Long> to) {
        long known = session.number(
                "SELECT ifnull(min(from_place), ?) FROM group_audience WHERE conversation = ? AND from_place >= 0",
                Long.MAX_VALUE,
                Columns.bytes(group));
        long end = to.isPresent() ? Math.min(to.get(), known == Long.MAX_VALUE ? 0 : known) : known;
        if (from < end && from < 0) {
            session.execute(
                    "INSERT OR REPLACE INTO group_audience (conversation, account, from_place, to_place) VALUES (?, ?, ?, ?)",
                    Columns.bytes(group),
                    account.value(),
                    from,
                    end);
        }
    }

    // --- what is to be asked for

    /** Any group may be out of date. */
    void forgetCertainty(SqlSession session) {
        session.execute("UPDATE group_list SET stale = 1");
    }

    boolean isListStale(SqlSession session) {
        return session.number("SELECT stale FROM group_list") != 0;
    }

    List<ConversationId> stale(SqlSession session, int limit) {
        return session.list(
                "SELECT conversation FROM chat_group WHERE stale = 1 LIMIT ?",
                row -> Columns.conversation(row, 0),
                (long) limit);
    }

    // --- what comes

    /** A message was accepted in that version of the group. */
    void seen(SqlSession session, ConversationId group, long version) {
        Optional<Known> known = find(session, group);
        if (!known.isPresent()) {
            put(session, GroupState.none(group), true, WHOLE);
        } else if (version > known.get().version()) {
            setStale(session, group);
        }
    }

    void event(SqlSession session, GroupEvent event, Place place) {
        Optional<Known> known = find(session, event.group());
        if (!known.isPresent()) {
            put(session, GroupState.none(event.group()), true, WHOLE);
        } else if (!known.get().stale() && event.version() > known.get().version()) {
            boolean next =
                    event.version() == known.get().version() + 1 && known.get().whole();
            if (next && !(event.effect() instanceof GroupEvent.UnknownEffect)) {
                apply(session, known.get().state(), event, place);
            } else {
                setStale(session, event.group());
            }
        }
    }

    private void apply(SqlSession session, GroupState before, GroupEvent event, Place place) {
        GroupEvent.Effect effect = event.effect();
        if (effect instanceof GroupEvent.Disbanded) {
            forget(session, event.group(), place);
            return;
        }
        int count = before.memberCount();
        if (effect instanceof GroupEvent.MembersSet members) {
            if (members.gone().contains(self)) {
                forget(session, event.group(), place);
                return;
            }
            members.gone().forEach(account -> remove(session, event.group(), account));
            members.set().forEach(member -> put(session, event.group(), member));
            count = settleAudience(session, event.group(), place);
        }
        // Whether there is a link is told to all, the link itself only to those who ask and may have it.
        boolean ask = effect instanceof GroupEvent.LinkSet link && link.exists();
        put(session, after(before, event, count), ask, WHOLE);
    }

    private static GroupState after(GroupState before, GroupEvent event, int memberCount) {
        GroupEvent.Effect effect = event.effect();
        return new GroupState(
                before.group(),
                event.version(),
                effect instanceof GroupEvent.NameSet name ? name.name() : before.name(),
                effect instanceof GroupEvent.DescriptionSet set ? set.description() : before.description(),
                effect instanceof GroupEvent.PictureSet set ? set.picture() : before.picture(),
                effect instanceof GroupEvent.SettingsSet set ? set.settings() : before.settings(),
                before.createdAt(),
                effect instanceof GroupEvent.LinkSet ? Optional.empty() : before.link(),
                memberCount,
                0,
                0,
                List.of(),
                Optional.empty());
    }

    void state(SqlSession session, GroupState state, Place place) {
        if (state.version() == 0) {
            forget(session, state.group(), place);
            return;
        }
        if (state.entriesBefore() == 0) {
            session.execute("DELETE FROM group_member WHERE conversation = ?", Columns.bytes(state.group()));
        } else if (!continues(session, state)) {
            setStale(session, state.group());
            return;
        }
        state.members().forEach(member -> put(session, state.group(), member));
        int loaded = state.entriesBefore() + state.members().size();
        boolean whole = loaded == state.entries();
        put(session, withoutMembers(state), !whole && isStale(session, state.group()), whole ? WHOLE : loaded);
        if (whole) {
            settleAudience(session, state.group(), place);
        }
    }

    private boolean continues(SqlSession session, GroupState state) {
        return find(session, state.group())
                .filter(known -> known.version() == state.version() && known.loaded() == state.entriesBefore())
                .isPresent();
    }

    private boolean isStale(SqlSession session, ConversationId group) {
        return find(session, group).filter(Known::stale).isPresent();
    }

    /** The list is what is, at this place: what it does not have is gone, what is of another version is asked for. */
    void list(SqlSession session, GroupList list, Place place) {
        Map<ConversationId, Long> present = new HashMap<>();
        list.groups().forEach(entry -> present.put(entry.group(), entry.version()));
        List<ConversationId> known =
                session.list("SELECT conversation FROM chat_group", row -> Columns.conversation(row, 0));
        for (ConversationId group : known) {
            Long version = present.remove(group);
            if (version == null) {
                forget(session, group, place);
            } else if (find(session, group)
                    .filter(it -> it.version() == version && it.whole())
                    .isPresent()) {
                session.execute("UPDATE chat_group SET stale = 0 WHERE conversation = ?", Columns.bytes(group));
            } else {
                setStale(session, group);
            }
        }
        present.keySet().forEach(group -> put(session, GroupState.none(group), true, WHOLE));
        session.execute("UPDATE group_list SET stale = 0");
    }

    // --- rows

    /** Opens and closes what tells whom a message at a place went to. Answers how many members there are. */
    private int settleAudience(SqlSession session, ConversationId group, Place place) {
        Set<AccountId> open = new HashSet<>(audience(session, group, Place.ofRow(Long.MAX_VALUE - 1)));
        List<AccountId> members = new ArrayList<>();
        for (GroupMember member : members(session, group)) {
            if (member.role().isMember()) {
                members.add(member.account());
            }
        }
        for (AccountId account : members) {
            if (!open.remove(account)) {
                session.execute(
                        "INSERT OR REPLACE INTO group_audience (conversation, account, from_place, to_place)"
                                + " VALUES (?, ?, ?, ?)",
                        Columns.bytes(group),
                        account.value(),
                        place.row(),
                        Long.MAX_VALUE);
            }
        }
        open.forEach(account -> closeAudience(session, group, account, place));
        return members.size();
    }

    private static void closeAudience(SqlSession session, ConversationId group, AccountId account, Place place) {
        session.execute(
                "UPDATE group_audience SET to_place = ? WHERE conversation = ? AND account = ? AND to_place = ?",
                place.row(),
                Columns.bytes(group),
                account.value(),
                Long.MAX_VALUE);
    }

    /** There is no such group for this account any more. What was said in it stays. */
    private void forget(SqlSession session, ConversationId group, Place place) {
        session.execute("DELETE FROM chat_group WHERE conversation = ?", Columns.bytes(group));
        session.execute("DELETE FROM group_member WHERE conversation = ?", Columns.bytes(group));
        settleAudience(session, group, place);
    }

    private static void setStale(SqlSession session, ConversationId group) {
        session.execute("UPDATE chat_group SET stale = 1 WHERE conversation = ?", Columns.bytes(group));
    }

    private static void put(SqlSession session, GroupState state, boolean stale, long loaded) {
        session.execute(
                "INSERT OR REPLACE INTO chat_group (conversation, version, state, stale, loaded) VALUES (?, ?, ?, ?, ?)",
                Columns.bytes(state.group()),
                state.version(),
                StoredRow.bytes(state),
                stale ? 1L : 0L,
                loaded);
    }

    private static void put(SqlSession session, ConversationId group, GroupMember member) {
        session.execute(
                "INSERT OR REPLACE INTO group_member (conversation, account, role, since_version, invited_by)"
                        + " VALUES (?, ?, ?, ?, ?)",
                Columns.bytes(group),
                member.account().value(),
                Columns.code(member.role()),
                member.sinceVersion(),
                member.invitedBy().map(AccountId::value).orElse(""));
    }

    private static void remove(SqlSession session, ConversationId group, AccountId account) {
        session.execute(
                "DELETE FROM group_member WHERE conversation = ? AND account = ?",
                Columns.bytes(group),
                account.value());
    }

    private static GroupMember member(Row row) {
        String invitedBy = row.text(3);
        return new GroupMember(
                new AccountId(row.text(0)),
                Columns.role(row.integer(1)),
                row.integer(2),
                invitedBy.isEmpty() ? Optional.empty() : Optional.of(new AccountId(invitedBy)));
    }

    private static GroupState withoutMembers(GroupState state) {
        return new GroupState(
                state.group(),
                state.version(),
                state.name(),
                state.description(),
                state.picture(),
                state.settings(),
                state.createdAt(),
                state.link(),
                state.memberCount(),
                state.entries(),
                0,
                List.of(),
                state.cause());
    }
}
