package io.waggle.broker;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.account.Seals;
import io.waggle.broker.config.ConfigSource;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.database.Database;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.EventLog;
import io.waggle.broker.event.EventMetrics;
import io.waggle.broker.event.Events;
import io.waggle.broker.http.ApiDescription;
import io.waggle.broker.http.ApiServer;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.inbox.memory.InMemoryInbox;
import io.waggle.broker.limit.RateLimits;
import io.waggle.broker.secret.SecretKey;
import io.waggle.broker.token.Issuers;
import io.waggle.broker.token.OperatorTokens;
import io.waggle.broker.token.SigningKeys;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.broker.verification.CodeDispatch;
import io.waggle.protocol.AccountId;
import io.waggle.testkit.Ports;
import io.waggle.testkit.TestLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The API over HTTP, whole, without a broker: what it sends to people is kept here. */
public final class TestApi implements AutoCloseable, CodeDispatch {

    final SettableClock clock;
    final AccountParts parts;
    final TokenVerifier verifier;
    final Database database;
    final HttpCaller http;

    /** What the change feed would keep, if there were one here. */
    final Inbox inbox;

    final OperatorTokens operators;

    /** What has been published, in order; may be read while more is. */
    final Collection<Event> published = new ConcurrentLinkedQueue<>();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Events events = Events.all(published::add, new EventMetrics(meters), new EventLog());
    private final ApiServer server;
    private final Map<String, String> codes = new ConcurrentHashMap<>();

    public TestApi(Path folder) {
        this(folder, Map.of());
    }

    /** @param settings keys of waggle.properties that are not at their default */
    public TestApi(Path folder, Map<String, String> settings) {
        this(folder, settings, clockOfTests());
    }

    /** With a clock that others look at too. */
    TestApi(Path folder, Map<String, String> settings, SettableClock clock) {
        this.clock = clock;
        WaggleConfig config = config(folder, settings);
        SigningKeys signing = SigningKeys.open(config.token().keyDirectory(), clock);
        Issuers issuers = new Issuers(config.apiUrl().toString(), "waggle");
        verifier = new TokenVerifier(signing, config.token(), issuers, clock);
        operators = new OperatorTokens(signing, config.token().clockSkew(), clock);
        database = Database.open(config.database());
        AccountParts.Keys keys = new AccountParts.Keys(signing, Seals.aead(), SecretKey.random());
        inbox = new InMemoryInbox(new InMemoryInbox.Storage(), config.inbox(), clock, events);
        RateLimits limits = new RateLimits(config.limits(), this::nanoTime, events);
        parts = new AccountParts(database, keys, verifier, this, inbox, limits, config, clock, events);
        ApiDescription description = ApiDescription.of(config.apiUrl(), "1.2.3");
        inbox.onAppend(parts.bots().webhooks());
        server = ApiServer.start(config.http(), Optional.empty(), description, parts.api(), events);
        http = new HttpCaller(server.address()).checked();
    }

    static SettableClock clockOfTests() {
        return new SettableClock(Instant.parse("2026-11-25T12:00:00Z"));
    }

    /** Of the clock that the test moves. */
    private long nanoTime() {
        return clock.millis() * 1_000_000;
    }

    private static WaggleConfig config(Path folder, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("http.port", Integer.toString(Ports.choosePort()));
        all.putIfAbsent("verification.code-digits", "10"); // in no log by chance
        try {
            Path file = Files.createDirectories(folder).resolve("waggle.properties");
            return new ConfigSource(Files.writeString(file, ""), all).load(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean reaches(Identifier.Kind kind) {
        return true;
    }

    @Override
    public boolean offer(Identifier to, String code, Duration validFor) {
        codes.put(to.value(), code);
        TestLogs.mustNotBeLogged(code);
        TestLogs.mustNotBeLogged(to.value());
        return true;
    }

    /** Carries changes out as the change feed would, but for connections, of which there are none here. */
    void carryOut() {
        ChangeExecutor executor = new ChangeExecutor(
                inbox,
                () -> {},
                parts.endedSessions(),
                parts.policies(),
                new ChangeExecutor.PresenceChanges() {
                    @Override
                    public void changed(AccountId account) {
                        // nobody is connected
                    }

                    @Override
                    public void deleted(AccountId account) {
                        // nobody is connected
                    }
                },
                parts.bots().webhooks(),
                clock);
        List<AccountChanges.Entry> next =
                database.write(handle -> parts.changes().next(handle, 1_000));
        next.forEach(entry -> {
            executor.execute(entry.change());
            database.write(handle -> {
                parts.changes().remove(handle, entry);
                return true;
            });
        });
    }

    /** Every route that is served. */
    List<String> routes() {
        return server.routes();
    }

    /** Its time. */
    public SettableClock clock() {
        return clock;
    }

    /** Where it is. */
    public URI address() {
        return server.address();
    }

    /** What a counter is at. */
    double count(String meter, String... tags) {
        return meters.get(meter).tags(tags).counter().count();
    }

    /** The code that went to the identifier last. */
    String codeOf(String identifier) {
        String code = codes.get(identifier);
        if (code == null) {
            throw new AssertionError("no code went there");
        }
        return code;
    }

    /** Signs an e-mail address in on a new device. */
    public HttpCaller.Tokens signIn(String email) {
        return trySignIn(email).tokens();
    }

    /** The same, whatever comes of it. */
    HttpCaller.Answer trySignIn(String email) {
        return http.trySignIn("email", email, this::codeOf, Map.of());
    }

    @Override
    public void close() {
        server.close();
        parts.bots().webhooks().close();
        database.close();
    }
}
