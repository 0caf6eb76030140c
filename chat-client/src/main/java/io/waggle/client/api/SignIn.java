package io.waggle.client.api;

import com.google.gson.JsonObject;
import io.waggle.protocol.DeviceId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import okhttp3.FormBody;

/** Sign-up, sign-in and sign-out: what needs no token. For any thread. */
public final class SignIn {

    private static final String CODE = "urn:waggle:oauth:grant-type:one-time-code";
    private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

    private final Calls calls;

    SignIn(Calls calls) {
        this.calls = calls;
    }

    /**
     * That a code is on its way.
     *
     * @param validFor how long it can be used
     */
    public record Verification(UUID id, Duration validFor) {}

    /**
     * Has a one-time code sent to a phone number.
     *
     * @param number international, with {@code +} and the country code
     */
    public Verification verifyPhone(String number) throws IOException {
        return verify("phone", number);
    }

    /** Has a one-time code sent to an e-mail address. */
    public Verification verifyEmail(String address) throws IOException {
        return verify("email", address);
    }

    private Verification verify(String kind, String identifier) throws IOException {
        JsonObject body = new JsonObject();
        body.addProperty(kind, identifier);
        JsonObject answer = calls.call(Calls.keyed(
                                calls.request(calls.url("v1", "verifications").build()))
                        .post(Calls.json(body))
                        .build())
                .object();
        return Members.read(
                answer,
                "verification_id",
                object -> new Verification(
                        UUID.fromString(Members.requireText(object, "verification_id")),
                        Duration.ofSeconds(Members.requireNumber(object, "expires_in"))));
    }

    /**
     * Signs a new device in, to the account of whom the code went to. That account is made if there is none.
     *
     * @param code what the person read
     * @param deviceName what the person's other devices will call this one; 1 to 64 characters
     * @throws ApiException of the kind {@code invalid_grant} if the code is not right, or no longer; {@code too_many_devices} if
     *     the account has as many as it may have: {@link #finishInPlaceOf} another
     */
    public Tokens finish(Verification verification, String code, String deviceName) throws IOException {
        return Tokens.granted(calls, codeGrant(verification, code, deviceName));
    }

    /** Signs a device in that was signed out, as the device that it was. */
    public Tokens finishAgain(Verification verification, String code, String deviceName, DeviceId device)
            throws IOException {
        return Tokens.granted(calls, codeGrant(verification, code, deviceName).add("device_id", device.value()));
    }

    /** Signs a new device in, and unlinks another one of the account. */
    public Tokens finishInPlaceOf(Verification verification, String code, String deviceName, DeviceId other)
            throws IOException {
        return Tokens.granted(calls, codeGrant(verification, code, deviceName).add("replace_device_id", other.value()));
    }

    private static FormBody.Builder codeGrant(Verification verification, String code, String deviceName) {
        return new FormBody.Builder()
                .add("grant_type", CODE)
                .add("verification_id", verification.id().toString())
                .add("code", code)
                .add("device_name", deviceName);
    }

    /**
     * A device that waits to be linked by another one of the account.
     *
     * @param userCode for the person to type there
     * @param link for the QR code
     * @param validFor how long the device waits
     * @param interval the least time between two questions
     */
    public record LinkRequest(String deviceCode, String userCode, URI link, Duration validFor, Duration interval) {

        @Override
        public String toString() {
            return "LinkRequest[hidden]";
        }
    }

    /** Asks to be linked (RFC 8628). Show the code, then {@link #ask}. */
    public LinkRequest requestLink(String deviceName) throws IOException {
        FormBody form = new FormBody.Builder().add("device_name", deviceName).build();
        JsonObject answer = calls.call(Calls.keyed(calls.request(
                                calls.url("oauth", "device_authorization").build()))
                        .post(form)
                        .build())
                .object();
        return Members.read(
                answer,
                "verification_uri_complete",
                object -> new LinkRequest(
                        Members.requireText(object, "device_code"),
                        Members.requireText(object, "user_code"),
                        URI.create(Members.requireText(object, "verification_uri_complete")),
                        Duration.ofSeconds(Members.requireNumber(object, "expires_in")),
                        Duration.ofSeconds(Members.requireNumber(object, "interval"))));
    }

    /**
     * Asks whether the person has let the device in.
     *
     * @return nothing while nobody has decided: ask again after the interval
     * @throws ApiException of the kind {@code access_denied} if they have turned it away, {@code expired_token} if it has waited too
     *     long
     */
    public Optional<Tokens> ask(LinkRequest request) throws IOException {
        try {
            return Optional.of(Tokens.granted(
                    calls,
                    new FormBody.Builder().add("grant_type", DEVICE_CODE).add("device_code", request.deviceCode())));
        } catch (ApiException e) {
            if (e.kind().equals("authorization_pending") || e.kind().equals("slow_down")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * The next pair of tokens. The one that the token is of stays good until the next one is used, so whatever is lost on the way
     * costs nothing.
     *
     * @throws ApiException of the kind {@code invalid_grant} if the session has ended
     */
    public Tokens refresh(String refreshToken) throws IOException {
        return Tokens.granted(
                calls, new FormBody.Builder().add("grant_type", "refresh_token").add("refresh_token", refreshToken));
    }

    /** Ends the session of a token, of either kind. */
    public void signOut(String token) throws IOException {
        var unused = calls.call(calls.request(calls.url("oauth", "revoke").build())
                .post(new FormBody.Builder().add("token", token).build())
                .build());
    }
}
