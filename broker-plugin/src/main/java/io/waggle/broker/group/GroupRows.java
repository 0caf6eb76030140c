package io.waggle.broker.group;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.InboxItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the people of a group are told of a change: events those who know the group, its state those who come to be in it. */
public final class GroupRows {

    /** Entries of one row, so that it fits into any frame: each takes at most 147 bytes, and everything else of it some 4,900. */
    static final int ENTRIES_PER_ROW = 256;

    private GroupRows() {}

    /**
     * The same rows for some accounts.
     *
     * @param content in order
     */
    public record Rows(Set<AccountId> to, List<? extends InboxItem.Content> content) {}

    /**
     * What changed the group.
     *
     * @param changeId nothing: the server itself
     * @param device nothing: the account was deleted
     * @param deaf have blocked the actor: what the actor invites them to, they do not hear of
     */
    public record Cause(Optional<MessageId> changeId, AccountId actor, Optional<DeviceId> device, Set<AccountId> deaf) {

        public static Cause of(Address actor, GroupChange change, Admissions admissions) {
            return new Cause(Optional.of(change.id()), actor.account(), Optional.of(actor.device()), admissions.deaf());
        }

        public static Cause deletionOf(AccountId account) {
            return new Cause(Optional.empty(), account, Optional.empty(), Set.of());
        }

        /** A member who has blocked the actor hears like the others, and so does who asked to join and is let in. */
        private boolean isHeardBy(AccountId account, Optional<GroupRole> is) {
            boolean isDeleted = device.isEmpty() && account.equals(actor);
            return !isDeleted && !(deaf.contains(account) && is.equals(Optional.of(GroupRole.INVITED)));
        }

        private Optional<GroupState.Cause> ofState() {
            return changeId.flatMap(id -> device.map(with -> new GroupState.Cause(id, new Address(actor, with))));
        }
    }

    /** Who is told what. No account is in two of them. */
    public static List<Rows> of(
            ConversationId id, Optional<Group> before, Ruling.Changed changed, Cause cause, Instant now) {
        Set<AccountId> knowing = new TreeSet<>();
        Map<Optional<AccountId>, Set<AccountId>> entering = new LinkedHashMap<>();
        Set<AccountId> out = new TreeSet<>();
        Set<AccountId> all = new TreeSet<>();
        before.ifPresent(group -> all.addAll(group.entries().keySet()));
        changed.after().ifPresent(group -> all.addAll(group.entries().keySet()));
        for (AccountId account : all) {
            Optional<GroupRole> was = before.flatMap(group -> group.role(account));
            Optional<GroupRole> is = changed.after().flatMap(group -> group.role(account));
            if (!cause.isHeardBy(account, is)) {
                continue;
            }
            if (was.filter(GroupRole::isMember).isPresent()) {
                knowing.add(account);
            } else if (is.isEmpty()) {
                out.add(account);
            } else if (!is.equals(was)) {
                entering.computeIfAbsent(view(changed.after().orElseThrow(), account), key -> new TreeSet<>())
                        .add(account);
            }
        }
        List<Rows> rows = new ArrayList<>();
        if (!knowing.isEmpty()) {
            rows.add(new Rows(knowing, List.of(event(id, before, changed, cause, now))));
        }
        entering.forEach((view, accounts) -> rows.add(new Rows(
                accounts,
                state(changed.after().orElseThrow(), accounts.iterator().next(), cause.ofState()))));
        if (!out.isEmpty()) {
            rows.add(new Rows(out, List.of(GroupState.none(id))));
        }
        return rows;
    }

    /** Members see the same; who is none sees nobody but itself. */
    private static Optional<AccountId> view(Group group, AccountId account) {
        return group.isMember(account) ? Optional.empty() : Optional.of(account);
    }

    private static GroupEvent event(
            ConversationId id, Optional<Group> before, Ruling.Changed changed, Cause cause, Instant now) {
        long version = before.map(Group::version).orElse(0L) + 1;
        return new GroupEvent(id, version, cause.changeId(), cause.actor(), cause.device(), now, changed.effect());
    }

    /** What an account that asks is told of the group. */
    public static List<GroupState> answer(ConversationId id, Optional<Group> group, AccountId account) {
        return group.filter(found -> found.role(account).isPresent())
                .map(found -> state(found, account, Optional.empty()))
                .orElseGet(() -> List.of(GroupState.none(id)));
    }

    /** The state as the account may see it, in as many rows as it takes. */
    private static List<GroupState> state(Group group, AccountId account, Optional<GroupState.Cause> cause) {
        GroupRole role = group.role(account).orElseThrow();
        List<GroupMember> visible = role.isMember()
                ? List.copyOf(group.entries().values())
                : List.of(group.entries().get(account));
        boolean seesLink = group.settings().mayInvite().includes(role);
        List<GroupState> rows = new ArrayList<>();
        for (int from = 0; from < visible.size(); from += ENTRIES_PER_ROW) {
            rows.add(new GroupState(
                    group.id(),
                    group.version(),
                    group.name(),
                    group.description(),
                    group.picture(),
                    group.settings(),
                    group.createdAt(),
                    seesLink ? group.link() : Optional.empty(),
                    group.members(),
                    visible.size(),
                    from,
                    visible.subList(from, Math.min(visible.size(), from + ENTRIES_PER_ROW)),
                    cause));
        }
        return rows;
    }
}
