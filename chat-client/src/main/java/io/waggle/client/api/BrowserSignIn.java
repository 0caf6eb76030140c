package io.waggle.client.api;

import com.google.gson.JsonObject;
import io.waggle.protocol.DeviceId;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.FormBody;
import okhttp3.HttpUrl;

/**
 * Sign-in by the OpenID Connect provider that the server's operator has chosen: OAuth's authorization code flow with PKCE (RFC 7636), in
 * the system's browser and not in a view of the app (RFC 8252). For any thread.
 */
public final class BrowserSignIn {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;

    private final Calls calls;

    BrowserSignIn(Calls calls) {
        this.calls = calls;
    }

    /**
     * What the app keeps while the person is in the browser: nowhere but in its memory, or where nobody else can read it.
     *
     * @param page to open in the system's browser
     * @param redirectUri where the browser comes back to
     * @param issuer who has to answer (RFC 9207)
     * @param state by which the answer is known to be one to this
     * @param verifier which shows to the server that whoever has the code also began
     */
    public record Attempt(URI page, String clientId, URI redirectUri, String issuer, String state, String verifier) {

        @Override
        public String toString() {
            return "Attempt[hidden]";
        }
    }

    /** Whether the server has such a provider. */
    public boolean isOffered() throws IOException {
        return page(metadata()).isPresent();
    }

    /**
     * Begins: open the attempt's page, then {@link #finish}.
     *
     * @param clientId what the app calls itself; 1 to 128 printable ASCII characters
     * @param redirectUri one that the server's operator allows; of {@code http://127.0.0.1/...} any port
     * @throws UnsupportedOperationException if the server has no such provider
     */
    public Attempt begin(String clientId, URI redirectUri) throws IOException {
        JsonObject metadata = metadata();
        HttpUrl page = page(metadata)
                .orElseThrow(() -> new UnsupportedOperationException("the server has no OpenID Connect provider"));
        String state = secret();
        String verifier = secret();
        URI opened = page.newBuilder()
                .addQueryParameter("response_type", "code")
                .addQueryParameter("client_id", clientId)
                .addQueryParameter("redirect_uri", redirectUri.toString())
                .addQueryParameter("state", state)
                .addQueryParameter("code_challenge", challenge(verifier))
                .addQueryParameter("code_challenge_method", "S256")
                .build()
                .uri();
        return new Attempt(opened, clientId, redirectUri, Members.requireText(metadata, "issuer"), state, verifier);
    }

    /**
     * Signs a new device in. Within a minute from the answer on, and once: after a failure begin anew.
     *
     * @param cameBack the whole URI that the browser came back with
     * @param deviceName what the person's other devices will call this one; 1 to 64 characters
     * @throws ApiException of the kind {@code access_denied} if the person called it off, {@code temporarily_unavailable} or
     *     {@code server_error} if the provider could not be reached or did not answer as it should; otherwise as
     *     {@link SignIn#finish}
     * @throws IOException also if what came back is no answer to this attempt: somebody else may have sent it, so it is not
     *     believed; the person may still come back with the right one
     */
    public Tokens finish(Attempt attempt, URI cameBack, String deviceName) throws IOException {
        return Tokens.granted(calls, grant(attempt, cameBack, deviceName));
    }

    /** Signs a device in that was signed out, as the device that it was. */
    public Tokens finishAgain(Attempt attempt, URI cameBack, String deviceName, DeviceId device) throws IOException {
        return Tokens.granted(calls, grant(attempt, cameBack, deviceName).add("device_id", device.value()));
    }

    /** Signs a new device in, and unlinks another one of the account. */
    public Tokens finishInPlaceOf(Attempt attempt, URI cameBack, String deviceName, DeviceId other) throws IOException {
        return Tokens.granted(calls, grant(attempt, cameBack, deviceName).add("replace_device_id", other.value()));
    }

    private static FormBody.Builder grant(Attempt attempt, URI cameBack, String deviceName) throws IOException {
        Map<String, String> answer = parameters(cameBack);
        if (!attempt.state().equals(answer.get("state")) || !attempt.issuer().equals(answer.get("iss"))) {
            throw new IOException("the browser has come back with no answer to this sign-in");
        }
        String error = answer.get("error");
        if (error != null) {
            throw refusal(error);
        }
        String code = answer.get("code");
        if (code == null) {
            throw new IOException("the browser has come back without a code");
        }
        return new FormBody.Builder()
                .add("grant_type", "authorization_code")
                .add("code", code)
                .add("client_id", attempt.clientId())
                .add("redirect_uri", attempt.redirectUri().toString())
                .add("code_verifier", attempt.verifier())
                .add("device_name", deviceName);
    }

    /** With the status that the same would have as an answer. */
    private static ApiException refusal(String error) {
        int status = error.equals("temporarily_unavailable") ? 503 : error.equals("server_error") ? 500 : 400;
        return new ApiException(status, error, "the sign-in in the browser came to nothing", Duration.ZERO, false);
    }

    /** Of a redirect URI's query. A parameter must not be there twice (RFC 6749, section 3.1). */
    private static Map<String, String> parameters(URI uri) throws IOException {
        // A URI like com.example.app:/signed-in?code=... has a query; one without a slash is opaque, and has none of
        // its own.
        String text = uri.toString();
        int start = text.indexOf('?');
        Map<String, String> parameters = new HashMap<>();
        if (start < 0) {
            return parameters;
        }
        int end = text.indexOf('#', start);
        for (String pair :
                text.substring(start + 1, end < 0 ? text.length() : end).split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (parameters.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                throw new IOException("the browser has come back with a parameter twice");
            }
        }
        return parameters;
    }

    private static String decoded(String text) throws IOException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8.name());
        } catch (IllegalArgumentException e) {
            throw new IOException("the browser has come back with a malformed URI");
        }
    }

    private JsonObject metadata() throws IOException {
        return calls.call(calls.request(calls.url(".well-known", "oauth-authorization-server")
                                .build())
                        .build())
                .object();
    }

    private static Optional<HttpUrl> page(JsonObject metadata) throws IOException {
        Optional<String> endpoint = Members.text(metadata, "authorization_endpoint");
        if (!endpoint.isPresent()) {
            return Optional.empty();
        }
        HttpUrl url = HttpUrl.parse(endpoint.get());
        if (url == null) {
            throw Members.wrong("authorization_endpoint");
        }
        return Optional.of(url);
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return encoded(bytes);
    }

    private static String challenge(String verifier) {
        try {
            return encoded(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this platform has no SHA-256", e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
