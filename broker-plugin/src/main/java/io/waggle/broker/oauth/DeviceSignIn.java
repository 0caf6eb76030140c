package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.DeviceName;
import io.waggle.broker.account.Devices;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.session.SignedInDevices;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How a device signs in once it is known whose it is: as the device that it was before, in the place of another one, or as a
 * new one. Part of its caller's transaction. For any thread.
 */
final class DeviceSignIn {

    /** An account that has as many devices as it may have; not of any RFC. */
    private static final String TOO_MANY_DEVICES = "too_many_devices";

    private final Accounts accounts;
    private final Devices devices;
    private final Sessions sessions;
    private final SignedInDevices signedIn;

    DeviceSignIn(AuthorizationServer.Domains domains) {
        accounts = domains.accounts();
        devices = domains.devices();
        sessions = domains.sessions();
        signedIn = domains.signedIn();
    }

    /**
     * Which device it wants to be.
     *
     * @param again the one that it was, if that is still there
     * @param inPlaceOf the one that it replaces
     */
    record Wanted(DeviceName name, Optional<DeviceId> again, Optional<DeviceId> inPlaceOf) {

        static Wanted of(Parameters parameters) {
            return new Wanted(
                    DeviceAuthorizationEndpoint.deviceName(parameters),
                    parameters.find("device_id").map(Wanted::deviceId),
                    parameters.find("replace_device_id").map(Wanted::deviceId));
        }

        private static DeviceId deviceId(String text) {
            if (!DeviceId.isValid(text)) {
                throw new OAuthException(OAuth2Error.INVALID_REQUEST, "a device id is not one");
            }
            return new DeviceId(text);
        }
    }

    /** Signs the device in to the account. */
    Outcome signIn(Handle handle, AccountId account, Wanted wanted) {
        if (!accounts.lockActive(handle, account)) {
            return new Outcome.Refused(
                    new OAuthException(OAuth2Error.ACCESS_DENIED, "the operator has suspended the account"));
        }
        Optional<Address> device = device(handle, account, wanted);
        if (device.isEmpty()) {
            return new Outcome.Refused(tooManyDevices("unlink one, or name it in replace_device_id"));
        }
        return new Outcome.Granted(sessions.start(handle, device.get()));
    }

    /** @param remedy what to do */
    static OAuthException tooManyDevices(String remedy) {
        return new OAuthException(
                new ErrorObject(TOO_MANY_DEVICES, null, 400),
                "the account has as many devices as it may have: " + remedy);
    }

    private Optional<Address> device(Handle handle, AccountId account, Wanted wanted) {
        Optional<Address> again =
                wanted.again().map(id -> new Address(account, id)).filter(device -> devices.has(handle, device));
        if (again.isPresent()) {
            devices.rename(handle, again.get(), wanted.name());
            devices.seen(handle, again.get());
            return again;
        }
        wanted.inPlaceOf().map(id -> new Address(account, id)).ifPresent(old -> signedIn.unlink(handle, old));
        return devices.add(handle, account, wanted.name());
    }
}
