package io.waggle.broker;

import com.codahale.metrics.MetricRegistry;
import com.google.crypto.tink.Aead;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.waggle.broker.account.ChangeFeed;
import io.waggle.broker.config.MonitoringConfig;
import io.waggle.broker.config.MqttConfig;
import io.waggle.broker.config.TlsConfig;
import io.waggle.broker.config.TokenConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.contact.GroupAdmissions;
import io.waggle.broker.contact.PresenceAudiences;
import io.waggle.broker.database.Database;
import io.waggle.broker.delivery.Dispatcher;
import io.waggle.broker.event.EventLog;
import io.waggle.broker.event.EventMetrics;
import io.waggle.broker.event.Events;
import io.waggle.broker.hivemq.ConnectLimits;
import io.waggle.broker.hivemq.MqttDoor;
import io.waggle.broker.hivemq.pipeline.PipelinePath;
import io.waggle.broker.http.ApiDescription;
import io.waggle.broker.http.ApiServer;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.rocksdb.RocksDbInbox;
import io.waggle.broker.ingest.Ingest;
import io.waggle.broker.limit.RateLimits;
import io.waggle.broker.monitoring.HealthCheck;
import io.waggle.broker.monitoring.MonitoringServer;
import io.waggle.broker.presence.PresenceRoom;
import io.waggle.broker.secret.SealKeys;
import io.waggle.broker.secret.SecretKey;
import io.waggle.broker.tls.Entrance;
import io.waggle.broker.tls.ServerTls;
import io.waggle.broker.token.Issuers;
import io.waggle.broker.token.SigningKeys;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.broker.verification.sender.CodeSenders;
import io.waggle.broker.webhook.WebhookDelivery;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Welcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: builds everything from one configuration, opens the doors last, and stops in the opposite order. What
 * cannot be built stops the start, and what had been built is closed again.
 */
