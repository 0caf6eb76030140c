package io.waggle.broker.inbox.memory;

import com.google.protobuf.ByteString;
import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.group.Group;
import io.waggle.broker.group.GroupPicture;
import io.waggle.broker.group.GroupRows;
import io.waggle.broker.group.GroupRules;
import io.waggle.broker.group.People;
import io.waggle.broker.group.Ruling;
import io.waggle.broker.inbox.Submission;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupList;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The groups of an {@link InMemoryInbox}, under its lock. */
final class InMemoryGroups {

    private final InMemoryInbox inbox;
    private final Map<ConversationId, Group> groups;
    private final Map<ConversationId, GroupPicture> pictures;
    private final GroupRules rules;
    private final Clock clock;

    InMemoryGroups(InMemoryInbox inbox, InMemoryInbox.Storage storage, InboxConfig config, Clock clock) {
        this.inbox = inbox;
        this.groups = storage.groups;
        this.pictures = storage.pictures;
        this.rules = new GroupRules(config.groupMaxMembers());
        this.clock = clock;
    }

    private Optional<Group> find(ConversationId id) {
        return Optional.ofNullable(groups.get(id));
    }

    Set<ConversationId> of(AccountId account) {
        Set<ConversationId> found = new LinkedHashSet<>();
        groups.forEach((id, group) -> {
            if (group.role(account).isPresent()) {
                found.add(id);
            }
        });
        return found;
    }

    SendOutcome decide(Submission submission, GroupChange change) {
        return inbox.once(submission.sender(), change.id(), change.group(), () -> decideNew(submission, change));
    }

    private SendOutcome decideNew(Submission submission, GroupChange change) {
        Optional<Group> before = find(change.group());
        Ruling ruling = rules.decide(new GroupRules.Request(
                before, submission.sender().account(), change, submission.admissions(), people(), clock.instant()));
        if (ruling instanceof Ruling.Refused refused) {
            long version =
                    refused.why() == Result.GROUP_CHANGED ? before.orElseThrow().version() : 0;
            List<RecipientOutcome> whom = refused.whom().stream()
                    .map(account -> new RecipientOutcome(account, Optional.empty(), refused.why(), ""))
                    .toList();
            return new SendOutcome(change.id(), change.group(), refused.why(), whom, List.of(), version);
        }
        if (ruling instanceof Ruling.Changed changed) {
            put(change.group(), changed, GroupRows.Cause.of(submission.sender(), change, submission.admissions()));
        }
        return new SendOutcome(change.id(), change.group(), Result.ACCEPTED, List.of(), List.of());
    }

    private void put(ConversationId id, Ruling.Changed changed, GroupRows.Cause cause) {
        Optional<Group> before = Optional.ofNullable(groups.remove(id));
        changed.after().ifPresentOrElse(group -> groups.put(id, group), () -> pictures.remove(id));
        for (GroupRows.Rows rows : GroupRows.of(id, before, changed, cause, clock.instant())) {
            for (AccountId account : rows.to()) {
                for (Address device : inbox.devices(account)) {
                    rows.content().forEach(row -> inbox.groupRow(device, row));
                }
            }
        }
    }

    Result setPicture(Address by, ConversationId id, Optional<GroupPicture> picture) {
        GroupChange change = new GroupChange(
                MessageId.create(clock.instant()),
                id,
                0,
                new GroupChange.SetPicture(picture.map(GroupPicture::id).orElse("")));
        Result result = decideNew(new Submission(by, List.of(change), Submission.Refusals.BY_ANSWER), change)
                .result();
        if (result == Result.ACCEPTED) {
            pictures.remove(id);
            picture.ifPresent(shown -> pictures.put(id, shown));
        }
        return result;
    }

    int leave(AccountId account) {
        int left = 0;
        for (ConversationId id : of(account)) {
            Ruling.Changed changed = find(id).flatMap(group -> GroupRules.withoutAccount(group, account))
                    .orElseThrow();
            put(id, changed, GroupRows.Cause.deletionOf(account));
            left++;
        }
        return left;
    }

    void answer(Address asking, GroupQuery query) {
        List<InboxItem.Content> rows = new ArrayList<>();
        if (query.groups().isEmpty()) {
            rows.add(new GroupList(of(asking.account()).stream()
                    .map(id -> new GroupList.Entry(id, find(id).orElseThrow().version()))
                    .toList()));
        }
        query.groups().forEach(id -> rows.addAll(GroupRows.answer(id, find(id), asking.account())));
        rows.forEach(row -> inbox.groupRow(asking, row));
    }

    SendOutcome decide(Address sender, GroupSend send) {
        Group group = groups.get(send.conversation());
        if (group == null || !group.isMember(sender.account())) {
            return outcome(send, Result.NO_SUCH_GROUP, List.of(), 0);
        }
        if (send.version() != 0 && send.version() != group.version()) {
            return outcome(send, Result.GROUP_CHANGED, List.of(), group.version());
        }
        if (!group.settings().mayWrite().includes(group.role(sender.account()).orElseThrow())) {
            return outcome(send, Result.GROUP_FORBIDS, List.of(), 0);
        }
        Map<Address, ByteString> rows = new LinkedHashMap<>();
        Set<Address> missed = new LinkedHashSet<>();
        List<RecipientOutcome> without = new ArrayList<>();
        int others = 0;
        int takers = 0;
        for (GroupMember member : group.entries().values()) {
            if (!member.role().isMember()) {
                continue;
            }
            boolean own = member.account().equals(sender.account());
            boolean takes = own;
            for (Address device : inbox.devices(member.account())) {
                if (device.equals(sender)) {
                    continue;
                }
                if (inbox.hasRoom(device, send.content().size())) {
                    rows.put(device, send.content());
                    takes = true;
                } else {
                    missed.add(device);
                }
            }
            others += own ? 0 : 1;
            takers += !own && takes ? 1 : 0;
            if (!takes) {
                Result why = inbox.devices(member.account()).isEmpty() ? Result.UNKNOWN_ACCOUNT : Result.RECIPIENT_FULL;
                without.add(new RecipientOutcome(member.account(), Optional.empty(), why, ""));
            }
        }
        if (others > 0 && takers == 0) {
            return outcome(send, Result.RECIPIENT_FULL, without, 0);
        }
        inbox.write(sender, send, rows, missed, Set.of(), group.version());
        return outcome(send, Result.ACCEPTED, without, 0);
    }

    private static SendOutcome outcome(GroupSend send, Result result, List<RecipientOutcome> without, long version) {
        return new SendOutcome(send.messageId(), send.conversation(), result, without, List.of(), version);
    }

    private People people() {
        return new People() {
            @Override
            public boolean exists(AccountId account) {
                return !inbox.devices(account).isEmpty();
            }

            @Override
            public boolean hasRoomForGroup(AccountId account) {
                return of(account).size() < ProtocolLimits.GROUPS_PER_ACCOUNT;
            }
        };
    }
}
