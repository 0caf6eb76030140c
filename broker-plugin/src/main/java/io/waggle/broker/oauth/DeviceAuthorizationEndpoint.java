package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCode;
import com.nimbusds.oauth2.sdk.device.UserCode;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.database.Database;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.link.DeviceLinks.Waiting;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The device authorization endpoint (RFC 8628, section 3.1): a device that is to be linked gets what it shows, and what it
 * asks with. For any thread.
 */
public final class DeviceAuthorizationEndpoint {

    private final URI verificationUri;
    private final Database database;
    private final DeviceLinks links;

    /** @param verificationUri what is in the QR code, before the user code; a client's app opens it */
    DeviceAuthorizationEndpoint(URI verificationUri, Database database, DeviceLinks links) {
        this.verificationUri = verificationUri;
        this.database = database;
        this.links = links;
    }

    /**
     * The answer to a device authorization request.
     *
     * @param form its parameters, each with all its values; {@code device_name} is what the person who decides will see
     */
    public HTTPResponse answer(Map<String, List<String>> form) {
        try {
            DeviceName name = deviceName(new Parameters(form));
            return response(database.write(handle -> links.begin(handle, name)));
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
