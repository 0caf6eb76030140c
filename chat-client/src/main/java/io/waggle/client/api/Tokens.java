package io.waggle.client.api;

import com.google.gson.JsonObject;
import io.waggle.protocol.Address;
import java.io.IOException;
import java.time.Duration;
import okhttp3.FormBody;

/**
 * What a device that is signed in has.
 *
 * @param accessToken lets it connect and call; a secret, which {@code toString} leaves out
 * @param validFor how long that is good, from when it came
 * @param refreshToken gets the next pair; a secret, which {@code toString} leaves out
 */
public record Tokens(Address device, String accessToken, Duration validFor, String refreshToken) {

    static Tokens of(JsonObject answer) throws IOException {
        return Members.read(
                answer,
                "account_id",
                object -> new Tokens(
                        Address.of(Members.requireText(object, "account_id"), Members.requireText(object, "device_id")),
                        Members.requireText(object, "access_token"),
                        Duration.ofSeconds(Members.requireNumber(object, "expires_in")),
                        Members.requireText(object, "refresh_token")));
    }

    /** What the server grants to a token request; one whose answer is lost is repeated with the same key. */
    static Tokens granted(Calls calls, FormBody.Builder form) throws IOException {
        return of(calls.call(
                        Calls.keyed(calls.request(calls.url("oauth", "token").build()))
                                .post(form.build())
                                .build())
                .object());
    }

    @Override
    public String toString() {
        return "Tokens[" + device + "]";
    }
}
