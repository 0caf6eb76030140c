package io.waggle.broker;

import io.waggle.broker.account.Identifier;
import io.waggle.broker.account.Seals;
import io.waggle.broker.config.ConfigSource;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.database.Database;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.http.ApiDescription;
import io.waggle.broker.http.ApiServer;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.secret.SecretKey;
import io.waggle.broker.token.Issuers;
import io.waggle.broker.token.SigningKeys;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.broker.verification.CodeDispatch;
import io.waggle.testkit.Ports;
import io.waggle.testkit.TestLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The API over HTTP, whole, without a broker: what it sends to people is kept here. */
public final class TestApi implements AutoCloseable, CodeDispatch {

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-25T12:00:00Z"));
    final AccountParts parts;
    final TokenVerifier verifier;
    final Database database;
    final HttpCaller http;

    final List<Event> published = new CopyOnWriteArrayList<>();

    private final Events events = published::add;
    private final ApiServer server;
    private final Map<String, String> codes = new ConcurrentHashMap<>();

    public TestApi(Path folder) {
        this(folder, Map.of());
    }

    /** @param settings keys of waggle.properties that are not at their default */
    public TestApi(Path folder, Map<String, String> settings) {
        WaggleConfig config = config(folder, settings);
        SigningKeys signing = SigningKeys.open(config.token().keyDirectory(), clock);
        Issuers issuers = new Issuers(config.apiUrl().toString(), "waggle");
        verifier = new TokenVerifier(signing, config.token(), issuers, clock);
        database = Database.open(config.database());
        AccountParts.Keys keys = new AccountParts.Keys(signing, Seals.aead(), SecretKey.random());
        parts = new AccountParts(database, keys, verifier, this, config, clock);
        ApiDescription description = ApiDescription.of(config.apiUrl(), "1.2.3");
        server = ApiServer.start(config.http(), Optional.empty(), description, parts.api(), events);
        http = new HttpCaller(server.address()).checked();
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

    /** Every route that is served. */
    List<String> routes() {
        return server.routes();
    }

    /** Where it is. */
    public URI address() {
        return server.address();
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
        return http.signIn("email", email, this::codeOf);
    }

    @Override
    public void close() {
        server.close();
        database.close();
    }
}
