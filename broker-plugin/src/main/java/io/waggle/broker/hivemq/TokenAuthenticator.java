package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.ConnectRefused.ConnectRefusal;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.OpenOutcome;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.token.TokenVerdict;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.broker.webhook.Webhooks;
import io.waggle.protocol.Address;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.RateRefusal;
import io.waggle.protocol.Topics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a device in: with a valid token of its own, and once its inbox exists. What it may then do is said by default
 * permissions: subscribe to its inbox topic with QoS 1, and nothing else. Publishing needs none: {@link OutboxDoor} takes
 * every PUBLISH before permissions are asked.
 */
final class TokenAuthenticator implements SimpleAuthenticator {

    private static final Logger LOG = LoggerFactory.getLogger(TokenAuthenticator.class);

    /** What the host adds to a frame: fixed header, topic, packet identifier, properties. */
    private static final int PACKET_OVERHEAD = 512;

    private final TokenVerifier verifier;
    private final EndedSessions endedSessions;
    private final Inbox inbox;
    private final ConnectLimits limits;
    private final Admittance admittance;
    private final Events events;

    /** Prepares a connection for a device that may have it. */
    interface Admittance {

        /** Whether the connection can be served; if not, the device has to connect again. */
        boolean admit(ConnectionInformation connection, TokenVerdict.Valid token);
    }

    TokenAuthenticator(
            TokenVerifier verifier,
            EndedSessions endedSessions,
            Inbox inbox,
            ConnectLimits limits,
            Admittance admittance,
            Events events) {
        this.verifier = verifier;
        this.endedSessions = endedSessions;
        this.inbox = inbox;
        this.limits = limits;
        this.admittance = admittance;
        this.events = events;
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        try {
            Optional<Duration> tooMuch = limits.beforeAuthentication(input.getConnectionInformation());
            if (tooMuch.isPresent()) {
                refuse(output, tooMuch.get());
                return;
            }
            Optional<TokenVerdict.Valid> shown = authenticate(input.getConnectPacket(), output);
            if (shown.isEmpty()) {
                limits.authenticationFailed(input.getConnectionInformation());
                return;
            }
            TokenVerdict.Valid token = shown.get();
            tooMuch = limits.authenticated(token.device());
            if (tooMuch.isPresent()) {
                refuse(output, tooMuch.get());
                return;
            }
            open(input.getConnectionInformation(), token, output);
        } catch (Throwable e) {
            fail(output, e);
        }
    }

    private void fail(SimpleAuthOutput output, Throwable fault) {
        LOG.error("A CONNECT failed", fault);
        refuse(output, ConnectRefusal.INTERNAL_ERROR, ConnackReasonCode.SERVER_UNAVAILABLE, "internal error");
    }

    private Optional<TokenVerdict.Valid> authenticate(ConnectPacket connect, SimpleAuthOutput output) {
        Optional<Address> device = Address.fromClientId(connect.getClientId());
        if (device.isEmpty()) {
            return refuse(
                    output,
                    ConnectRefusal.MALFORMED_CLIENT_ID,
                    ConnackReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
                    "the Client Identifier must be ACCOUNT/DEVICE");
        }
        if (connect.getWillPublish().isPresent()) {
            return refuse(
                    output,
                    ConnectRefusal.WILL_NOT_ALLOWED,
                    ConnackReasonCode.NOT_AUTHORIZED,
                    "connect without a will");
        }
        if (connect.getMaximumPacketSize() < ProtocolLimits.FRAME_BYTES + PACKET_OVERHEAD) {
            return refuse(
                    output,
                    ConnectRefusal.PACKETS_TOO_SMALL,
                    ConnackReasonCode.PACKET_TOO_LARGE,
                    "the Maximum Packet Size must be at least " + (ProtocolLimits.FRAME_BYTES + PACKET_OVERHEAD));
        }
        if (connect.getPassword().isEmpty()) {
            return refuse(
                    output,
                    ConnectRefusal.NO_TOKEN,
                    ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD,
                    "the password must be a token");
        }
        TokenVerdict verdict = verifier.verify(connect.getPassword().get());
        if (!(verdict instanceof TokenVerdict.Valid valid)) {
            return refuse(
                    output,
                    ConnectRefusal.BAD_TOKEN,
                    ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD,
                    "the token is not valid");
        }
        if (isEnded(valid)) {
            return refuseEnded(output);
        }
        boolean named = connect.getUserName()
                .filter(name -> name.equals(valid.device().account().value()))
                .isPresent();
        if (!named || !valid.device().equals(device.get())) {
            return refuse(
                    output,
                    ConnectRefusal.NOT_THIS_DEVICE,
                    ConnackReasonCode.NOT_AUTHORIZED,
                    "the token is for another account or device than user name and Client Identifier say");
        }
        if (valid.device().device().equals(Webhooks.DEVICE)) {
            return refuse(
                    output,
                    ConnectRefusal.WEBHOOK_DEVICE,
                    ConnackReasonCode.NOT_AUTHORIZED,
                    "what comes for a webhook is posted; connect as another device");
        }
        return Optional.of(valid);
    }

