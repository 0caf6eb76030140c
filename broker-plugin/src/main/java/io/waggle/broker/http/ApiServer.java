package io.waggle.broker.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.Discovery;
import io.waggle.broker.bot.BotAccounts;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.call.Relays;
import io.waggle.broker.config.HttpConfig;
import io.waggle.broker.config.TlsConfig.ClientAuthentication;
import io.waggle.broker.contact.AddressBook;
import io.waggle.broker.contact.Blocks;
import io.waggle.broker.contact.Contacts;
import io.waggle.broker.contact.Privacy;
import io.waggle.broker.database.Database;
import io.waggle.broker.database.DatabaseUnavailable;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.idempotency.IdempotencyKeyReused;
import io.waggle.broker.idempotency.IdempotentWrites;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.ingest.MessageSender;
import io.waggle.broker.lifecycle.AccountExport;
import io.waggle.broker.lifecycle.AccountLifecycle;
import io.waggle.broker.limit.RateLimits;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.oauth.AuthorizationServer;
import io.waggle.broker.profile.AvatarMaker;
import io.waggle.broker.profile.Profiles;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.session.SignedInDevices;
import io.waggle.broker.tls.ServerTls;
import io.waggle.broker.token.OperatorTokens;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.broker.verification.CodeRequests;
import io.waggle.broker.webhook.WebhookDelivery;
import io.waggle.broker.webhook.Webhooks;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the API. Everything about it is bounded: threads, connections, the size of a request, and the time that a connection may
 * take for one. An answer never has more of a failure in it than what the caller can do about it; the log has the rest.
 */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    private static final int MAX_THREADS = 32;
    private static final int MAX_CONNECTIONS = 4_096;
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final Exchange exchange;
    private final Events events;
    private final RequestDeadline deadline;
    private final Javalin javalin;
    private final String scheme;
    private final String host;

    private ApiServer(
            HttpConfig config, Optional<ServerTls> tls, Exchange exchange, Events events, List<Routes> routes) {
        this.exchange = exchange;
        this.events = events;
        scheme = tls.isPresent() ? "https" : "http";
        host = config.address().getHostAddress();
        deadline = new RequestDeadline(config.requestTimeout(), events);
        javalin = Javalin.create(javalinConfig -> configure(javalinConfig, config, tls, routes));
    }

    /** What the API is an API of. */
    public record Domains(
            Database database,
            IdempotentWrites writes,
            TokenVerifier verifier,
            EndedSessions endedSessions,
            CodeRequests codes,
            AuthorizationServer authorization,
            Devices devices,
            SignedInDevices signedIn,
            DeviceLinks links,
            Blocks blocks,
            People people,
            WholeAccounts wholeAccounts,
            Inbox inbox,
            Relays relays,
            Automation automation,
            RateLimits limits) {}

    /** What people show of themselves, and whom they know. */
    public record People(
            Accounts accounts,
            Profiles profiles,
            AvatarMaker avatars,
            Privacy privacy,
            Contacts contacts,
            AddressBook addressBook,
            Discovery discovery) {}

    /** Accounts that programs sign in to. */
    public record Automation(
            Bots bots, BotAccounts accounts, Webhooks webhooks, WebhookDelivery delivery, MessageSender sender) {}

    /** Accounts from their suspension to their end, and who may do that to others' accounts. */
    public record WholeAccounts(AccountLifecycle lifecycle, AccountExport exports, OperatorTokens operators) {}

    /**
     * A server that answers from now on.
     *
     * @param tls how it encrypts, if it does; then it answers nobody who does not
     * @param description what it says of itself
     * @throws ApiUnavailable if the address cannot be bound to
     */
    public static ApiServer start(
            HttpConfig config, Optional<ServerTls> tls, ApiDescription description, Domains domains, Events events) {
        Exchange exchange = new Exchange(events);
        RequestLimits limits = new RequestLimits(domains.limits(), config.trustedProxies());
        Callers callers = new Callers(domains.verifier(), domains.endedSessions(), limits);
        PictureUploads pictures = new PictureUploads(domains.people().avatars(), limits);
        OwnBots ownBots = new OwnBots(
                callers, domains.people().accounts(), domains.automation().bots());
        ApiServer server = new ApiServer(
                config,
                tls,
                exchange,
                events,
                List.of(
                        new DescriptionRoutes(description),
                        new LoginRoutes(limits, domains.authorization().frontChannel()),
                        new VerificationRoutes(exchange, limits, domains.codes()),
                        new OAuthRoutes(domains.authorization(), limits),
                        new DeviceRoutes(exchange, callers, limits, domains),
                        new BlockRoutes(exchange, callers, domains),
                        new ProfileRoutes(exchange, callers, pictures, domains),
                        new PrivacyRoutes(exchange, callers, domains),
                        new GroupRoutes(exchange, callers, pictures, domains),
                        new ContactRoutes(exchange, callers, domains),
                        new BotRoutes(exchange, callers, ownBots, events, domains),
                        new WebhookRoutes(exchange, ownBots, domains),
                        new MessageRoutes(exchange, callers, domains),
                        new CallRoutes(exchange, callers, limits, domains),
                        new AccountRoutes(exchange, callers, limits, domains),
                        new OperatorRoutes(
                                exchange,
                                new Operators(domains.wholeAccounts().operators(), limits, events),
                                domains)));
        try {
            server.javalin.start();
        } catch (RuntimeException e) {
            server.close();
            throw new ApiUnavailable(config.socketAddress(), e);
        }
        return server;
    }

    /** Where it really listens. */
    public URI address() {
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + javalin.port());
    }

    private void configure(JavalinConfig config, HttpConfig http, Optional<ServerTls> tls, List<Routes> routes) {
        config.startup.showJavalinBanner = false;
        config.http.maxRequestSize = Exchange.MAX_BODY;
        config.http.generateEtags = false;
        config.http.prefer405over404 = true;
        config.jetty.threadPool = threads();
        config.jetty.addConnector((server, jetty) -> connector(server, jetty, http, tls, deadline));
        config.jetty.modifyServer(server -> {
            server.setHandler(deadline.handler());
            server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
            server.setErrorHandler(new ServerErrors(events));
        });
        config.requestLogger.http((context, millis) -> events.publish(answered(context, millis)));
        config.routes.before(context -> Exchange.HEADERS.forEach(context::header));
        config.routes.exception(ProblemException.class, (e, context) -> exchange.answer(context, e.problem()));
        config.routes.exception(
                IdempotencyKeyReused.class,
                (e, context) -> exchange.answer(
                        context,
                        Problem.of(
                                422,
                                "idempotency-key-reused",
                                "The Idempotency-Key was used for another request",
                                "make up a key for each request, and send it again with every repetition of that one")));
        config.routes.exception(DatabaseUnavailable.class, (e, context) -> {
            LOG.warn("The database is not available: {}", e.getMessage());
            LOG.debug("Why the database is not available", e);
            exchange.answer(context, Problem.unavailable("the accounts cannot be reached"));
        });
        config.routes.exception(
                InboxUnavailable.class,
                (e, context) -> exchange.answer(context, Problem.unavailable("the inboxes cannot be reached")));
        config.routes.exception(HttpResponseException.class, (e, context) -> exchange.answer(context, problem(e)));
        // Whoever sends half a request is an everyday matter, and mostly not there any more to be told.
        config.routes.exception(
                IOException.class,
                (e, context) -> exchange.answer(
                        context, Problem.badRequest("the request ended before the whole of it had come")));
        config.routes.exception(Exception.class, (e, context) -> {
            LOG.error("A request to {} failed", context.endpoint().path, e);
            exchange.answer(context, Problem.internal());
        });
        routes.forEach(group -> group.addTo(config.routes));
    }

    /** Every route that is served, as {@code GET /v1/devices/{device}}, and so on. */
    public List<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
                .toList();
    }

    private static Event.ApiAnswered answered(Context context, float millis) {
        Endpoint endpoint = context.endpoints().matchedHttpEndpoint();
        return new Event.ApiAnswered(
                context.method().name(),
                endpoint == null ? Event.ApiAnswered.NO_ROUTE : endpoint.path,
                context.statusCode(),
                Duration.ofNanos((long) (millis * 1e6f)));
    }

    private static Problem problem(HttpResponseException e) {
        return switch (e.getStatus()) {
            case 404 -> Problem.notFound();
            case 405 -> Problem.of(405, "method-not-allowed", "The resource has no such method", "look at the method");
            case 413 -> Problem.tooLarge(Exchange.MAX_BODY);
            default -> Problem.badRequest("the request is not understood");
        };
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool pool = new QueuedThreadPool(MAX_THREADS, 4);
        pool.setName("waggle-http");
        return pool;
    }

    private static ServerConnector connector(
            Server server,
            HttpConfiguration jetty,
            HttpConfig http,
            Optional<ServerTls> tls,
            RequestDeadline deadline) {
        jetty.setSendServerVersion(false);
        jetty.setSendDateHeader(true);
        jetty.setRequestHeaderSize(MAX_HEADER_BYTES);
        HttpConnectionFactory plain = new HttpConnectionFactory(jetty);
        ServerConnector connector = tls.map(it -> new ServerConnector(
                        server, new SslConnectionFactory(sslContext(it, jetty), plain.getProtocol()), plain))
                .orElseGet(() -> new ServerConnector(server, plain));
        connector.setHost(http.address().getHostAddress());
        connector.setPort(http.port());
        connector.setIdleTimeout(http.requestTimeout().toMillis());
        connector.addBean(deadline);
        return connector;
    }

    /** Jetty sets what it is told on every engine, and by itself knows of neither our versions nor our suites. */
    private static SslContextFactory.Server sslContext(ServerTls tls, HttpConfiguration jetty) {
        // Which host was meant is the client's to check.
        jetty.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(tls.context());
        factory.setExcludeProtocols();
        factory.setIncludeProtocols(ServerTls.PROTOCOLS.toArray(new String[0]));
        factory.setExcludeCipherSuites();
        factory.setIncludeCipherSuites(ServerTls.CIPHER_SUITES.toArray(new String[0]));
        factory.setWantClientAuth(tls.clientAuthentication() == ClientAuthentication.OPTIONAL);
        factory.setNeedClientAuth(tls.clientAuthentication() == ClientAuthentication.REQUIRED);
        return factory;
    }

    /** Lets requests in progress end, then frees the port. */
    @Override
    public void close() {
        javalin.stop();
        deadline.close();
    }
}
