package io.waggle.broker.group;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who may change a group how, and what it is then; PROTOCOL.md, section "Groups", has the table. A change that finds what it wants
 * is accepted and does nothing, so two admins who want the same both get it.
 */
public final class GroupRules {

    private final int maxMembers;

    /** Takes how many members a group may have, and as many again who are invited or have asked. */
    public GroupRules(int maxMembers) {
        this.maxMembers = maxMembers;
    }

    /**
     * Somebody's change of a group.
     *
     * @param group nothing: there is none of this id
     */
    public record Request(
            Optional<Group> group,
            AccountId actor,
            GroupChange change,
            Admissions admissions,
            People people,
            Instant now) {}

    /** What becomes of the change. */
    public Ruling decide(Request request) {
        if (request.change().change() instanceof GroupChange.Create create) {
            return create(request, create);
        }
        Group group = request.group().orElse(null);
        if (request.change().change() instanceof GroupChange.Join join) {
            return group == null ? new Ruling.Refused(Result.LINK_INVALID) : join(group, request, join);
        }
        GroupMember self = group == null ? null : group.entries().get(request.actor());
        if (group == null || self == null) {
            return new Ruling.Refused(Result.NO_SUCH_GROUP);
        }
        if (isOfAnotherVersion(request, group)) {
            return new Ruling.Refused(Result.GROUP_CHANGED);
        }
        return self.role().isMember() ? byMember(group, self, request) : byOutsider(group, self, request);
    }

    private static boolean isOfAnotherVersion(Request request, Group group) {
        long wanted = request.change().ifVersion();
        return wanted != 0 && wanted != group.version();
    }

    private Ruling byOutsider(Group group, GroupMember self, Request request) {
        GroupChange.Change change = request.change().change();
        if (change instanceof GroupChange.Leave) {
            return leave(group, self);
        }
        if (change instanceof GroupChange.Accept && self.role() == GroupRole.INVITED) {
            return admit(group, request, List.of(member(group, self.account())));
        }
        return new Ruling.Refused(Result.NO_SUCH_GROUP);
    }

    private Ruling byMember(Group group, GroupMember self, Request request) {
        GroupChange.Change change = request.change().change();
        if (change instanceof GroupChange.SetName name) {
            return edit(group, self, name.name().equals(group.name()), () -> named(group, name.name()));
        }
        if (change instanceof GroupChange.SetDescription text) {
            return edit(
                    group,
                    self,
                    text.description().equals(group.description()),
                    () -> described(group, text.description()));
        }
        if (change instanceof GroupChange.SetPicture picture) {
            return edit(
                    group, self, picture.picture().equals(group.picture()), () -> pictured(group, picture.picture()));
        }
        if (change instanceof GroupChange.SetSettings settings) {
            return settings(group, self, settings.settings());
        }
        if (change instanceof GroupChange.Add add) {
            return add(group, self, request, add);
        }
        if (change instanceof GroupChange.Remove remove) {
            return remove(group, self, remove);
        }
        if (change instanceof GroupChange.SetRole role) {
            return role(group, self, role);
        }
        if (change instanceof GroupChange.Leave) {
            return leave(group, self);
        }
        if (change instanceof GroupChange.SetLink link) {
            return link(group, self, link);
        }
        if (change instanceof GroupChange.Disband) {
            return self.role() == GroupRole.OWNER
                    ? new Ruling.Changed(Optional.empty(), new GroupEvent.Disbanded())
                    : new Ruling.Refused(Result.GROUP_FORBIDS);
        }
        return new Ruling.AsItIs(); // accepting, where one is a member already
    }

    // --- making one

    private Ruling create(Request request, GroupChange.Create create) {
        if (request.group().isPresent()) {
            return new Ruling.Refused(Result.GROUP_EXISTS);
        }
        AccountId creator = request.actor();
        List<AccountId> others = create.members().stream()
                .filter(account -> !account.equals(creator))
                .toList();
        TreeMap<AccountId, GroupMember> entries = new TreeMap<>();
        entries.put(creator, new GroupMember(creator, GroupRole.OWNER, 1));
        others.forEach(account -> entries.put(account, admitted(request, account, 1)));
        Optional<Ruling> refused = refusal(request, entries.keySet(), entries.values());
        if (refused.isPresent()) {
            return refused.get();
        }
        Group group = new Group(
                request.change().group(),
                1,
                create.name(),
                create.description(),
                "",
                create.settings(),
                request.now(),
                Optional.empty(),
                entries);
        return new Ruling.Changed(
                Optional.of(group), new GroupEvent.MembersSet(List.copyOf(entries.values()), List.of()));
    }

    private static GroupMember admitted(Request request, AccountId account, long version) {
        return request.admissions().mayAdd(account)
                ? new GroupMember(account, GroupRole.MEMBER, version)
                : new GroupMember(account, GroupRole.INVITED, version, Optional.of(request.actor()));
    }