    /** The host is only made to wait where the inbox is not there yet: the time-out that it then begins costs. */
    private void open(ConnectionInformation connection, TokenVerdict.Valid token, SimpleAuthOutput output) {
        CompletableFuture<OpenOutcome> opening = inbox.open(token.device());
        if (opening.isDone() && !opening.isCompletedExceptionally()) {
            decide(connection, token, opening.join(), output);
            return;
        }
        var held = output.async(Forever.DURATION, TimeoutFallback.FAILURE, ConnackReasonCode.SERVER_UNAVAILABLE);
        var unused = opening.whenComplete((outcome, failure) -> {
            try {
                if (failure != null) {
                    refuse(
                            output,
                            ConnectRefusal.STORE_FAILED,
                            ConnackReasonCode.SERVER_UNAVAILABLE,
                            "the store is not available");
                } else {
                    decide(connection, token, outcome, output);
                }
            } catch (Throwable e) {
                fail(output, e);
            }
            held.resume();
        });
    }

    private void decide(
            ConnectionInformation connection, TokenVerdict.Valid token, OpenOutcome outcome, SimpleAuthOutput output) {
        if (outcome instanceof OpenOutcome.Opened opened && isEnded(token)) {
            turnAway(token.device(), opened, output);
        } else {
            apply(connection, token, outcome, output);
        }
    }

    private boolean isEnded(TokenVerdict.Valid token) {
        return token.session() != null && endedSessions.has(token.session());
    }

    /**
     * The session ended while its device was being let in. A linked device has its inbox before any session of it can end, so one
     * that was made just now is of a device that has been removed in the same moment, and is removed again.
     */
    private void turnAway(Address device, OpenOutcome.Opened opened, SimpleAuthOutput output) {
        if (opened.created()) {
            var unused = inbox.remove(device);
        }
        refuseEnded(output);
    }

    private Optional<TokenVerdict.Valid> refuseEnded(SimpleAuthOutput output) {
        return refuse(
                output,
                ConnectRefusal.SESSION_ENDED,
                ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD,
                "the session of the token has ended; sign in again");
    }

    private void apply(
            ConnectionInformation connection, TokenVerdict.Valid token, OpenOutcome outcome, SimpleAuthOutput output) {
        if (outcome instanceof OpenOutcome.Opened) {
            if (!admittance.admit(connection, token)) {
                refuse(
                        output,
                        ConnectRefusal.NOT_ADMITTED,
                        ConnackReasonCode.SERVER_UNAVAILABLE,
                        "the connection cannot be served; connect again");
                return;
            }
            output.getDefaultPermissions().add(ownInbox(token.device()));
            output.getDefaultPermissions().setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
            output.authenticateSuccessfully();
        } else if (outcome instanceof OpenOutcome.TooManyDevices) {
            refuse(
                    output,
                    ConnectRefusal.TOO_MANY_DEVICES,
                    ConnackReasonCode.QUOTA_EXCEEDED,
                    "the account has as many devices as it may have");
        } else {
            refuse(
                    output,
                    ConnectRefusal.TOO_MANY_INBOXES,
                    ConnackReasonCode.QUOTA_EXCEEDED,
                    "the server has as many devices as it may have");
        }
    }

    private static TopicPermission ownInbox(Address device) {
        return Builders.topicPermission()
                .topicFilter(Topics.inbox(device))
                .activity(TopicPermission.MqttActivity.SUBSCRIBE)
                .qos(TopicPermission.Qos.ONE)
                .sharedSubscription(TopicPermission.SharedSubscription.NOT_SHARED)
                .type(TopicPermission.PermissionType.ALLOW)
                .build();
    }

    private void refuse(SimpleAuthOutput output, Duration wait) {
        refuse(output, ConnectRefusal.RATE_LIMITED, ConnackReasonCode.QUOTA_EXCEEDED, new RateRefusal(wait).reason());
    }

    private Optional<TokenVerdict.Valid> refuse(
            SimpleAuthOutput output, ConnectRefusal reason, ConnackReasonCode code, String detail) {
        events.publish(new Event.ConnectRefused(reason));
        output.failAuthentication(code, detail);
        return Optional.empty();
    }
}
