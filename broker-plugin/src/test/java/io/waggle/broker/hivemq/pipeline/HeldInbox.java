package io.waggle.broker.hivemq.pipeline;

import io.waggle.broker.group.Group;
import io.waggle.broker.group.GroupPicture;
import io.waggle.broker.inbox.Acknowledged;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxFigures;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.inbox.OpenOutcome;
import io.waggle.broker.inbox.Page;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.inbox.Waiting;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** An inbox that decides when the test says so, and holds no rows. */
final class HeldInbox implements Inbox {

    final List<Submission> submissions = new ArrayList<>();
    final List<CompletableFuture<Decision>> decisions = new ArrayList<>();
    boolean mayRefuse;

    @Override
    public CompletableFuture<Decision> append(Submission submission) {
        submissions.add(submission);
        decisions.add(new CompletableFuture<>());
        return decisions.get(decisions.size() - 1);
    }

    @Override
    public boolean mayRefuse(Submission submission) {
        return mayRefuse;
    }

    @Override
    public CompletableFuture<OpenOutcome> open(Address device) {
        return new CompletableFuture<>();
    }

    @Override
    public Optional<InboxState> state(Address device) {
        return Optional.empty();
    }

    @Override
    public Set<Address> devices(AccountId account) {
        return Set.of();
    }

    @Override
    public CompletableFuture<Acknowledged> acknowledgeNow(Address device, Epoch epoch, InboxSequence upTo) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Acknowledged> acknowledge(Address device, Epoch epoch, InboxSequence upTo) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Acknowledged> reject(Address device, Epoch epoch, InboxSequence sequence, String reason) {
        return new CompletableFuture<>();
    }

    @Override
    public Optional<Waiting> waiting(Address device) {
        return Optional.empty();
    }

    @Override
    public Page read(Address device, InboxSequence after, int maxBytes, int maxRows) {
        return new Page(List.of(), after, false);
    }

    @Override
    public CompletableFuture<Integer> expire() {
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public CompletableFuture<Boolean> remove(Address device) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public Optional<Group> group(ConversationId id) {
        return Optional.empty();
    }

    @Override
    public Set<ConversationId> groups(AccountId account) {
        return Set.of();
    }

    @Override
    public Optional<GroupPicture> groupPicture(ConversationId id) {
        return Optional.empty();
    }

    @Override
    public CompletableFuture<Result> setGroupPicture(Address by, ConversationId id, Optional<GroupPicture> picture) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Integer> leaveGroups(AccountId account) {
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public void onAppend(AppendListener listener) {
        // never called
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public InboxFigures figures() {
        return new InboxFigures(0, 0, 0, Duration.ZERO, 0);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