    /** Why these accounts cannot come into a group that then has these entries; nothing if they can. */
    private Optional<Ruling> refusal(Request request, Iterable<AccountId> coming, Iterable<GroupMember> entriesThen) {
        int members = 0;
        int outsiders = 0;
        for (GroupMember entry : entriesThen) {
            members += entry.role().isMember() ? 1 : 0;
            outsiders += entry.role().isMember() ? 0 : 1;
        }
        List<AccountId> unknown = those(coming, account -> !request.people().exists(account));
        if (!unknown.isEmpty()) {
            return Optional.of(new Ruling.Refused(Result.UNKNOWN_ACCOUNT, unknown));
        }
        if (members > maxMembers || outsiders > maxMembers) {
            return Optional.of(new Ruling.Refused(Result.GROUP_FULL));
        }
        List<AccountId> busy = those(coming, account -> !request.people().hasRoomForGroup(account));
        return busy.isEmpty() ? Optional.empty() : Optional.of(new Ruling.Refused(Result.TOO_MANY_GROUPS, busy));
    }

    private static List<AccountId> those(Iterable<AccountId> accounts, Predicate<AccountId> are) {
        List<AccountId> found = new ArrayList<>(0);
        for (AccountId account : accounts) {
            if (are.test(account)) {
                found.add(account);
            }
        }
        return found;
    }

    // --- what it says of itself

    /** Makes the next version. */
    @FunctionalInterface
    private interface Edit {
        Ruling.Changed make();
    }

    private static Ruling edit(Group group, GroupMember self, boolean isSo, Edit edit) {
        if (!group.settings().mayEdit().includes(self.role())) {
            return new Ruling.Refused(Result.GROUP_FORBIDS);
        }
        return isSo ? new Ruling.AsItIs() : edit.make();
    }

    private static Ruling.Changed named(Group group, String name) {
        return changed(group.next().name(name), new GroupEvent.NameSet(name));
    }

    private static Ruling.Changed described(Group group, String description) {
        return changed(group.next().description(description), new GroupEvent.DescriptionSet(description));
    }

    private static Ruling.Changed pictured(Group group, String picture) {
        return changed(group.next().picture(picture), new GroupEvent.PictureSet(picture));
    }

    /** The timer is edited like the name; who may what is the admins' to say. */
    private static Ruling settings(Group group, GroupMember self, GroupSettings settings) {
        boolean onlyTimer = settings.withTimer(group.settings().timer()).equals(group.settings());
        boolean may = onlyTimer
                ? group.settings().mayEdit().includes(self.role())
                : self.role().isAdmin();
        if (!may) {
            return new Ruling.Refused(Result.GROUP_FORBIDS);
        }
        return settings.equals(group.settings())
                ? new Ruling.AsItIs()
                : changed(group.next().settings(settings), new GroupEvent.SettingsSet(settings));
    }

    private static Ruling link(Group group, GroupMember self, GroupChange.SetLink link) {
        if (!self.role().isAdmin()) {
            return new Ruling.Refused(Result.GROUP_FORBIDS);
        }
        return link.secret().equals(group.link())
                ? new Ruling.AsItIs()
                : changed(
                        group.next().link(link.secret()),
                        new GroupEvent.LinkSet(link.secret().isPresent()));
    }

    // --- who is in it

    private Ruling add(Group group, GroupMember self, Request request, GroupChange.Add add) {
        boolean may = group.settings().approval()
                ? self.role().isAdmin()
                : group.settings().mayInvite().includes(self.role());
        if (!may) {
            return new Ruling.Refused(Result.GROUP_FORBIDS);
        }
        List<GroupMember> coming = new ArrayList<>();
        for (AccountId account : add.accounts()) {
            GroupMember now = group.entries().get(account);
            GroupMember then = now != null && now.role() == GroupRole.REQUESTED
                    ? member(group, account)
                    : admitted(request, account, group.version() + 1);
            if (now == null || (!now.role().isMember() && now.role() != then.role())) {
                coming.add(then);
            }
        }
        return admit(group, request, coming);
    }

    private static GroupMember member(Group group, AccountId account) {
        return new GroupMember(account, GroupRole.MEMBER, group.version() + 1);
    }

    private Ruling join(Group group, Request request, GroupChange.Join join) {
        if (group.link().filter(link -> link.matches(join.secret())).isEmpty()) {
            return new Ruling.Refused(Result.LINK_INVALID);
        }
        if (isOfAnotherVersion(request, group)) {
            return new Ruling.Refused(Result.GROUP_CHANGED);
        }
        GroupMember now = group.entries().get(request.actor());
        boolean waits = group.settings().approval() && (now == null || now.role() == GroupRole.REQUESTED);
        GroupRole role = waits ? GroupRole.REQUESTED : GroupRole.MEMBER;
        if (now != null && (now.role().isMember() || now.role() == role)) {
            return new Ruling.AsItIs();
        }
        return admit(group, request, List.of(new GroupMember(request.actor(), role, group.version() + 1)));
    }

