package io.waggle.broker.ingest;

import com.google.protobuf.ByteString;
import io.waggle.broker.contact.MessagePolicy;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.limit.RateLimits;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.Posting;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The way of a message whose sender is not connected and leaves it to the server which devices its recipient has: the same limits, the
 * same policies and the same inbox as from a connected device, which names them itself. To a group it is what a device would send, and
 * whether its sender may write there is decided where that of a device is, in the commit. Called on the front door's threads, never
 * blocks them, and goes on on the inbox's.
 */
public final class MessageSender {

    /** How often the devices may change between being looked up and the commit. */
    private static final int ATTEMPTS = 5;

    private final Inbox inbox;
    private final Admission admission;
    private final Events events;

    public MessageSender(Inbox inbox, MessagePolicy policy, RateLimits limits, Events events) {
        this.inbox = inbox;
        this.admission = new Admission(policy, limits);
        this.events = events;
    }

    /** Whom a message is for. */
    public sealed interface Target {

        /**
         * An account, on all its devices.
         *
         * @param conversation empty: that of sender and recipient
         */
        record ToAccount(AccountId account, Optional<ConversationId> conversation) implements Target {}

        /** The members of a group, as it is when the inbox decides. */
        record ToGroup(ConversationId group) implements Target {}
    }

    /**
     * A message.
     *
     * @param content opaque
     * @param expiresIn zero for the server's default
     */
    public record Outgoing(MessageId id, Target target, ByteString content, Duration expiresIn) {}

    /** What became of it. */
    public sealed interface Sent {

        /** It is on disk, now or since an earlier attempt. */
        record Accepted() implements Sent {}

        /** It is not, and a repetition is another attempt. */
        record Refused(Result result) implements Sent {}

        /** The sender sends too often. */
        record TooMuch(Duration retryAfter) implements Sent {}
    }

    /**
     * Sends a message. Completes as {@link Inbox#append} does.
     *
     * @param sender a device that has an inbox: what becomes of the message later is told there
     */
    public CompletableFuture<Sent> send(Address sender, Outgoing message) {
        Posting first = posting(sender, message);
        Optional<Duration> wait = admission.frame(sender).or(() -> admission.messages(sender, OutboxFrame.of(first)));
        if (wait.isPresent()) {
            events.publish(new Event.PublishRefused(sender, Event.PublishRefused.PublishRefusal.RATE_LIMITED));
            return CompletableFuture.completedFuture(new Sent.TooMuch(wait.get()));
        }
        return attempt(
                admission.submission(sender, List.of(first), Submission.Refusals.BY_DECISION), message, ATTEMPTS);
    }

    /** The policies were asked once: a limit of theirs counts a message once. */
    private CompletableFuture<Sent> attempt(Submission submission, Outgoing message, int left) {
        return inbox.append(submission).thenCompose(decision -> {
            if (!(decision instanceof Decision.Refused refused)) {
                events.publish(new Event.BotSent());
                return CompletableFuture.completedFuture(new Sent.Accepted());
            }
            if (refused.result() == Result.DEVICES_CHANGED && left > 1) {
                Posting again = posting(submission.sender(), message);
                return attempt(submission.with(List.of(again)), message, left - 1);
            }
            return CompletableFuture.completedFuture(new Sent.Refused(refused.result()));
        });
    }

    /** What a device would send: to an account, with the devices that it has now. */
    private Posting posting(Address sender, Outgoing message) {
        if (message.target() instanceof Target.ToAccount to) {
            return new Send(
                    message.id(),
                    to.conversation().orElseGet(() -> ConversationId.direct(sender.account(), to.account())),
                    List.of(new Recipient(to.account(), devices(to.account(), sender))),
                    message.content(),
                    message.expiresIn());
        }
        ConversationId group = ((Target.ToGroup) message.target()).group();
        return new GroupSend(message.id(), group, 0, message.content(), message.expiresIn());
    }

    /** Those of the account, but for the sender itself where it is its own. */
    private List<Recipient.Device> devices(AccountId account, Address sender) {
        return inbox.devices(account).stream()
                .filter(device -> !device.equals(sender))
                .map(device -> new Recipient.Device(device.device(), Epoch.NONE, ByteString.EMPTY))
                .toList();
    }
}
