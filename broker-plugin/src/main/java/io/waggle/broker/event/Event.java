package io.waggle.broker.event;

import io.waggle.broker.config.RateLimit;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.time.Instant;

/** Something that happened to a message, an inbox, a connection or the store. Carries ids, never content. */
public sealed interface Event {

    // --- the inbox

    /** A message was decided for the first time and accepted: {@code rows} recipient devices, {@code bytes} of content. */
    record MessageAccepted(int rows, long bytes) implements Event {}

    /** A message came again that had been accepted before. */
    record MessageDeduplicated() implements Event {}

    /** A message was refused. */
    record MessageRefused(Result result) implements Event {}

    /** A message passed a full inbox by. */
    record MessageMissed() implements Event {}

    /** A group came to be, or changed, or ended. */
    record GroupChanged(Kind kind) implements Event {
        /** In what. */
        public enum Kind {
            CREATED,
            MEMBERS,
            SETTINGS,
            LINK,
            /** Name, description or picture. */
            PROFILE,
            DISBANDED
        }
    }

    /** A group commit reached the disk. */
    record Committed(int operations, long bytes, boolean synced, Duration took) implements Event {}

    /** A group commit failed, and nothing of it was acknowledged. */
    record CommitFailed(Exception cause) implements Event {}

    /** A store that had failed could not be opened again; it is tried further. */
    record RecoveryFailed(Exception cause) implements Event {}

    /** The store works again. */
    record StoreRecovered(Duration outage) implements Event {}

    /** An operation found the commit queue full. */
    record CommitQueueFull() implements Event {}

    /** A recipient device has a message: the time from its commit to the acknowledgement. */
    record MessageDelivered(Duration latency) implements Event {}

    /** A receipt pointer was set or moved. */
    record ReceiptRecorded(ReceiptKind kind) implements Event {}

    /** A receipt or an outcome found no room, or nobody to go to. */
    record NoticeDropped(DropReason reason) implements Event {
        /** Why. */
        public enum DropReason {
            INBOX_FULL,
            NO_SUCH_DEVICE,
            /** One of the two accounts does not want it told, or has blocked the other. */
            NOT_TAKEN
        }
    }

    /** Rows left an inbox because their lifetime ended. */
    record RowsExpired(int rows) implements Event {}

    /** A row was moved to the dead-letter inbox. */
    record RowRejected(Address device, InboxSequence sequence) implements Event {}

    /** The oldest dead letters of an inbox made room for a new one. */
    record DeadLettersDropped(int rows) implements Event {}

    /** An acknowledgement or rejection named another epoch, or a row that is not there. */
    record AcknowledgementIgnored() implements Event {}

    /** An inbox was created. */
    record InboxCreated(Address device) implements Event {}

    /** An inbox was removed with all its rows. */
    record InboxRemoved(Address device, int rows) implements Event {}

    // --- delivery

    /** A frame was handed to a connection. */
    record FrameSent(int rows, int bytes) implements Event {}

    /** The first unacknowledged row of an inbox was sent that had been sent before, and those after it with it. */
    record HeadRedelivered() implements Event {}

    /** The same head was sent many times and never acknowledged. */
    record DeliveryStuck(Address device, InboxSequence head, int attempts) implements Event {}

    /** An inbox could not be read, or a frame not be built; it is tried again. */
    record DeliveryFailed(Address device, Exception cause) implements Event {}

    /** A live event was handed to a connection. */
    record LiveEventSent() implements Event {}

    /** A live event was dropped: its device could not take it now. */
    record LiveEventDropped() implements Event {}

    // --- presence

    /** Presence of that many accounts was handed to a connection. */
    record PresenceSent(int accounts) implements Event {}

    /** A connection wanted to watch an account, and is told that it was never seen. */
    record WatchRefused(Crowded where) implements Event {
        /** What is full. */
        public enum Crowded {
            /** As many connections watch the account as may. */
            ACCOUNT,
            /** As many accounts are watched as may be, over all connections. */
            SERVER
        }
    }

    /** Who of that many pairs of accounts may see each other could not be found out; they do not, and it is asked again. */
    record PresenceUndecided(int pairs) implements Event {}

    // --- accounts

