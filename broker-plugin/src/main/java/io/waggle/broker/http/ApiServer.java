package io.waggle.broker.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.waggle.broker.account.Devices;
import io.waggle.broker.config.HttpConfig;
import io.waggle.broker.config.TlsConfig.ClientAuthentication;
import io.waggle.broker.contact.Blocks;
import io.waggle.broker.database.Database;
import io.waggle.broker.database.DatabaseUnavailable;
import io.waggle.broker.limit.RateLimits;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.oauth.AuthorizationServer;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.session.SignedInDevices;
import io.waggle.broker.tls.ServerTls;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.broker.verification.CodeRequests;
import java.net.URI;
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
 * be silent. An answer never has more of a failure in it than what the caller can do about it; the log has the rest.
 */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    private static final int MAX_THREADS = 32;
    private static final int MAX_CONNECTIONS = 4_096;
    private static final long IDLE_MILLIS = 30_000;
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final Exchange exchange;
    private final Javalin javalin;
    private final String scheme;
    private final String host;

    private ApiServer(HttpConfig config, Optional<ServerTls> tls, Exchange exchange, List<Routes> routes) {
        this.exchange = exchange;
        scheme = tls.isPresent() ? "https" : "http";
        host = config.address().getHostAddress();
        javalin = Javalin.create(javalinConfig -> configure(javalinConfig, config, tls, routes));
    }

    /** What the API is an API of. */
    public record Domains(
            Database database,
            TokenVerifier verifier,
            EndedSessions endedSessions,
            CodeRequests codes,
            AuthorizationServer authorization,
            Devices devices,
            SignedInDevices signedIn,
            DeviceLinks links,
            Blocks blocks,
            RateLimits limits) {}

    /**
     * A server that answers from now on.
     *
     * @param tls how it encrypts, if it does; then it answers nobody who does not
     * @throws ApiUnavailable if the address cannot be bound to
     */
    public static ApiServer start(HttpConfig config, Optional<ServerTls> tls, Domains domains) {
        Exchange exchange = new Exchange();
        RequestLimits limits = new RequestLimits(domains.limits(), config.trustedProxies());
        Callers callers = new Callers(domains.verifier(), domains.endedSessions(), limits);
        ApiServer server = new ApiServer(
                config,
                tls,
                exchange,
                List.of(
                        new VerificationRoutes(exchange, limits, domains.codes()),
                        new OAuthRoutes(domains.authorization(), limits),
                        new DeviceRoutes(exchange, callers, limits, domains),
                        new BlockRoutes(exchange, callers, domains)));
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
        config.jetty.addConnector((server, jetty) -> connector(server, jetty, http, tls));
        config.jetty.modifyServer(server -> {
            server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
            server.setErrorHandler(new ServerErrors());
        });
        config.routes.before(context -> Exchange.HEADERS.forEach(context::header));
        config.routes.exception(ProblemException.class, (e, context) -> exchange.answer(context, e.problem()));
        config.routes.exception(DatabaseUnavailable.class, (e, context) -> {
            LOG.warn("The database is not available: {}", e.getMessage());
            exchange.answer(context, Problem.unavailable("the accounts cannot be reached"));
        });
        config.routes.exception(HttpResponseException.class, (e, context) -> exchange.answer(context, problem(e)));
        config.routes.exception(Exception.class, (e, context) -> {
            LOG.error("A request to {} failed", context.endpoint().path, e);
            exchange.answer(context, Problem.internal());
        });
        routes.forEach(group -> group.addTo(config.routes));
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
            Server server, HttpConfiguration jetty, HttpConfig http, Optional<ServerTls> tls) {
        jetty.setSendServerVersion(false);
        jetty.setSendDateHeader(true);
        jetty.setRequestHeaderSize(MAX_HEADER_BYTES);
        HttpConnectionFactory plain = new HttpConnectionFactory(jetty);
        ServerConnector connector = tls.map(it -> new ServerConnector(
                        server, new SslConnectionFactory(sslContext(it, jetty), plain.getProtocol()), plain))
                .orElseGet(() -> new ServerConnector(server, plain));
        connector.setHost(http.address().getHostAddress());
        connector.setPort(http.port());
        connector.setIdleTimeout(IDLE_MILLIS);
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
    }
}
