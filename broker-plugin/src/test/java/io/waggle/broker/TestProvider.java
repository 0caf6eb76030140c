package io.waggle.broker;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenID Connect provider in the test's process, which keeps to the rules until it is told not to. Where a browser would
 * show a login form, a test says who signs in.
 */
final class TestProvider implements AutoCloseable {

    static final String CLIENT = "waggle";
    static final String METADATA = "/.well-known/openid-configuration";
    static final String TOKEN = "/token";
    static final String KEYS = "/keys";

    /** Made once: RSA keys take their time. */
    private static final RSAKey FIRST_KEY = key("first");

    private static final RSAKey SECOND_KEY = key("second");

    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<String, Signed> codes = new ConcurrentHashMap<>();
    private final Map<String, HttpHandler> instead = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Clock clock;

    private volatile RSAKey key = FIRST_KEY;
    private volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();
    private volatile Function<JWTClaimsSet, String> token = this::sign;
    private volatile Map<String, Object> metadata = Map.of();

    /** Somebody who has signed in for a login. */
    private record Signed(Map<String, Object> person, Map<String, List<String>> request) {}

    TestProvider(Clock clock) {
        this.clock = clock;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        serve(METADATA, exchange -> send(exchange, 200, metadata()));
        serve(KEYS, exchange -> send(exchange, 200, new JWKSet(key.toPublicJWK()).toString()));
        serve(TOKEN, this::tokens);
        server.start();
    }

    private void serve(String path, HttpHandler handler) {
        asked.put(path, new AtomicInteger());
        server.createContext(path, exchange -> {
            try (exchange) {
                count(path).incrementAndGet();
                instead.getOrDefault(path, handler).handle(exchange);
            }
        });
    }

    private AtomicInteger count(String path) {
        return java.util.Objects.requireNonNull(asked.get(path));
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How often that path was asked for. */
    int asked(String path) {
        return count(path).get();
    }

    /** Settings of a server that has this provider. */
    Map<String, String> settings() {
        return Map.of(
                "oidc.issuer", issuer(), "oidc.client-id", CLIENT, "oidc.redirect-uris", LoginSteps.REDIRECT_URIS);
    }

    // --- how it misbehaves

    /** Changes the claims of ID tokens. */
    void claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        claims = change;
    }

    /** Makes ID tokens in another way. */
    void token(Function<JWTClaimsSet, String> how) {
        token = how;
    }

    /** Says something else of itself. */
    void metadata(Map<String, Object> change) {
        metadata = change;
    }

    /** Answers something else. */
    void instead(String path, HttpHandler handler) {
        instead.put(path, handler);
    }

    /** Answers a status. */
    void status(String path, int status) {
        instead(path, exchange -> send(exchange, status, "{}"));
    }

    /** Answers as it should. */
    void mend(String path) {
        instead.remove(path);
    }

    /** Answers only when it is let to. */
    CountDownLatch hang(String path) {
        CountDownLatch let = new CountDownLatch(1);
        instead(path, exchange -> {
            try {
                let.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return let;
    }

    /** Signs with another key from now on, and publishes only that. */
    void rotate() {
        key = SECOND_KEY;
    }

    // --- the browser

    /**
     * The person signs in at the page that the browser was sent to.
     *
     * @return the query with which the browser is sent back
     */
    String signIn(URI page, Map<String, Object> person) {
        Map<String, List<String>> request = URLUtils.parseParameters(page.getRawQuery());
        String code = "code-" + UUID.randomUUID();
        codes.put(code, new Signed(person, request));
        return "code=" + code + "&state=" + encoded(first(request, "state"));
    }

    static String first(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of("")).get(0);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // --- the endpoints

    private String metadata() {
        Map<String, Object> all = new java.util.TreeMap<>(Map.of(
                "issuer", issuer(),
                "authorization_endpoint", issuer() + "/authorize",
                "token_endpoint", issuer() + TOKEN,
                "jwks_uri", issuer() + KEYS,
                "response_types_supported", List.of("code"),
                "subject_types_supported", List.of("public"),
                "id_token_signing_alg_values_supported", List.of("RS256")));
        all.putAll(metadata);
        return json.writeValueAsString(all);
    }

    private void tokens(HttpExchange exchange) throws IOException {
        Map<String, List<String>> form =
                URLUtils.parseParameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Signed signed = codes.remove(first(form, "code"));
        if (signed == null || !isFor(signed.request(), form)) {
            send(exchange, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"no such code\"}");
            return;
        }
        JWTClaimsSet.Builder idToken = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(CLIENT)
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(clock.instant().plus(Duration.ofMinutes(5))))
                .claim("nonce", first(signed.request(), "nonce"));
        signed.person().forEach(idToken::claim);
        send(
                exchange,
                200,
                json.writeValueAsString(Map.of(
                        "access_token", "opaque",
                        "token_type", "Bearer",
                        "id_token", token.apply(claims.apply(idToken).build()))));
    }

    private static boolean isFor(Map<String, List<String>> request, Map<String, List<String>> form) {
        CodeVerifier verifier = new CodeVerifier(first(form, "code_verifier"));
        return first(form, "grant_type").equals("authorization_code")
                && first(form, "client_id").equals(CLIENT)
                && first(form, "redirect_uri").equals(first(request, "redirect_uri"))
                && first(request, "code_challenge_method").equals("S256")
                && CodeChallenge.compute(CodeChallengeMethod.S256, verifier)
                        .getValue()
                        .equals(first(request, "code_challenge"));
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    // --- tokens

    String sign(JWTClaimsSet claims) {
        return sign(claims, key, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()));
    }

    /** By a key that is not published, with the name of the one that is. */
    String signWithAnotherKey(JWTClaimsSet claims) {
        return sign(claims, SECOND_KEY, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()));
    }

    /** By a key that is not published. */
    String signWithUnknownKey(JWTClaimsSet claims) {
        return sign(claims, SECOND_KEY, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(SECOND_KEY.getKeyID()));
    }

    /** With the key in its own head. */
    String signWithOwnKeyInHeader(JWTClaimsSet claims) {
        return sign(
                claims,
                SECOND_KEY,
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .jwk(SECOND_KEY.toPublicJWK())
                        .keyID(SECOND_KEY.getKeyID()));
    }

    /** As another kind of token. */
    String signAsAccessToken(JWTClaimsSet claims) {
        return sign(
                claims,
                key,
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(key.getKeyID()));
    }

    private static String sign(JWTClaimsSet claims, RSAKey key, JWSHeader.Builder header) {
        SignedJWT jwt = new SignedJWT(header.build(), claims);
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    /** By HMAC, with the published key for a secret. */
    String signWithPublicKeyAsSecret(JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            jwt.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