    /** A change of an account reached the inboxes and connections. */
    record AccountChanged() implements Event {}

    /** A change of an account could not be carried out; it is tried further. */
    record AccountChangeFailed(Exception cause) implements Event {}

    // --- sign-in

    /** Something to get tokens with: the grant types of the token endpoint. */
    enum GrantKind {
        ONE_TIME_CODE,
        DEVICE_CODE,
        AUTHORIZATION_CODE,
        CLIENT_CREDENTIALS,
        REFRESH_TOKEN,
        /** None that is known. */
        UNKNOWN
    }

    /** A device got tokens. */
    record TokensGranted(GrantKind grant) implements Event {}

    /**
     * Something was posted to a bot's webhook, or was tried to be.
     *
     * @param rows of the inbox
     */
    record WebhookPosted(PostResult result, int rows, Duration took) implements Event {
        /** What came of it. */
        public enum PostResult {
            TAKEN,
            /** Answered with a status that is none of the others. */
            REFUSED,
            /** It is gone for good (410): nothing more is posted until it is set again. */
            GONE,
            UNREACHABLE,
            TIMED_OUT,
            NOT_ENCRYPTED,
            NOT_HTTP,
            /** It is not where the operator lets webhooks be. */
            ADDRESS_NOT_ALLOWED,
            /** This server stops. */
            STOPPED,
            /** This server cannot read or write what it has to. */
            STORE_UNAVAILABLE,
            INTERNAL_ERROR
        }
    }

    /** Something was done with a bot that only its owner can do. */
    record BotAction(AccountId bot, Step step) implements Event {
        /** What; deletion is one of accounts. */
        public enum Step {
            CREATED,
            TOKEN_ROTATED
        }
    }

    /** A message of a bot was accepted over HTTP. */
    record BotSent() implements Event {}

    /** Something is wrong here with what was to be posted; it is tried again. */
    record WebhookFailed(AccountId bot, RuntimeException cause) implements Event {}

    /** A token request was refused, or told to wait. */
    record TokensRefused(GrantKind grant, TokenError error) implements Event {
        /** With which error; those of RFC 6749, section 5.2, of RFC 8628, section 3.5, and ours. */
        public enum TokenError {
            INVALID_REQUEST,
            INVALID_CLIENT,
            INVALID_GRANT,
            UNSUPPORTED_GRANT_TYPE,
            ACCESS_DENIED,
            TOO_MANY_DEVICES,
            AUTHORIZATION_PENDING,
            SLOW_DOWN,
            EXPIRED_TOKEN,
            OTHER
        }
    }

    /** Somebody came back from the OpenID Connect provider, and their app was given a code. */
    record LoginDone() implements Event {}

    /** A login by the provider came to nothing. The detail is for the operator, and has nothing of the person in it. */
    record LoginRefused(LoginRefusal reason, String detail) implements Event {
        /** Why. */
        public enum LoginRefusal {
            /** What the app asked is not what an app may ask. */
            BAD_REQUEST,
            /** A browser came back that has begun no login, or too long ago. */
            NO_LOGIN,
            /** A browser came back with an answer to another browser's login: an attack, or a login begun twice. */
            FOREIGN_STATE,
            /** A login that had come to its end came again. */
            REPEATED,
            /** The answer is of another provider, or does not say of which. */
            WRONG_ISSUER,
            /** The person, or the provider, said no. */
            DENIED,
            /** The provider sent the browser back with another error, or without a code. */
            PROVIDER_ERROR,
            /** Too many wait for the provider already. */
            PROVIDER_BUSY,
            /** The provider was not reached, or the connection was lost. */
            PROVIDER_UNREACHABLE,
            /** The provider did not answer in time. */
            PROVIDER_TIMED_OUT,
            /** The provider does not take the code, or does not believe who this server is. */
            PROVIDER_REFUSED,
            /** The provider answered something that OpenID Connect does not know. */
            PROVIDER_ANSWER,
            /** The provider's ID token is not to be believed. */
            ID_TOKEN
        }
    }
    /** Something was done about a whole account. */
    record AccountAction(AccountId account, Action action, Actor by) implements Event {
        /** What. */
        public enum Action {
            EXPORTED,
            SUSPENDED,
            RESUMED,
            DELETED
        }

