package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.waggle.broker.event.Event;
import io.waggle.broker.federation.AuthorizationCodes;
import io.waggle.broker.federation.AuthorizationCodes.Presented;
import io.waggle.broker.federation.AuthorizationCodes.Worth;
import io.waggle.broker.federation.ExternalIdentities;
import io.waggle.broker.session.EndReason;
import io.waggle.broker.session.Grant;
import io.waggle.broker.session.Sessions;
import org.jdbi.v3.core.Handle;

/**
 * Sign-up and sign-in with the authorization code that an app got when its person came back from the OpenID Connect provider (RFC
 * 6749, section 4.1.3). The account is made if the person has none, and not before: one that somebody else's app never fetches
 * tokens for does not exist. Everything happens in one transaction.
 *
 * <p>A code that comes again, from somebody who has its verifier too, ends the session that it made (section 4.1.2). Somebody
 * who has the code alone can do nothing with it, and nothing to whom it belongs to.
 */
final class AuthorizationCodeFlow implements GrantFlow {

    private final SignInsOnce once;
    private final AuthorizationCodes codes;
    private final ExternalIdentities identities;
    private final Sessions sessions;
    private final DeviceSignIn devices;

    AuthorizationCodeFlow(
            AuthorizationServer.Domains domains, AuthorizationCodes codes, ExternalIdentities identities) {
        once = domains.signInsOnce();
        sessions = domains.sessions();
        devices = new DeviceSignIn(domains);
        this.codes = codes;
        this.identities = identities;
    }

    @Override
    public String type() {
        return "authorization_code";
    }

    @Override
    public Event.GrantKind kind() {
        return Event.GrantKind.AUTHORIZATION_CODE;
    }

    @Override
    public Grant grant(Parameters parameters) {
        Presented presented = new Presented(
                parameters.require("code"),
                parameters.require("client_id"),
                parameters.require("redirect_uri"),
                parameters.require("code_verifier"));
        DeviceSignIn.Wanted wanted = DeviceSignIn.Wanted.of(parameters);
        return once.grant(parameters, handle -> decide(handle, presented, wanted));
    }

    private Outcome decide(Handle handle, Presented presented, DeviceSignIn.Wanted wanted) {
        Worth worth = codes.check(handle, presented);
        if (worth instanceof Worth.Used used) {
            sessions.end(handle, used.session(), EndReason.CODE_REUSED);
        }
        if (!(worth instanceof Worth.Good good)) {
            return new Outcome.Refused(new OAuthException(
                    OAuth2Error.INVALID_GRANT, "the code is not, or no longer, good: begin the sign-in again"));
        }
        Outcome outcome = devices.signIn(handle, identities.findOrCreate(handle, good.identity()), wanted);
        if (outcome instanceof Outcome.Granted granted) {
            codes.use(handle, presented.code(), granted.grant().session());
        }
        return outcome;
    }
}
