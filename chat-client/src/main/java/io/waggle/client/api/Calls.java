package io.waggle.client.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.waggle.client.TokenProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Requests and answers, for all parts of the API: the only class that knows the HTTP library. For any thread. */
final class Calls {

    /** Bytes of the largest answer that is read, files aside. */
    private static final long MAX_JSON = 4L << 20;

    private static final String PROBLEM_TYPE = "urn:waggle:problem:";
    private static final MediaType JSON = MediaType.get("application/json");

    private static final String COMPLETE = "\"complete\":true}";
    private static final long CHUNK = 64 << 10;

    private final OkHttpClient http;
    private final Duration patience;
    private final HttpUrl base;

    Calls(URI server, ApiOptions options) {
        HttpUrl url = HttpUrl.get(server);
        if (url == null) {
            throw new IllegalArgumentException(server + " is not an http or https URL");
        }
        base = url;
        patience = options.timeout();
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .callTimeout(options.timeout())
                .followRedirects(false)
                .addNetworkInterceptor(Attempts::count);
        options.trust().ifPresent(trust -> builder.sslSocketFactory(trust.sockets(), trust.manager()));
        http = builder.build();
    }

    /** The URL of a resource below the server's; each segment is encoded. */
    HttpUrl.Builder url(String... segments) {
        HttpUrl.Builder url = base.newBuilder();
        for (String segment : segments) {
            url.addPathSegment(segment);
        }
        return url;
    }

    /** A request that nobody has signed in for. */
    Request.Builder request(HttpUrl url) {
        return new Request.Builder().url(url).header("Accept", "application/json");
    }

    /** A request of whom the token is of. */
    Request.Builder request(HttpUrl url, TokenProvider tokens) throws IOException {
        return request(url).header("Authorization", "Bearer " + tokens.token());
    }

    /** The same with a key of its own, by which the server recognizes a repetition. */
    static Request.Builder keyed(Request.Builder request) {
        return request.header("Idempotency-Key", UUID.randomUUID().toString());
    }

    static RequestBody json(JsonObject body) {
        // As bytes: a text would add a charset, which the type does not have.
        return RequestBody.create(body.toString().getBytes(StandardCharsets.UTF_8), JSON);
    }

    /**
     * An answer that is none of an error.
     *
     * @param body empty if there was none
     * @param etag of the version that was answered
     */
    record Reply(int status, ByteString body, Optional<String> etag) {

        /** The version of what was answered. */
        String version() throws IOException {
            return etag.orElseThrow(() -> new IOException("the server's answer has no ETag"));
        }

        JsonObject object() throws IOException {
            try {
                JsonElement value = JsonParser.parseString(body.utf8());
                if (value.isJsonObject()) {
                    return value.getAsJsonObject();
                }
            } catch (JsonParseException e) {
                // told below: what the parser says may quote the answer
            }
            throw new IOException("the server's answer is not a JSON object");
        }
    }

    /**
     * Sends the request, and once again if it got no answer: for requests that do the same however often they come.
     *
     * @throws ApiException if the server refuses
     * @throws IOException if there is no answer
     */
    Reply call(Request request) throws IOException {
        Request counted =
                request.newBuilder().tag(Attempts.class, new Attempts()).build();
        try {
            return once(counted);
        } catch (ApiException e) {
            throw e;
        } catch (IOException e) {
            try {
                return once(counted);
            } catch (IOException again) {
                again.addSuppressed(e);
                throw again;
            }
        }
    }

    /** How often a request has gone out: the library repeats some by itself. Used by one call, which runs on one thread. */
    private static final class Attempts {

        private int made;

        static Response count(Interceptor.Chain chain) throws IOException {
            Attempts attempts = chain.request().tag(Attempts.class);
            if (attempts != null) {
                attempts.made++;
            }
            return chain.proceed(chain.request());
        }

        static boolean isRepetition(Request request) {
            Attempts attempts = request.tag(Attempts.class);
            return attempts != null && attempts.made > 1;
        }
    }

    private Reply once(Request request) throws IOException {
        try (Response response = http.newCall(request).execute()) {
            ByteString body = read(response.body());
            if (response.isSuccessful() || response.code() == 304) {
                return new Reply(response.code(), body, Optional.ofNullable(response.header("ETag")));
            }
            throw refusal(response, body);
        }
    }

    /**
     * Writes the answer as it comes, for as long as it comes; a pause may be as long as a call.
     *
     * @throws IOException if it does not come to its end: a JSON object whose last member is {@code "complete": true}
     */
    void download(Request request, BufferedSink to) throws IOException {
        OkHttpClient patient = http.newBuilder()
                .callTimeout(Duration.ZERO)
                .readTimeout(patience)
                .build();
        try (Response response = patient.newCall(request).execute()) {
            ResponseBody body = response.body();
            if (!response.isSuccessful() || body == null) {
                throw refusal(response, read(body));
            }
            Buffer end = new Buffer();
            BufferedSource source = body.source();
            while (!source.exhausted()) {
                Buffer next = new Buffer();
                long count = source.read(next, CHUNK);
                next.copyTo(end, 0, count);
                end.skip(Math.max(0, end.size() - COMPLETE.length() - 8));
                to.write(next, count);
            }
            to.flush();
            if (!end.readUtf8().replaceAll("\\s", "").endsWith(COMPLETE)) {
                throw new IOException("the server's answer is not complete");
            }
        }
    }

    private static ByteString read(@Nullable ResponseBody body) throws IOException {
        if (body == null) {
            return ByteString.EMPTY;
        }
        BufferedSource source = body.source();
        if (source.request(MAX_JSON + 1)) {
            throw new IOException("the server's answer is longer than " + MAX_JSON + " bytes");
        }
        return source.readByteString();
    }

    private static ApiException refusal(Response response, ByteString body) {
        JsonObject object = objectOrEmpty(new Reply(response.code(), body, Optional.empty()));
        String type = Members.text(object, "type").orElse("");
        String kind = type.startsWith(PROBLEM_TYPE)
                ? type.substring(PROBLEM_TYPE.length())
                : Members.text(object, "error").orElse("");
        String detail = Members.text(object, "detail")
                .orElseGet(() -> Members.text(object, "error_description").orElse("no reason given"));
        return new ApiException(
                response.code(), kind, detail, retryAfter(response), Attempts.isRepetition(response.request()));
    }

    /** What is in front of a Waggle answers something else. */
    private static JsonObject objectOrEmpty(Reply reply) {
        try {
            return reply.object();
        } catch (IOException e) {
            return new JsonObject();
        }
    }

    private static Duration retryAfter(Response response) {
        String header = response.header("Retry-After");
        return header != null && header.matches("[0-9]{1,9}")
                ? Duration.ofSeconds(Long.parseLong(header))
                : Duration.ZERO;
    }

    /** Ends what waits, and the connections. */
    void close() {
        http.dispatcher().cancelAll();
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
    }
}
