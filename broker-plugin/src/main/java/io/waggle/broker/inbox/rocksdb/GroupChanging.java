package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.GroupChanged.Kind;
import io.waggle.broker.group.Group;
import io.waggle.broker.group.GroupRows;
import io.waggle.broker.group.GroupRules;
import io.waggle.broker.group.People;
import io.waggle.broker.group.Ruling;
import io.waggle.broker.inbox.Submission;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupList;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/** Changes groups, and tells their people, in one commit. Used by the commit thread alone, for one commit. */
final class GroupChanging {

    private final Commit commit;
    private final GroupRules rules;

    GroupChanging(Commit commit) {
        this.commit = commit;
        this.rules = new GroupRules(commit.config().groupMaxMembers());
    }

    /** Decides a change that is new. */
    SendOutcome decide(Submission submission, GroupChange change) throws RocksDBException {
        Optional<Group> before = commit.groups().find(change.group());
        Ruling ruling = rules.decide(new GroupRules.Request(
                before,
                submission.sender().account(),
                change,
                submission.admissions(),
                people(),
                Instant.ofEpochMilli(commit.nowMs())));
        if (ruling instanceof Ruling.Refused refused) {
            return refusal(change, refused, before);
        }
        if (ruling instanceof Ruling.Changed changed) {
            put(
                    change.group(),
                    before,
                    changed,
                    GroupRows.Cause.of(submission.sender(), change, submission.admissions()));
        }
        return new SendOutcome(change.id(), change.group(), Result.ACCEPTED, List.of(), List.of());
    }

    private static SendOutcome refusal(GroupChange change, Ruling.Refused refused, Optional<Group> group) {
        List<RecipientOutcome> whom = refused.whom().stream()
                .map(account -> Places.whole(account, refused.why()))
                .toList();
        long version = refused.why() == Result.GROUP_CHANGED
                ? group.map(Group::version).orElse(0L)
                : 0;
        return new SendOutcome(change.id(), change.group(), refused.why(), whom, List.of(), version);
    }

    /** The account is deleted: it goes from the group, whatever it is to it. @return whether it was in it */
    boolean leave(ConversationId id, AccountId account) throws RocksDBException {
        Optional<Group> before = commit.groups().find(id);
        Optional<Ruling.Changed> changed = before.flatMap(group -> GroupRules.withoutAccount(group, account));
        if (changed.isPresent()) {
            put(id, before, changed.get(), GroupRows.Cause.deletionOf(account));
        }
        return changed.isPresent();
    }

    private void put(ConversationId id, Optional<Group> before, Ruling.Changed changed, GroupRows.Cause cause)
            throws RocksDBException {
        commit.groups().set(id, changed.after());
        commit.event(new Event.GroupChanged(kind(before, changed.effect())));
        Instant now = Instant.ofEpochMilli(commit.nowMs());
        for (GroupRows.Rows rows : GroupRows.of(id, before, changed, cause, now)) {
            List<Entry> inboxes = new ArrayList<>();
            for (AccountId account : rows.to()) {
                inboxes.addAll(commit.directory().devices(account).values());
            }
            for (InboxItem.Content row : rows.content()) {
                tell(inboxes, row);
            }
        }
    }

    private static Kind kind(Optional<Group> before, GroupEvent.Effect effect) {
        if (before.isEmpty()) {
            return Kind.CREATED;
        } else if (effect instanceof GroupEvent.MembersSet) {
            return Kind.MEMBERS;
        } else if (effect instanceof GroupEvent.SettingsSet) {
            return Kind.SETTINGS;
        } else if (effect instanceof GroupEvent.LinkSet) {
            return Kind.LINK;
        }
        return effect instanceof GroupEvent.Disbanded ? Kind.DISBANDED : Kind.PROFILE;
    }

    private void tell(List<Entry> inboxes, InboxItem.Content content) throws RocksDBException {
        int bytes = State.encodeControl(content).length;
        List<Entry> fitting = new ArrayList<>(inboxes.size());
        for (Entry inbox : inboxes) {
            commit.loadedEntry(inbox);
            if (inbox.hasRoom(
                    bytes, commit.config().maxMessages(), commit.config().maxBytes())) {
                fitting.add(inbox);
            } else {
                commit.markMissed(inbox);
                commit.event(new Event.MessageMissed());
            }
        }
        if (!fitting.isEmpty()) {
            Commit.Draft draft = commit.groupRow(content, fitting.size());
            for (Entry inbox : fitting) {
                commit.append(inbox, draft);
            }
        }
    }

    /** Answers with rows of the asking device. */
    void answer(Entry asking, GroupQuery query) throws RocksDBException {
        AccountId account = asking.device().account();
        List<InboxItem.Content> rows = new ArrayList<>();
        if (query.groups().isEmpty()) {
            rows.add(list(account));
        }
        for (ConversationId id : query.groups()) {
            rows.addAll(GroupRows.answer(id, commit.groups().find(id), account));
        }
        for (InboxItem.Content row : rows) {
            tell(List.of(asking), row);
        }
    }

    private GroupList list(AccountId account) throws RocksDBException {
        List<GroupList.Entry> groups = new ArrayList<>();
        for (ConversationId id : commit.groups().of(account)) {
            commit.groups().find(id).ifPresent(group -> groups.add(new GroupList.Entry(id, group.version())));
        }
        return new GroupList(groups);
    }

    private People people() {
        return new People() {
            @Override
            public boolean exists(AccountId account) {
                return !commit.directory().devices(account).isEmpty();
            }

            @Override
            public boolean hasRoomForGroup(AccountId account) {
                try {
                    return commit.groups().of(account).size() < ProtocolLimits.GROUPS_PER_ACCOUNT;
                } catch (RocksDBException e) {
                    throw new StoreUnreadable(e);
                }
            }
        };
    }
}
