package io.waggle.broker.http;

import com.google.protobuf.ByteString;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.account.Devices;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.database.Database;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.inbox.OpenOutcome;
import io.waggle.broker.ingest.MessageSender;
import io.waggle.broker.ingest.MessageSender.Outgoing;
import io.waggle.broker.ingest.MessageSender.Sent;
import io.waggle.broker.ingest.MessageSender.Target;
import io.waggle.broker.webhook.Webhooks;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Messages of bots, which need no MQTT to send. People's devices encrypt and keep an outbox, and send over MQTT. */
final class MessageRoutes implements Routes {

    /** What fits, in base64, into the largest body. */
    private static final int MAX_CONTENT = 46_080;

    /** Far longer than a commit takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Exchange exchange;
    private final Callers callers;
    private final Database database;
    private final Bots bots;
    private final Devices devices;
    private final Webhooks webhooks;
    private final Inbox inbox;
    private final MessageSender sender;

    MessageRoutes(Exchange exchange, Callers callers, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.callers = callers;
        database = domains.database();
        devices = domains.devices();
        bots = domains.automation().bots();
        webhooks = domains.automation().webhooks();
        inbox = domains.inbox();
        sender = domains.automation().sender();
    }

    private record NewMessage(
            @Nullable String messageId,
            @Nullable String to,
            @Nullable String groupId,
            @Nullable String conversationId,
            @Nullable String content,
            @Nullable Long expiresInSeconds) {

        Outgoing outgoing() {
            return new Outgoing(
                    parsed(messageId, MessageId::parse, "message_id must be a UUID of version 7, made by the client"),
                    target(),
                    bytes(),
                    expiresIn());
        }

        private Target target() {
            if (groupId == null) {
                return new Target.ToAccount(
                        parsed(to, AccountId::new, "to must be an account id, unless there is a group_id"),
                        conversationId == null
                                ? Optional.empty()
                                : Optional.of(conversation(conversationId, "conversation_id")));
            }
            if (to != null || conversationId != null) {
                throw new ProblemException(Problem.badRequest("with group_id there is neither to nor conversation_id"));
            }
            return new Target.ToGroup(conversation(groupId, "group_id"));
        }

        private static ConversationId conversation(String text, String member) {
            return parsed(text, ConversationId::parse, member + " must be in the form of a UUID");
        }

        private ByteString bytes() {
            String complaint = "content must be base64 of 1 to " + MAX_CONTENT + " bytes";
            byte[] bytes = parsed(content, Base64.getDecoder()::decode, complaint);
            if (bytes.length == 0 || bytes.length > MAX_CONTENT) {
                throw new ProblemException(Problem.badRequest(complaint));
            }
            return ByteString.copyFrom(bytes);
        }

        private Duration expiresIn() {
            if (expiresInSeconds == null) {
                return Duration.ZERO;
            }
            if (expiresInSeconds < 1 || expiresInSeconds > ProtocolLimits.EXPIRY.toSeconds()) {
                throw new ProblemException(
                        Problem.badRequest("expires_in_seconds must be 1 to " + ProtocolLimits.EXPIRY.toSeconds()));
            }
            return Duration.ofSeconds(expiresInSeconds);
        }

        private static <T> T parsed(@Nullable String text, Function<String, T> parse, String complaint) {
            try {
                return parse.apply(text == null ? "" : text);
            } catch (IllegalArgumentException e) {
                throw new ProblemException(Problem.badRequest(complaint));
            }
        }
    }

    private record AcceptedView(String messageId) {}

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/messages", this::send);
    }

    /** Not limited as a request that writes, but as a message. */
    private void send(Context context) {
        Address caller = callers.identify(context);
        Outgoing message = exchange.body(context, NewMessage.class).outgoing();
        Sent sent = await(sender.send(sender(caller), message));
        if (sent instanceof Sent.TooMuch tooMuch) {
            throw new ProblemException(Problem.tooManyRequests(
                    "messages are sent too often: wait as long as Retry-After says", tooMuch.retryAfter()));
        }
        if (sent instanceof Sent.Refused refused) {
            throw new ProblemException(problem(refused.result()));
        }
        exchange.answer(context, 202, new AcceptedView(message.id().toString()));
    }

    /** As which device the bot sends: what comes of the message later goes to its webhook, or to itself if it has none. */
    private Address sender(Address caller) {
        boolean hasWebhook = database.read(handle -> {
            if (bots.find(handle, caller.account()).isEmpty()) {
                throw new ProblemException(Problem.of(
                        403,
                        "only-bots",
                        "Only bots send messages here",
                        "send it over MQTT, as PROTOCOL.md describes"));
            }
            return webhooks.find(handle, caller.account()).isPresent();
        });
        Address sender = hasWebhook ? Webhooks.address(caller.account()) : caller;
        if (state(sender).isEmpty()) {
            open(sender); // what the change feed has not come to, or a device that never connected
        }
        return sender;
    }

    private Optional<?> state(Address device) {
        try {
            return inbox.state(device);
        } catch (InboxUnavailable e) {
            throw unavailable();
        }
    }

    /** With the device locked: whoever unlinks it in this moment does so afterwards, and the inbox goes with it. */
    private void open(Address device) {
        database.write(handle -> {
            if (devices.lock(handle, device).isEmpty()) {
                throw new ProblemException(Problem.unauthorized());
            }
            if (!(await(inbox.open(device)) instanceof OpenOutcome.Opened)) {
                throw new ProblemException(Problem.unavailable("the server has as many inboxes as it may have"));
            }
            return true;
        });
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } catch (TimeoutException e) {
            throw unavailable();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InboxUnavailable) {
                throw unavailable();
            }
            throw new IllegalStateException("a message could not be sent", e.getCause());
        }
    }

    /** It may be there all the same: sent again under the same id, it is sent once. */
    private static ProblemException unavailable() {
        return new ProblemException(
                Problem.unavailable("the inbox store does not take it: send it again, under the same message_id"));
    }

    private static Problem problem(Result result) {
        return switch (result) {
            case UNKNOWN_ACCOUNT ->
                Problem.of(404, "unknown-account", "There is no such account", "look at to; nothing was sent");
            case RECIPIENT_REFUSES ->
                Problem.of(
                        403,
                        "recipient-refuses",
                        "The recipient takes no messages from this account",
                        "why is their own affair; nothing was sent");
            case RECIPIENT_FULL ->
                Problem.of(
                        409,
                        "recipient-full",
                        "The recipient has no room",
                        "their devices have not fetched what waits for them for long: send it again some other time");
            case NO_SUCH_GROUP ->
                Problem.of(
                        404,
                        "no-such-group",
                        "There is no such group for you",
                        "the bot is not in it, if there is one: somebody in it must add the bot");
            case GROUP_FORBIDS ->
                Problem.of(
                        403,
                        "group-forbids",
                        "The group does not let you do this",
                        "ask an admin of the group: only admins write there");
            case SENDER_FULL ->
                Problem.of(
                        409,
                        "sender-full",
                        "Too much waits for the bot itself",
                        "take what waits in its inbox first, by a webhook or over MQTT");
            default -> Problem.unavailable("the recipient's devices change: send it again, under the same message_id");
        };
    }
}
