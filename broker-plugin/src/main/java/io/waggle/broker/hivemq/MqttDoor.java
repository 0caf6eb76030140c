package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.general.MqttVersion;
import com.hivemq.extension.sdk.api.services.Services;
import io.waggle.broker.delivery.Dispatcher;
import io.waggle.broker.delivery.Downlink;
import io.waggle.broker.event.Events;
import io.waggle.broker.hivemq.pipeline.PipelinePath;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.ingest.Ingest;
import io.waggle.broker.ingest.Uplink;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.protocol.Address;
import io.waggle.protocol.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers everything with the host and keeps the connections that are open. Until {@link #open} has returned nobody can
 * connect, for the host denies whom no authenticator lets in.
 */
public final class MqttDoor {

    private static final Logger LOG = LoggerFactory.getLogger(MqttDoor.class);
    private static final long CLOSING_SECONDS = 10;
    private static final String SESSION_ENDED = "the session has ended; sign in again";

    private final Inbox inbox;
    private final Dispatcher dispatcher;
    private final Ingest ingest;
    private final Events events;
    private final PipelinePath pipeline;
    private final EndedSessions endedSessions;
    private final ConnectLimits limits;
    private final Map<Long, Connection> connections = new ConcurrentHashMap<>();
    private final ScheduledExecutorService expiry =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "waggle-token-expiry"));
    private final Clock clock;

    /** @param pipeline takes the connections that it can; the SDK serves the others */
    public MqttDoor(
            Inbox inbox,
            Dispatcher dispatcher,
            Ingest ingest,
            PipelinePath pipeline,
            EndedSessions endedSessions,
            ConnectLimits limits,
            Clock clock,
            Events events) {
        this.inbox = inbox;
        this.dispatcher = dispatcher;
        this.ingest = ingest;
        this.pipeline = pipeline;
        this.endedSessions = endedSessions;
        this.limits = limits;
        this.clock = clock;
        this.events = events;
    }

    /** Lets devices in. The authenticator comes last: nobody is let in before everything else stands. */
    public void open(TokenVerifier verifier) {
        Lifecycle lifecycle = new Lifecycle();
        CleanSession clean = new CleanSession();
        TokenAuthenticator authenticator = new TokenAuthenticator(verifier, endedSessions, inbox, limits, events);
        Services.interceptorRegistry().setConnectInboundInterceptorProvider(input -> clean);
        Services.initializerRegistry().setClientInitializer(this::initialize);
        Services.eventRegistry().setClientLifecycleEventListener(input -> lifecycle);
        var unused = expiry.scheduleWithFixedDelay(this::endExpired, 1, 1, TimeUnit.SECONDS);
        Services.securityRegistry().setAuthenticatorProvider(input -> authenticator);
    }

    private void initialize(InitializerInput input, ClientContext context) {
        ConnectionAttributes attributes = ConnectionAttributes.of(input.getConnectionInformation())
                .orElseThrow(() -> new IllegalStateException("a client was let in that was not authenticated"));
        Address device = Address.fromClientId(input.getClientInformation().getClientId())
                .flatMap(inbox::state) // whose address is in memory already
                .map(InboxState::device)
                .orElseThrow(() -> new IllegalStateException("a client was let in that has no inbox"));
        boolean mqtt5 = input.getConnectionInformation().getMqttVersion() == MqttVersion.V_5;
        String topic = Topics.inbox(device);
        Function<Downlink, Uplink> attached =
                downlink -> new Uplink(ingest, dispatcher.attach(device, downlink), mqtt5, events);

        Optional<Uplink> taken = pipeline.take(input.getConnectionInformation(), topic, attached);
        Uplink uplink = taken.orElseGet(() -> {
            SdkDownlink downlink = new SdkDownlink(device.clientId(), topic);
            Uplink made = attached.apply(downlink);
            downlink.feeds(made.lane());
            return made;
        });
        Connection connection = new Connection(device, uplink.lane(), attributes);
        connections.put(attributes.number(), connection);
        if (isEnded(connection)) {
            connection.disconnect(DisconnectReasonCode.NOT_AUTHORIZED, SESSION_ENDED); // while it was being let in
        }

        InboxDoor inboxDoor = new InboxDoor(connection, topic, events);
        context.addSubscribeInboundInterceptor(inboxDoor);
        context.addSubackOutboundInterceptor(inboxDoor);
        context.addUnsubscribeInboundInterceptor(inboxDoor);
        if (taken.isEmpty()) {
            OutboxDoor outbox = new OutboxDoor(connection, uplink);
            context.addPublishInboundInterceptor(outbox);
            context.addPubackOutboundInterceptor(outbox);
            context.addPubackInboundInterceptor(inboxDoor);
        }
    }

    /** A connection ends with the token that opened it; the device connects again with a fresh one. */
    private void endExpired() {
        Instant now = clock.instant();
        for (Connection connection : connections.values()) {
            if (!connection.tokenExpiresAt().isAfter(now)) {
                connection.disconnect(DisconnectReasonCode.NOT_AUTHORIZED, "the token has expired");
            }
        }
    }

    /** Ends the connections whose session has ended. */
    public void endSessions() {
        for (Connection connection : connections.values()) {
            if (isEnded(connection)) {
                connection.disconnect(DisconnectReasonCode.NOT_AUTHORIZED, SESSION_ENDED);
            }
        }
    }

    private boolean isEnded(Connection connection) {
        UUID session = connection.session();
        return session != null && endedSessions.has(session);
    }

    /**
     * Ends every connection and waits for that, but not without limit: when the extension alone is stopped. Where the host
     * stops, it has closed them itself before, without a DISCONNECT. Nobody is let in any more: the host sees to it.
     */
    public void close() {
        expiry.shutdownNow();
        CompletableFuture<?>[] ends = connections.values().stream()
                .map(connection -> Services.clientService()
                        .disconnectClient(
                                connection.device().clientId(),
                                true,
                                DisconnectReasonCode.SERVER_SHUTTING_DOWN,
                                "the server is stopping"))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Not every connection could be ended before the stop", e);
        }
    }

    private void forget(ConnectionAttributes attributes) {
        Connection connection = connections.remove(attributes.number());
        if (connection != null) {
            dispatcher.detach(connection.lane());
        }
    }

    /** Tells the lane of a connection that it is gone. */
    private final class Lifecycle implements ClientLifecycleEventListener {

        @Override
        public void onMqttConnectionStart(ConnectionStartInput input) {
            // nothing is known of it yet
        }

        @Override
        public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {
            // the initializer has made its lane
        }

        @Override
        public void onDisconnect(DisconnectEventInput input) {
            ConnectionAttributes.of(input.getConnectionInformation()).ifPresent(MqttDoor.this::forget);
        }
    }
}