        /** Who wanted it. */
        public enum Actor {
            OWNER,
            OPERATOR
        }
    }

    /** A call to the operator's part of the API had no operator's token. */
    record OperatorRefused() implements Event {}

    /** Times at which devices were seen were not written. */
    record LastSeenDropped(int devices) implements Event {}

    // --- one-time codes

    /** What a code was for. */
    enum CodeKind {
        PHONE,
        EMAIL
    }

    /** A code was taken by whoever carries it, so long after it was asked for. */
    record CodeSent(CodeKind kind, Duration took) implements Event {}

    /** A code was not sent. The detail is for the operator, and has nothing of the person in it. */
    record CodeNotSent(CodeKind kind, NotSentReason reason, String detail) implements Event {
        /** Why. */
        public enum NotSentReason {
            /** Too many waited already; whoever asked was told. */
            QUEUE_FULL,
            /** It could be used no longer when its turn came. */
            EXPIRED,
            /** The carrier was not reached, or the connection was lost. */
            UNREACHABLE,
            /** The carrier did not answer in time. */
            TIMED_OUT,
            /** The way to the carrier is not encrypted as it has to be. */
            NOT_ENCRYPTED,
            /** The carrier does not believe who this server is. */
            LOGIN_REFUSED,
            /** The carrier does not take anything for this recipient. */
            RECIPIENT_REFUSED,
            /** The carrier said no to something else. */
            REFUSED,
            /** This server stops. */
            STOPPED,
            INTERNAL_ERROR
        }
    }

    // --- the API

    /**
     * A request was answered.
     *
     * @param route as it was declared, with placeholders; {@value #NO_ROUTE} if none takes it
     * @param status of HTTP
     */
    record ApiAnswered(String method, String route, int status, Duration took) implements Event {
        /** Of a request that no route takes. */
        public static final String NO_ROUTE = "none";
    }

    /** A request was answered with a problem; {@code problem} is the last part of its type. */
    record ApiRefused(String problem) implements Event {}

    // --- the door

    /** Bytes on an outbox topic were not a frame. */
    record FrameMalformed(Address device, Fault fault) implements Event {}

    /** A PUBLISH was refused as a whole. */
    record PublishRefused(Address device, PublishRefusal reason) implements Event {
        /** Why. */
        public enum PublishRefusal {
            FOREIGN_TOPIC,
            RETAINED,
            NOT_QOS_1,
            RATE_LIMITED,
            STORE_BUSY,
            STORE_FAILED,
            INTERNAL_ERROR
        }
    }

    /** A SUBSCRIBE named something else than the device's inbox. */
    record SubscribeRefused(Address device) implements Event {}

    /** A CONNECT was refused. */
    record ConnectRefused(ConnectRefusal reason) implements Event {
        /** Why. */
        public enum ConnectRefusal {
            MALFORMED_CLIENT_ID,
            PACKETS_TOO_SMALL,
            NO_TOKEN,
            BAD_TOKEN,
            SESSION_ENDED,
            NOT_THIS_DEVICE,
            /** What comes for it is posted to a URL: nothing connects as that. */
            WEBHOOK_DEVICE,
            WILL_NOT_ALLOWED,
            TOO_MANY_DEVICES,
            TOO_MANY_INBOXES,
            RATE_LIMITED,
            STORE_FAILED,
            /** Its connection changed, or the way that connections take did, while its token was looked at. */
            NOT_ADMITTED,
            INTERNAL_ERROR
        }
    }

    /** A device is connected. */
    record Connected(Address device, boolean takeover) implements Event {}

    /** A device is no longer connected. */
    record Disconnected(Address device) implements Event {}

    // --- limits

    /** Something was done too often, and refused. */
    record LimitRefused(RateLimit limit) implements Event {}

    /** Whether something is done too often cannot be said: as many keys are kept as may be kept. */
    record LimitUndecided(RateLimit limit) implements Event {}

    // --- TLS

    /** A certificate is served from now on: at the start, or because its files have changed. */
    record CertificateInUse(Instant expires) implements Event {}

    /** The files of the certificate have changed and cannot be used; the one in use stays. The reason names files, no secret. */
    record CertificateRefused(String reason) implements Event {}
}
