package io.waggle.client.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.waggle.client.TokenProvider;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The STUN and TURN servers by which calls find a way. For any thread. */
public final class Relays {

    private final Calls calls;
    private final TokenProvider tokens;

    Relays(Calls calls, TokenProvider tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    /**
     * What a WebRTC library is told as its ICE servers.
     *
     * @param uris the one to be tried first the first; empty: calls go the direct way or none
     * @param credentials for those that begin with {@code turn}; empty if there are none
     */
    public record Access(List<String> uris, Optional<Credentials> credentials) {

        public Access {
            uris = List.copyOf(uris);
        }
    }

    /**
     * Of the TURN servers.
     *
     * @param password a secret, which {@code toString} leaves out
     * @param expiresAt after which no call begins with them; those that have begun go on
     */
    public record Credentials(String username, String password, Instant expiresAt) {

        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }

    /** The servers, and credentials that are good for some hours: to be asked for when a call begins. */
    public Access get() throws IOException {
        JsonObject answer = calls.call(
                        calls.request(calls.url("v1", "calls", "relays").build(), tokens)
                                .build())
                .object();
        return new Access(uris(answer), credentials(answer));
    }

    private static List<String> uris(JsonObject answer) throws IOException {
        JsonElement value = answer.get("uris");
        if (value == null || !value.isJsonArray()) {
            throw Members.wrong("uris");
        }
        JsonArray array = value.getAsJsonArray();
        List<String> uris = new ArrayList<>(array.size());
        for (JsonElement uri : array) {
            if (!uri.isJsonPrimitive() || !uri.getAsJsonPrimitive().isString()) {
                throw Members.wrong("uris");
            }
            uris.add(uri.getAsString());
        }
        return uris;
    }

    private static Optional<Credentials> credentials(JsonObject answer) throws IOException {
        return answer.has("username")
                ? Optional.of(new Credentials(
                        Members.requireText(answer, "username"),
                        Members.requireText(answer, "password"),
                        Members.requireTime(answer, "expires_at")))
                : Optional.empty();
    }
}
