package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ClientInitiatedDisconnectInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.general.MqttVersion;
import com.hivemq.extension.sdk.api.services.Services;
import io.waggle.broker.delivery.Dispatcher;
import io.waggle.broker.delivery.Downlink;
import io.waggle.broker.delivery.Lane;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.hivemq.pipeline.Admission;
import io.waggle.broker.hivemq.pipeline.PipelinePath;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.ingest.Ingest;
import io.waggle.broker.ingest.Uplink;
import io.waggle.broker.presence.PresenceRoom;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.token.TokenVerdict;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.protocol.Address;
import io.waggle.protocol.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
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
    private final PresenceRoom presence;
    private final Events events;
    private final PipelinePath pipeline;
    private final EndedSessions endedSessions;
    private final ConnectLimits limits;
    private final Map<Long, Connection> connections = new ConcurrentHashMap<>();
    private final AtomicLong lastNumber = new AtomicLong();
    private final ScheduledExecutorService expiry =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "waggle-token-expiry"));
    private final Clock clock;

    /** @param pipeline takes the connections that it can; the SDK serves the others */
    public MqttDoor(
            Inbox inbox,
            Dispatcher dispatcher,
            Ingest ingest,
            PresenceRoom presence,
            PipelinePath pipeline,
            EndedSessions endedSessions,
            ConnectLimits limits,
            Clock clock,
            Events events) {
        this.inbox = inbox;
        this.dispatcher = dispatcher;
        this.ingest = ingest;
        this.presence = presence;
        this.pipeline = pipeline;
        this.endedSessions = endedSessions;
        this.limits = limits;
        this.clock = clock;
        this.events = events;
    }

    /** Lets devices in. The authenticator comes last: nobody is let in before everything else stands. */
    public void open(TokenVerifier verifier) {
        pipeline.onGivenUp(this::openSdkPath);
        if (!pipeline.isUsable()) {
            openSdkPath();
        }
        TokenAuthenticator authenticator =
                new TokenAuthenticator(verifier, endedSessions, inbox, limits, this::admit, events);
        var unused = expiry.scheduleWithFixedDelay(this::endExpired, 1, 1, TimeUnit.SECONDS);
        Services.securityRegistry().setAuthenticatorProvider(input -> authenticator);
    }

    /** What the SDK has to tell of connections that the pipeline does not take. Each costs a CONNECT a change of threads. */
    private void openSdkPath() {
        Lifecycle lifecycle = new Lifecycle();
        CleanSession clean = new CleanSession();
        Services.interceptorRegistry().setConnectInboundInterceptorProvider(input -> clean);
        Services.initializerRegistry().setClientInitializer(this::initialize);
        Services.eventRegistry().setClientLifecycleEventListener(input -> lifecycle);
    }

    private boolean admit(ConnectionInformation connection, TokenVerdict.Valid token) {
        ConnectionAttributes attributes =
                new ConnectionAttributes(lastNumber.incrementAndGet(), token.expiresAt(), token.session());
        if (pipeline.isUsable()) {
            return pipeline.admit(connection, new Guest(token.device(), attributes));
        }
        attributes.putInto(connection);
        return CleanSession.isSeenTo(connection);
    }

    /** Of a connection that the SDK path serves. */
    private void initialize(InitializerInput input, ClientContext context) {
        ConnectionInformation information = input.getConnectionInformation();
        if (pipeline.hasAdmitted(information)) {
            return; // just before it was given up
        }
        ConnectionAttributes attributes = ConnectionAttributes.of(information)
                .orElseThrow(() -> new IllegalStateException("a client was let in that was not authenticated"));
        String clientId = input.getClientInformation().getClientId();
        Address device = Address.fromClientId(clientId)
                .flatMap(inbox::state) // whose address is in memory already
                .map(InboxState::device)
                .orElseThrow(() -> new IllegalStateException("a client was let in that has no inbox"));
        String topic = Topics.inbox(device);
        SdkDownlink downlink = new SdkDownlink(clientId, topic);
        Connection connection = attach(device, downlink, attributes);
        Uplink uplink = uplink(connection, information.getMqttVersion() == MqttVersion.V_5);
        downlink.feeds(connection.lane());
        remember(connection, attributes);

        InboxDoor inboxDoor = new InboxDoor(connection, topic, events);
        context.addSubscribeInboundInterceptor(inboxDoor);
        context.addSubackOutboundInterceptor(inboxDoor);
        context.addUnsubscribeInboundInterceptor(inboxDoor);
        OutboxDoor outbox = new OutboxDoor(connection, uplink);
        context.addPublishInboundInterceptor(outbox);
        context.addPubackOutboundInterceptor(outbox);
        context.addPubackInboundInterceptor(inboxDoor);
        context.addPingReqInboundInterceptor(inboxDoor);
    }

    private Connection attach(Address device, Downlink downlink, ConnectionAttributes attributes) {
        Lane lane = dispatcher.attach(device, downlink);
        return new Connection(device, lane, presence.connect(lane), attributes);
    }

    private Uplink uplink(Connection connection, boolean mqtt5) {
        return new Uplink(ingest, connection.lane(), connection.presence(), mqtt5, events);
    }

    private void remember(Connection connection, ConnectionAttributes attributes) {
        connections.put(attributes.number(), connection);
        if (isEnded(connection)) {
            connection.disconnect(DisconnectReasonCode.NOT_AUTHORIZED, SESSION_ENDED); // while it was being let in
        }
    }

    /** A device whose connection the pipeline takes. */
    private final class Guest implements Admission {

        private final Address device;
        private final ConnectionAttributes attributes;
        private final String topic;

        Guest(Address device, ConnectionAttributes attributes) {
            this.device = device;
            this.attributes = attributes;
            this.topic = Topics.inbox(device);
        }

        @Override
        public String inbox() {
            return topic;
        }

        @Override
        public Uplink attach(Downlink downlink, boolean mqtt5) {
            Connection connection = MqttDoor.this.attach(device, downlink, attributes);
            remember(connection, attributes);
            return uplink(connection, mqtt5);
        }

        @Override
        public void subscribeRefused() {
            events.publish(new Event.SubscribeRefused(device));
        }

        @Override
        public void detach() {
            forget(attributes);
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
            connection.presence().close();
        }
    }

    /** Tells the lane of a connection of the SDK path that it is gone. */
    private final class Lifecycle implements ClientLifecycleEventListener {

        @Override
        public void onMqttConnectionStart(ConnectionStartInput input) {
            // nothing is known of it yet
        }

        @Override
        public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {
            // the initializer has made its lane
        }

        /** It was there to the end. */
        @Override
        public void onClientInitiatedDisconnect(ClientInitiatedDisconnectInput input) {
            ConnectionAttributes.of(input.getConnectionInformation())
                    .map(attributes -> connections.get(attributes.number()))
                    .ifPresent(connection -> connection.presence().heard());
            onDisconnect(input);
        }

        @Override
        public void onDisconnect(DisconnectEventInput input) {
            ConnectionAttributes.of(input.getConnectionInformation()).ifPresent(MqttDoor.this::forget);
        }
    }
}
