package io.waggle.broker.inbox;

import io.waggle.broker.group.Group;
import io.waggle.broker.group.GroupPicture;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The durable inboxes of all devices, and the only queue in the system that a message may wait in.
 *
 * <p>What every engine promises:
 *
 * <ul>
 *   <li>A future completes normally only when what it says is durable. It completes with {@link InboxUnavailable} when
 *       that is not known; the operation may then have happened or not, and repeating it is safe.
 *   <li>Rows of one inbox have strictly increasing sequences that are never used twice, also not after a crash that loses
 *       unacknowledged writes. {@link #read} returns them in that order.
 *   <li>A message is appended once per (sender device, message id), however often it is submitted.
 *   <li>A row leaves by {@link #acknowledge}, {@link #reject}, {@link #expire} or {@link #remove}, and by nothing else.
 * </ul>
 *
 * <p>Futures complete on a thread of the engine, which other commits wait for: a callback must not block. All methods may
 * be called from any thread, and only those that say so, {@link #read} and {@link #waiting} may touch the disk on the caller's.
 */
public interface Inbox extends AutoCloseable {

    /** Makes sure that the device has an inbox. Idempotent. */
    CompletableFuture<OpenOutcome> open(Address device);

    /** The inbox of a device, as it is now; nothing if it has none. */
    Optional<InboxState> state(Address device);

    /** The devices of an account that have an inbox; empty for an account that does not exist. */
    Set<Address> devices(AccountId account);

    /**
     * Decides everything that a frame says to other people and writes it, with the outcomes that the sender must learn, in
     * one commit.
     */
    CompletableFuture<Decision> append(Submission submission);

    /**
     * Whether {@link #append} would probably refuse something for want of room. A hint for a front door that can answer a
     * refusal only if it knows that one may come; it may err on either side.
     */
    boolean mayRefuse(Submission submission);

    /**
     * The device has stored everything up to the sequence: deletes those rows, and records a delivered receipt for each
     * sender in the same commit. An acknowledgement of another epoch, or of rows that were never allotted, is ignored. May
     * wait a few milliseconds for other writes to go along with; what is handed in after it does not overtake it.
     */
    CompletableFuture<Acknowledged> acknowledge(Address device, Epoch epoch, InboxSequence upTo);

    /** The same, at once: for a device that cannot go on without the answer. */
    CompletableFuture<Acknowledged> acknowledgeNow(Address device, Epoch epoch, InboxSequence upTo);

    /** The device cannot process the row: moves it to the dead letters and tells its sender. Ignored if it is not there. */
    CompletableFuture<Acknowledged> reject(Address device, Epoch epoch, InboxSequence sequence, String reason);

    /**
     * The next rows of an inbox, in order, without those whose lifetime has ended.
     *
     * @param after the row before the first one wanted; acknowledged rows are skipped
     * @param maxBytes an upper bound for the encoded size of the rows together; the first row is returned whatever its size
     * @param maxRows at least 1
     * @throws InboxUnavailable if the store cannot be read now
     */
    Page read(Address device, InboxSequence after, int maxBytes, int maxRows);

    /**
     * What waits in an inbox; nothing if there is no such inbox.
     *
     * @throws InboxUnavailable if the store cannot be read now
     */
    Optional<Waiting> waiting(Address device);

    /** Ends the lifetime of rows whose time has come, and tells their senders. Completes with the number of rows. */
    CompletableFuture<Integer> expire();

    /** Removes the device's inbox with all its rows, and tells their senders. Completes with false if there was none. */
    CompletableFuture<Boolean> remove(Address device);

    /**
     * A group as of the last commit; may touch the disk.
     *
     * @throws InboxUnavailable if the store cannot be read now
     */
    Optional<Group> group(ConversationId id);

    /**
     * The groups that an account is in, or is invited to, or has asked to join, as of the last commit; may touch the disk.
     *
     * @throws InboxUnavailable if the store cannot be read now
     */
    Set<ConversationId> groups(AccountId account);

    /**
     * The picture of a group as of the last commit; may touch the disk.
     *
     * @throws InboxUnavailable if the store cannot be read now
     */
    Optional<GroupPicture> groupPicture(ConversationId id);

    /**
     * Gives a group another picture, or none, for a device that waits for the answer: no row tells it of a refusal. Completes
     * with {@link Result#ACCEPTED}, also where the group has that picture already, or the reason why not.
     */
    CompletableFuture<Result> setGroupPicture(Address by, ConversationId id, Optional<GroupPicture> picture);

    /**
     * The account is deleted: takes it out of all its groups, and tells their members. Completes with the number of groups. An
     * account without devices comes into no group any more.
     */
    CompletableFuture<Integer> leaveGroups(AccountId account);

    /** Who is told that an inbox has new rows. At most one listener; set before the first append. */
    void onAppend(AppendListener listener);

    /** Whether the store takes writes now. */
    boolean isAvailable();

    /** Figures for metrics, cheap enough for every scrape. */
    InboxFigures figures();

    /** Completes what was handed in, then closes. Later operations complete with {@link InboxUnavailable}. */
    @Override
    void close();

    /** Told after the commit, on the engine's thread: wakes a dispatcher and returns. */
    @FunctionalInterface
    interface AppendListener {
        void appended(Address device);

        /** One that tells others, each in turn. */
        static AppendListener all(AppendListener... listeners) {
            List<AppendListener> all = List.of(listeners);
            return device -> all.forEach(listener -> listener.appended(device));
        }
    }
}
