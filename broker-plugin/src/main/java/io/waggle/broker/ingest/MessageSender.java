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
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The way of a message whose sender is not connected and leaves it to the server which devices its recipient has: the same limits, the
 * same policies and the same inbox as from a connected device, which names them itself. Called on the front door's threads, never
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

    /**
     * A message.
     *
     * @param to the account that it goes to; a group will be another kind of target, beside it
     * @param conversation empty: that of sender and recipient
     * @param expiresIn zero for the server's default
     */
    public record Outgoing(
            MessageId id, AccountId to, Optional<ConversationId> conversation, ByteString content, Duration expiresIn) {

        Send to(AccountId sender, List<Recipient.Device> devices) {
            return new Send(
                    id,
                    conversation.orElseGet(() -> ConversationId.direct(sender, to)),
                    List.of(new Recipient(to, devices)),
                    content,
                    expiresIn);
        }
    }

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
        Optional<Duration> wait = admission
                .frame(sender)
                .or(() -> admission.messages(sender, OutboxFrame.of(message.to(sender.account(), List.of()))));
        if (wait.isPresent()) {
            events.publish(new Event.PublishRefused(sender, Event.PublishRefused.PublishRefusal.RATE_LIMITED));
            return CompletableFuture.completedFuture(new Sent.TooMuch(wait.get()));
        }
        Send first = message.to(sender.account(), devices(message.to(), sender));
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
                Send again = message.to(submission.sender().account(), devices(message.to(), submission.sender()));
                return attempt(submission.with(List.of(again)), message, left - 1);
            }
            return CompletableFuture.completedFuture(new Sent.Refused(refused.result()));
        });
    }

    /** Those of the account, but for the sender itself where it is its own. */
    private List<Recipient.Device> devices(AccountId account, Address sender) {
        return inbox.devices(account).stream()
                .filter(device -> !device.equals(sender))
                .map(device -> new Recipient.Device(device.device(), Epoch.NONE, ByteString.EMPTY))
                .toList();
    }
}