    private Ruling admit(Group group, Request request, List<GroupMember> coming) {
        if (coming.isEmpty()) {
            return new Ruling.AsItIs();
        }
        Group after = group.next().with(coming).build();
        List<AccountId> strangers = coming.stream()
                .map(GroupMember::account)
                .filter(account -> !group.entries().containsKey(account))
                .toList();
        return refusal(request, strangers, after.entries().values())
                .orElseGet(() -> new Ruling.Changed(Optional.of(after), new GroupEvent.MembersSet(coming, List.of())));
    }

    private static Ruling remove(Group group, GroupMember self, GroupChange.Remove remove) {
        List<AccountId> going = new ArrayList<>();
        for (AccountId account : remove.accounts()) {
            GroupMember entry = group.entries().get(account);
            if (entry != null && !mayRemove(self, entry)) {
                return new Ruling.Refused(Result.GROUP_FORBIDS, List.of(account));
            }
            if (entry != null) {
                going.add(account);
            } else if (!self.role().isAdmin()) {
                return new Ruling.Refused(Result.GROUP_FORBIDS);
            }
        }
        return going.isEmpty()
                ? new Ruling.AsItIs()
                : changed(group.next().without(going), new GroupEvent.MembersSet(List.of(), going));
    }

    private static boolean mayRemove(GroupMember self, GroupMember other) {
        return switch (other.role()) {
            case OWNER -> false;
            case ADMIN -> self.role() == GroupRole.OWNER;
            case MEMBER, REQUESTED -> self.role().isAdmin();
            case INVITED -> self.role().isAdmin() || other.invitedBy().equals(Optional.of(self.account()));
        };
    }

    private static Ruling role(Group group, GroupMember self, GroupChange.SetRole wanted) {
        GroupMember other = group.entries().get(wanted.account());
        if (other == null || !other.role().isMember() || !mayGive(self, other, wanted.role())) {
            return new Ruling.Refused(Result.GROUP_FORBIDS, List.of(wanted.account()));
        }
        if (other.role() == wanted.role()) {
            return new Ruling.AsItIs();
        }
        List<GroupMember> set = new ArrayList<>();
        set.add(other.as(wanted.role()));
        if (wanted.role() == GroupRole.OWNER) {
            set.add(self.as(GroupRole.ADMIN));
        }
        return changed(group.next().with(set), new GroupEvent.MembersSet(set, List.of()));
    }

    private static boolean mayGive(GroupMember self, GroupMember other, GroupRole role) {
        if (other.role() == GroupRole.OWNER) {
            return role == GroupRole.OWNER && self.role() == GroupRole.OWNER;
        }
        return switch (role) {
            case OWNER -> self.role() == GroupRole.OWNER;
            case ADMIN -> self.role().isAdmin();
            case MEMBER ->
                self.role() == GroupRole.OWNER
                        || (self.role() == GroupRole.ADMIN && (other.role() == GroupRole.MEMBER || other.equals(self)));
            case INVITED, REQUESTED -> false;
        };
    }

    /** What becomes of the group when the account goes, whatever it is to it; nothing if it is not in it. */
    public static Optional<Ruling.Changed> withoutAccount(Group group, AccountId account) {
        return Optional.ofNullable(group.entries().get(account)).map(entry -> leave(group, entry));
    }

    private static Ruling.Changed leave(Group group, GroupMember self) {
        if (self.role() != GroupRole.OWNER) {
            return changed(
                    group.next().without(List.of(self.account())),
                    new GroupEvent.MembersSet(List.of(), List.of(self.account())));
        }
        @Nullable GroupMember heir = heir(group);
        if (heir == null) {
            return new Ruling.Changed(Optional.empty(), new GroupEvent.Disbanded());
        }
        List<GroupMember> set = List.of(heir.as(GroupRole.OWNER));
        return changed(
                group.next().without(List.of(self.account())).with(set),
                new GroupEvent.MembersSet(set, List.of(self.account())));
    }

    /** Who is the owner after the owner: of the admins, or else of the members, who has been in the group for the longest. */
    private static @Nullable GroupMember heir(Group group) {
        return group.entries().values().stream()
                .filter(entry -> entry.role() == GroupRole.ADMIN || entry.role() == GroupRole.MEMBER)
                .min(Comparator.comparing((GroupMember entry) -> entry.role() == GroupRole.MEMBER)
                        .thenComparing(GroupMember::sinceVersion)
                        .thenComparing(GroupMember::account))
                .orElse(null);
    }

    private static Ruling.Changed changed(Group.Next next, GroupEvent.Effect effect) {
        return new Ruling.Changed(Optional.of(next.build()), effect);
    }
}
