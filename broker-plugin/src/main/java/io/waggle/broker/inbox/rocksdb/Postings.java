package io.waggle.broker.inbox.rocksdb;

import com.google.protobuf.ByteString;
import io.waggle.broker.event.Event;
import io.waggle.broker.group.Group;
import io.waggle.broker.inbox.RosterCheck;
import io.waggle.broker.inbox.Submission;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.Posting;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/** Decides the messages of one frame that are new, and writes the rows of those that are accepted. */
final class Postings {

    private final Commit commit;
    private final Entry sender;
    private final Submission submission;

    Postings(Commit commit, Entry sender, Submission submission) {
        this.commit = commit;
        this.sender = sender;
        this.submission = submission;
    }

    SendOutcome decide(Posting posting) throws RocksDBException {
        return posting instanceof Send send ? toAccounts(send) : toGroup((GroupSend) posting);
    }

    // --- to accounts that it names

    private SendOutcome toAccounts(Send send) throws RocksDBException {
        List<RecipientOutcome> unknown = new ArrayList<>();
        List<DeviceChanges> changes = new ArrayList<>();
        for (Recipient recipient : send.recipients()) {
            if (submission.refusing().contains(recipient.account())) {
                continue; // who takes nothing from the sender tells it nothing of their devices either
            }
            Map<DeviceId, Entry> devices = commit.directory().devices(recipient.account());
            if (devices.isEmpty()) {
                unknown.add(Places.whole(recipient.account(), Result.UNKNOWN_ACCOUNT));
            } else {
                RosterCheck.difference(submission.sender(), recipient, devices, Entry::epoch)
                        .ifPresent(changes::add);
            }
        }
        if (!unknown.isEmpty()) {
            return outcome(send, Result.UNKNOWN_ACCOUNT, unknown, changes);
        }
        if (!changes.isEmpty()) {
            return outcome(send, Result.DEVICES_CHANGED, List.of(), changes);
        }
        Places places = places();
        for (Recipient recipient : send.recipients()) {
            if (submission.refusing().contains(recipient.account())) {
                places.without(recipient.account(), Result.RECIPIENT_REFUSES);
            } else {
                places.with(recipient.account(), named(send, recipient));
            }
        }
        return place(send, places, 0);
    }

    private List<Places.Candidate> named(Send send, Recipient recipient) {
        List<Places.Candidate> candidates = new ArrayList<>(recipient.devices().size());
        for (Recipient.Device device : recipient.devices()) {
            Entry inbox = commit.find(new Address(recipient.account(), device.device()));
            if (inbox == null) {
                throw new IllegalStateException("a device that passed the roster check has no inbox");
            }
            ByteString content = device.content();
            candidates.add(new Places.Candidate(
                    inbox, content, content.isEmpty() ? send.content().size() : content.size()));
        }
        return candidates;
    }

    // --- to a group, as it is now

    private SendOutcome toGroup(GroupSend send) throws RocksDBException {
        AccountId account = submission.sender().account();
        Optional<Group> found = commit.groups().find(send.conversation()).filter(group -> group.isMember(account));
        if (found.isEmpty()) {
            return outcome(send, Result.NO_SUCH_GROUP, List.of(), List.of());
        }
        Group group = found.get();
        if (send.version() != 0 && send.version() != group.version()) {
            return new SendOutcome(
                    send.messageId(), send.conversation(), Result.GROUP_CHANGED, List.of(), List.of(), group.version());
        }
        GroupRole role = group.role(account).orElseThrow();
        if (!group.settings().mayWrite().includes(role)) {
            return outcome(send, Result.GROUP_FORBIDS, List.of(), List.of());
        }
        Places places = places();
        for (GroupMember member : group.entries().values()) {
            if (member.role().isMember()) {
                placeAtMember(places, send, member.account());
            }
        }
        return place(send, places, group.version());
    }

    private void placeAtMember(Places places, GroupSend send, AccountId member) {
        Map<DeviceId, Entry> devices = commit.directory().devices(member);
        if (devices.isEmpty()) {
            places.without(member, Result.UNKNOWN_ACCOUNT);
            return;
        }
        List<Places.Candidate> candidates = new ArrayList<>(devices.size());
        for (Entry inbox : devices.values()) {
            if (inbox != sender) {
                candidates.add(new Places.Candidate(
                        commit.loadedEntry(inbox),
                        ByteString.EMPTY,
                        send.content().size()));
            }
        }
        places.with(member, candidates);
    }

    // --- to devices

    private Places places() {
        return new Places(submission.sender().account(), commit.config());
    }

    private SendOutcome place(Posting posting, Places places, long groupVersion) throws RocksDBException {
        Optional<Result> refusal = places.refusal();
        if (refusal.isPresent()) {
            return outcome(posting, refusal.get(), places.without(), List.of());
        }
        append(posting, places.places(), groupVersion);
        return outcome(posting, Result.ACCEPTED, places.without(), List.of());
    }

    private void append(Posting posting, List<Places.Place> places, long groupVersion) throws RocksDBException {
        int sharers = (int) places.stream()
                .filter(place -> place.hasRoom() && place.content().isEmpty())
                .count();
        ByteString common = posting.content();
        Commit.Body body = SharedContents.isWorthSharing(sharers, common.size())
                ? commit.share(common, sharers)
                : new Commit.Body.Inline(common);
        Commit.Draft forMost = draft(posting, body, false, groupVersion);
        int rows = 0;
        long bytes = 0;
        for (Places.Place place : places) {
            if (!place.hasRoom()) {
                commit.markMissed(place.inbox());
                commit.event(new Event.MessageMissed());
                continue;
            }
            boolean request =
                    submission.asRequest().contains(place.inbox().device().account());
            boolean own = !place.content().isEmpty();
            Commit.Body rowBody = own ? new Commit.Body.Inline(place.content()) : body;
            commit.append(place.inbox(), request || own ? draft(posting, rowBody, request, groupVersion) : forMost);
            rows++;
            bytes += rowBody.content().size();
        }
        commit.event(new Event.MessageAccepted(rows, bytes));
    }

    private Commit.Draft draft(Posting posting, Commit.Body body, boolean request, long groupVersion) {
        var header = new Row.MessageHeader(
                sender.id(), sender.device(), posting.messageId(), posting.conversation(), request, groupVersion);
        return commit.message(header, body, commit.nowMs() + lifetime(posting).toMillis());
    }

    private Duration lifetime(Posting posting) {
        Duration wanted = posting.expiresIn().isZero() ? commit.config().defaultExpiry() : posting.expiresIn();
        Duration most = commit.config().maxExpiry();
        return wanted.compareTo(most) < 0 ? wanted : most;
    }

    private static SendOutcome outcome(
            Posting posting, Result result, List<RecipientOutcome> recipients, List<DeviceChanges> changes) {
        return new SendOutcome(posting.messageId(), posting.conversation(), result, recipients, changes);
    }
}
