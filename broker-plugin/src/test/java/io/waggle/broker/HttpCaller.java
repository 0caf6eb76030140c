package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.testkit.TestLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the API as a client would, and says what came. Immutable. */
public final class HttpCaller {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI base;
    private final Map<String, String> headers;
    private final @Nullable ApiContract contract;

    public HttpCaller(URI base) {
        this(base, Map.of(), null);
    }

    private HttpCaller(URI base, Map<String, String> headers, @Nullable ApiContract contract) {
        this.base = base;
        this.headers = headers;
        this.contract = contract;
    }

    /** The same, which holds every answer against what the API says of itself. */
    public HttpCaller checked() {
        return new HttpCaller(base, headers, ApiContract.of(this));
    }

    /** The same with a header. */
    public HttpCaller with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new HttpCaller(base, more, contract);
    }

    /** The same with an access token. */
    public HttpCaller as(Tokens tokens) {
        return with("Authorization", "Bearer " + tokens.access());
    }

    /** What a sign-in brought. */
    public record Tokens(String access, String refresh, String account, String device) {}

    /** What came. */
    public record Answer(HttpResponse<String> response) {

        /** The same, if it has that status. */
        public Answer expect(int status) {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            return this;
        }

        public int status() {
            return response.statusCode();
        }

        public String body() {
            return response.body();
        }

        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** The entity tag that it must have. */
        public String tag() {
            return response.headers().firstValue("ETag").orElseThrow();
        }

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        /** A member of the JSON object. */
        public String text(String member) {
            JsonNode value = json().get(member);
            assertThat(value).as(response.body()).isNotNull();
            return value.asString();
        }

        /** An OAuth error. */
        public String error() {
            return expect(400).text("error");
        }

        public Tokens tokens() {
            expect(200);
            TestLogs.mustNotBeLogged(text("access_token"));
            TestLogs.mustNotBeLogged(text("refresh_token"));
            return new Tokens(text("access_token"), text("refresh_token"), text("account_id"), text("device_id"));
        }

        /** Of a bot, which gets no refresh token. */
        public Tokens botTokens() {
            expect(200);
            TestLogs.mustNotBeLogged(text("access_token"));
            assertThat(json().has("refresh_token")).isFalse();
            return new Tokens(text("access_token"), "", text("account_id"), text("device_id"));
        }
    }

    public Answer get(String path) {
        return send(path, "GET", null, null);
    }

    public Answer delete(String path) {
        return send(path, "DELETE", null, null);
    }

    public Answer post(String path, Object json) {
        return send(path, "POST", "application/json", JSON.writeValueAsString(json));
    }

    public Answer patch(String path, Object json) {
        return send(path, "PATCH", "application/json", JSON.writeValueAsString(json));
    }

    public Answer put(String path, Object json) {
        return send(path, "PUT", "application/json", JSON.writeValueAsString(json));
    }

    public Answer form(String path, Map<String, String> parameters) {
        return send(
                path,
                "POST",
                "application/x-www-form-urlencoded",
                parameters.entrySet().stream()
                        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    /**
     * Signs somebody in on a new device.
     *
     * @param kind {@code phone} or {@code email}
     * @param codeOf which code went to a number or address last
     */
    public Tokens signIn(String kind, String identifier, UnaryOperator<String> codeOf) {
        return trySignIn(kind, identifier, codeOf, Map.of()).tokens();
    }

    /** The same, whatever comes of it, with more parameters. */
    public Answer trySignIn(String kind, String identifier, UnaryOperator<String> codeOf, Map<String, String> more) {
        String verification =
                post("/v1/verifications", Map.of(kind, identifier)).expect(202).text("verification_id");
        Map<String, String> form = new TreeMap<>(more);
        form.put("grant_type", "urn:waggle:oauth:grant-type:one-time-code");
        form.put("verification_id", verification);
        form.put("code", codeOf.apply(identifier));
        form.put("device_name", "a phone");
        return form("/oauth/token", form);
    }

    /** A file. */
    public Answer put(String path, String type, byte[] file) {
        return send(path, "PUT", type, BodyPublishers.ofByteArray(file), null);
    }

    /** What is there, as it came. */
    public byte[] bytes(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
        headers.forEach(request::header);
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Any request. */
    public Answer send(String path, String method, @Nullable String type, @Nullable String body) {
        return send(path, method, type, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body), body);
    }

    private Answer send(
            String path, String method, @Nullable String type, BodyPublisher publisher, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, publisher);
        if (type != null) {
            request.header("Content-Type", type);
        }
        headers.forEach(request::header);
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            if (contract != null) {
                contract.check(method, path, type, body, answer);
            }
            return new Answer(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
