package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.database.Database;
import io.waggle.broker.session.Grant;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.session.SignedInDevices;
import io.waggle.broker.verification.Verifications;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Sign-up and sign-in with a one-time code, an extension grant (RFC 6749, section 4.5). The account is made if the code's
 * identifier has none. Everything happens in one transaction: there is no half-made account.
 *
 * <p>A wrong code, a used one, an expired one and one that never was are one and the same to whoever asks.
 */
final class CodeFlow implements GrantFlow {

    /** An account that has as many devices as it may have; not of any RFC. */
    static final String TOO_MANY_DEVICES = "too_many_devices";

    private final Database database;
    private final Verifications verifications;
    private final Accounts accounts;
    private final Devices devices;
    private final Sessions sessions;
    private final SignedInDevices signedIn;

    CodeFlow(AuthorizationServer.Domains domains) {
        database = domains.database();
        verifications = domains.verifications();
        accounts = domains.accounts();
        devices = domains.devices();
        sessions = domains.sessions();
        signedIn = domains.signedIn();
    }

    /** What a request asks for. */
    private record Request(
            UUID verification, String code, DeviceName name, Optional<DeviceId> again, Optional<DeviceId> inPlaceOf) {

        static Request of(Parameters parameters) {
            return new Request(
                    uuid(parameters.require("verification_id")),
                    parameters.require("code"),
                    DeviceAuthorizationEndpoint.deviceName(parameters),
                    parameters.find("device_id").map(Request::deviceId),
                    parameters.find("replace_device_id").map(Request::deviceId));
        }

        private static UUID uuid(String text) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw notGood();
            }
        }

        private static DeviceId deviceId(String text) {
            if (!DeviceId.isValid(text)) {
                throw new OAuthException(OAuth2Error.INVALID_REQUEST, "a device id is not one");
            }
            return new DeviceId(text);
        }
    }

    @Override
    public String type() {
        return "urn:waggle:oauth:grant-type:one-time-code";
    }

    @Override
    public Grant grant(Parameters parameters) {
        Request request = Request.of(parameters);
        Outcome outcome = database.write(handle -> decide(handle, request));
        return outcome.get();
    }

    private Outcome decide(Handle handle, Request request) {
        Optional<Identifier> shown = verifications.check(handle, request.verification(), request.code());
        if (shown.isEmpty()) {
            return new Outcome.Refused(notGood());
        }
        AccountId account = accounts.findOrCreate(handle, shown.get());
        if (!accounts.lockActive(handle, account)) {
            return new Outcome.Refused(
                    new OAuthException(OAuth2Error.ACCESS_DENIED, "the operator has suspended the account"));
        }
        Optional<Address> device = device(handle, account, request);
        if (device.isEmpty()) {
            return new Outcome.Refused(new OAuthException(
                    new ErrorObject(TOO_MANY_DEVICES, null, 400),
                    "the account has as many devices as it may have: unlink one, or name it in replace_device_id"));
        }
        verifications.use(handle, request.verification());
        return new Outcome.Granted(sessions.start(handle, device.get()));
    }

    private Optional<Address> device(Handle handle, AccountId account, Request request) {
        Optional<Address> again =
                request.again().map(id -> new Address(account, id)).filter(device -> devices.has(handle, device));
        if (again.isPresent()) {
            devices.rename(handle, again.get(), request.name());
            devices.seen(handle, again.get());
            return again;
        }
        request.inPlaceOf().map(id -> new Address(account, id)).ifPresent(old -> signedIn.unlink(handle, old));
        return devices.add(handle, account, request.name());
    }

    private static OAuthException notGood() {
        return new OAuthException(
                OAuth2Error.INVALID_GRANT, "the code is not, or no longer, good: ask for another one");
    }
}
