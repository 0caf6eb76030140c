package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCode;
import com.nimbusds.oauth2.sdk.device.UserCode;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.idempotency.IdempotencyKey;
import io.waggle.broker.idempotency.IdempotentWrites;
import io.waggle.broker.idempotency.Memory;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.link.DeviceLinks.Waiting;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The device authorization endpoint (RFC 8628, section 3.1): a device that is to be linked gets what it shows, and what it
 * asks with. For any thread.
 */
public final class DeviceAuthorizationEndpoint {

    private final URI verificationUri;
    private static final Memory<Waiting> WAITING = new Memory<>() {
        @Override
        public Optional<String> keep(Waiting waiting) {
            return Optional.of(waiting.deviceCode() + " " + waiting.userCode().value());
        }

        @Override
        public Waiting recall(String kept) {
            String[] parts = kept.split(" ", 2);
            return new Waiting(parts[0], new io.waggle.broker.link.UserCode(parts[1]));
        }
    };

    private final IdempotentWrites writes;
    private final DeviceLinks links;

    /** @param verificationUri what is in the QR code, before the user code; a client's app opens it */
    DeviceAuthorizationEndpoint(URI verificationUri, IdempotentWrites writes, DeviceLinks links) {
        this.verificationUri = verificationUri;
        this.writes = writes;
        this.links = links;
    }

    /**
     * The answer to a device authorization request.
     *
     * @param form its parameters, each with all its values; {@code device_name} is what the person who decides will see
     * @param key a repetition with the same is answered like the first
     */
    public HTTPResponse answer(Map<String, List<String>> form, Optional<IdempotencyKey> key) {
        try {
            DeviceName name = deviceName(new Parameters(form, key));
            return response(writes.write(key, WAITING, handle -> links.begin(handle, name)));
        } catch (OAuthException e) {
            return new TokenErrorResponse(e.error()).toHTTPResponse();
        }
    }

    static DeviceName deviceName(Parameters parameters) {
        return DeviceName.parse(parameters.require("device_name"))
                .orElseThrow(() -> new OAuthException(
                        OAuth2Error.INVALID_REQUEST,
                        "device_name must be 1 to 64 characters, none of them a control character"));
    }

    private HTTPResponse response(Waiting waiting) {
        String code = waiting.userCode().value();
        return new DeviceAuthorizationSuccessResponse(
                        new DeviceCode(waiting.deviceCode()),
                        new UserCode(code),
                        verificationUri,
                        URI.create(verificationUri + "?user_code=" + code),
                        DeviceLinks.LIFETIME.toSeconds(),
                        DeviceLinks.INTERVAL.toSeconds(),
                        null)
                .toHTTPResponse();
    }
}
