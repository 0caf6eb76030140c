package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationGrantError;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Devices;
import io.waggle.broker.event.Event;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.link.DeviceLinks.Answer;
import io.waggle.broker.session.Grant;
import io.waggle.broker.session.Sessions;
import io.waggle.protocol.Address;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Sign-in of a device that another one lets in (RFC 8628, section 3.4): it asks until somebody has decided. */
final class LinkFlow implements GrantFlow {

    private final SignInsOnce once;
    private final Accounts accounts;
    private final Devices devices;
    private final Sessions sessions;
    private final DeviceLinks links;

    LinkFlow(AuthorizationServer.Domains domains) {
        once = domains.signInsOnce();
        accounts = domains.accounts();
        devices = domains.devices();
        sessions = domains.sessions();
        links = domains.links();
    }

    @Override
    public String type() {
        return "urn:ietf:params:oauth:grant-type:device_code";
    }

    @Override
    public Event.GrantKind kind() {
        return Event.GrantKind.DEVICE_CODE;
    }

    @Override
    public Grant grant(Parameters parameters) {
        String deviceCode = parameters.require("device_code");
        return once.grant(parameters, handle -> decide(handle, deviceCode));
    }

    private Outcome decide(Handle handle, String deviceCode) {
        Answer answer = links.ask(handle, deviceCode);
        if (answer instanceof Answer.Approved approved) {
            return let(handle, deviceCode, approved);
        }
        if (answer instanceof Answer.Pending) {
            return refused(DeviceAuthorizationGrantError.AUTHORIZATION_PENDING, "nobody has decided yet: ask again");
        }
        if (answer instanceof Answer.SlowDown) {
            return refused(DeviceAuthorizationGrantError.SLOW_DOWN, "ask less often");
        }
        return answer instanceof Answer.Denied
                ? refused(OAuth2Error.ACCESS_DENIED, "the device was turned away")
                : refused(DeviceAuthorizationGrantError.EXPIRED_TOKEN, "the device code is not, or no longer, good");
    }

    private Outcome let(Handle handle, String deviceCode, Answer.Approved approved) {
        if (!accounts.lockActive(handle, approved.account())) {
            return refused(OAuth2Error.ACCESS_DENIED, "the account is not there any more, or is suspended");
        }
        Optional<Address> device = devices.add(handle, approved.account(), approved.name());
        if (device.isEmpty()) {
            return new Outcome.Refused(DeviceSignIn.tooManyDevices("unlink one, and ask again"));
        }
        links.remove(handle, deviceCode);
        return new Outcome.Granted(sessions.start(handle, device.get()));
    }

    private static Outcome refused(ErrorObject error, String description) {
        return new Outcome.Refused(new OAuthException(error, description));
    }
}