final class Waggle implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Waggle.class);

    private static final Duration TIDYING_INTERVAL = Duration.ofMinutes(10);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    @SuppressWarnings("UnusedVariable") // the registry holds it weakly
    private @Nullable StateGauges gauges;

    /**
     * The broker that this runs in.
     *
     * @param version of ours that it runs
     * @param metrics its own, to be shown beside ours
     * @param standalone whether it is the one that ships with us
     * @param listeners where it lets MQTT clients in, once we have started
     * @param clientAuthentication what its launcher, if it is ours, told its TLS listeners about client certificates
     * @param keystores where it finds the certificate of its TLS listeners
     */
    record Host(
            String version,
            MetricRegistry metrics,
            boolean standalone,
            List<Entrance> listeners,
            Optional<String> clientAuthentication,
            Path keystores) {

        /** Whether its MQTT listeners are on loopback, all of them. */
        boolean isLoopbackOnly() {
            return listeners.stream().allMatch(Entrance::isLoopback);
        }
    }

    private volatile boolean started;

    private Waggle() {}

    /**
     * Starts everything and lets devices in.
     *
     * @param host what it runs in
     * @throws RuntimeException of the part that cannot be started, with a message for the operator
     */
    static Waggle start(WaggleConfig config, Host host, Clock clock) {
        Waggle waggle = new Waggle();
        try {
            waggle.build(config, host, clock);
            return waggle;
        } catch (RuntimeException e) {
            waggle.close();
            throw e;
        }
    }

    private void build(WaggleConfig config, Host host, Clock clock) {
        EncryptedEntrances.require(config, host);
        PrometheusMeterRegistry registry = registry(host.metrics());
        Events events = Events.all(new EventMetrics(registry), new EventLog());
        Optional<ServerTls> tls = tls(config.tls(), host, clock, events);
        SigningKeys signingKeys = SigningKeys.open(config.token().keyDirectory(), clock);

        Aead aead = SealKeys.open(config.seal().keyset());

        Inbox inbox = closing(RocksDbInbox.open(
                config.data().directory().resolve("inbox"), aead, config.inbox(), config.commit(), clock, events));
        regularly("waggle-expiry", () -> sweep(inbox), config.inbox().expirySweepInterval());
        AccountParts.Keys keys = new AccountParts.Keys(
                signingKeys, aead, SecretKey.open(config.account().secret()));
        TokenVerifier verifier = new TokenVerifier(signingKeys, config.token(), issuers(config, host), clock);
        Database database = closing(Database.open(config.database()));
        CodeSenders senders = closing(CodeSenders.open(
                config.senders(), host.isLoopbackOnly() && config.http().isLoopbackOnly(), System.err, clock, events));
        RateLimits limits = new RateLimits(config.limits(), System::nanoTime, events);
        regularly("waggle-limits", limits::forgetFull, TIDYING_INTERVAL);
        AccountParts accounts =
                new AccountParts(database, keys, verifier, senders, inbox, limits, config, clock, events);
        regularly("waggle-tidying", accounts::tidy, TIDYING_INTERVAL);

        closing(accounts.lastSeen()).start();
        Dispatcher dispatcher = closing(new Dispatcher(
                inbox, config.delivery(), limits(config), clock, Events.all(events, accounts.lastSeen())));
        WebhookDelivery webhooks = closing(accounts.bots().webhooks());
        inbox.onAppend(Inbox.AppendListener.all(dispatcher, webhooks));
        Ingest ingest = new Ingest(
                inbox, dispatcher, accounts.policies(), closing(new GroupAdmissions(database)), limits, events);
        PresenceRoom presence = closing(new PresenceRoom(
                config.presence(), closing(new PresenceAudiences(database)), dispatcher::isConnected, clock, events));
        gauges = new StateGauges(
                inbox,
                dispatcher,
                new StateGauges.Kept(verifier::remembered, limits::kept, accounts.policies()::kept),
                new StateGauges.Presence(presence::online, presence::watches, presence::lastSeenKept),
                new StateGauges.Webhooks(webhooks::count, webhooks::failing));
        gauges.bindTo(registry);
        closing(monitoring(config.monitoring(), registry, List.of(startCheck(), storeCheck(inbox)), tls));

        MqttDoor door = new MqttDoor(
                inbox,
                dispatcher,
                ingest,
                presence,
                path(config.mqtt().path(), host),
                accounts.endedSessions(),
                new ConnectLimits(limits, config.http().trustedProxies()),
                clock,
                events);
        parts.push(door::close);
        ChangeExecutor executor = new ChangeExecutor(
                inbox,
                door::endSessions,
                accounts.endedSessions(),
                accounts.policies(),
                presenceChanges(presence),
                webhooks,
                clock);
        closing(new ChangeFeed(database, accounts.changes(), executor, events)).start();
        closing(ApiServer.start(
                config.http(), tls, ApiDescription.of(config.apiUrl(), host.version()), accounts.api(), events));
        webhooks.start();
        door.open(verifier);
        started = true;
    }

    private static ChangeExecutor.PresenceChanges presenceChanges(PresenceRoom presence) {
        return new ChangeExecutor.PresenceChanges() {
            @Override
            public void changed(AccountId account) {
                var unused = presence.changed(account).join();
            }

            @Override
            public void deleted(AccountId account) {
                var unused = presence.deleted(account).join();
            }
        };
    }

    private static Issuers issuers(WaggleConfig config, Host host) {
        TokenConfig.Developer developer = config.token().developer();
        boolean believed = developer == TokenConfig.Developer.AUTO
                ? host.isLoopbackOnly()
                : developer == TokenConfig.Developer.ALWAYS;
        LOG.info("Developers' tokens are {}", believed ? "believed" : "not believed");
        return new Issuers(config.apiUrl().toString(), believed ? config.token().issuer() : null);
    }

    private Optional<ServerTls> tls(TlsConfig config, Host host, Clock clock, Events events) {
        if (config.isEnabled()) {
            return Optional.of(closing(ServerTls.open(config, host.keystores(), clock, events)));
        }
        ServerTls.clear(host.keystores());
        return Optional.empty();
    }

    /** Plain on loopback, where probes and scrapers of this machine need no certificate. */
    private static MonitoringServer monitoring(
            MonitoringConfig config,
            PrometheusMeterRegistry registry,
            List<HealthCheck> checks,
            Optional<ServerTls> tls) {
        return tls.isEmpty() || config.address().isLoopbackAddress()
                ? MonitoringServer.start(config, registry, checks)
                : MonitoringServer.startEncrypted(config, registry, checks, tls.get());
    }

    private static PipelinePath path(MqttConfig.Path configured, Host host) {
        boolean pipeline =
                configured == MqttConfig.Path.AUTO ? host.standalone() : configured == MqttConfig.Path.PIPELINE;
        PipelinePath path = pipeline ? PipelinePath.throughHost() : PipelinePath.none();
        LOG.info("Messages take the {} path", path.isUsable() ? "pipeline" : "SDK");
        return path;
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    private PrometheusMeterRegistry registry(MetricRegistry brokerMetrics) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        parts.push(registry::close);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        closing(bound(new JvmGcMetrics(), registry));
        DropwizardExports.builder().dropwizardRegistry(brokerMetrics).register(registry.getPrometheusRegistry());
        return registry;
    }

    private static JvmGcMetrics bound(JvmGcMetrics metrics, PrometheusMeterRegistry registry) {
        metrics.bindTo(registry);
        return metrics;
    }

    private void regularly(String name, Runnable work, Duration interval) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, name));
        var unused = timer.scheduleWithFixedDelay(
                () -> attempt(name, work), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        parts.push(timer::shutdownNow);
    }

    /** What fails once is tried again the next time: a timer would never run again what threw. */
    private static void attempt(String name, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("{} failed; it is tried again", name, e);
        }
    }

    /** An outage of the store is told by the store; the next sweep finds what this one could not. */
    private static void sweep(Inbox inbox) {
        if (inbox.isAvailable()) {
            inbox.expire().exceptionally(failure -> 0).join();
        }
    }

    /** So that nobody is sent here before every door is open. */
    private HealthCheck startCheck() {
        return new HealthCheck(
                "start", () -> started ? new HealthCheck.Health.Up() : new HealthCheck.Health.Down("still starting"));
    }

    private static HealthCheck storeCheck(Inbox inbox) {
        return new HealthCheck(
                "store",
                () -> inbox.isAvailable()
                        ? new HealthCheck.Health.Up()
                        : new HealthCheck.Health.Down("the inbox store does not take writes"));
    }

    private static Welcome.Limits limits(WaggleConfig config) {
        return new Welcome.Limits(
                ProtocolLimits.FRAME_BYTES,
                ProtocolLimits.FRAME_ITEMS,
                ProtocolLimits.CONTENT_BYTES,
                ProtocolLimits.RECIPIENT_ACCOUNTS,
                config.inbox().maxExpiry(),
                config.delivery().unacknowledgedRows(),
                config.inbox().groupMaxMembers(),
                config.presence().watchesPerConnection());
    }

    /** Ends connections, then delivery, then drains and closes the store. Returns when that is done. */
    @Override
    public void close() {
        RuntimeException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("could not stop in order", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
