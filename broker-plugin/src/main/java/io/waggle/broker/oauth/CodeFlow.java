package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.event.Event;
import io.waggle.broker.session.Grant;
import io.waggle.broker.verification.Verifications;
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

    private final SignInsOnce once;
    private final Verifications verifications;
    private final Accounts accounts;
    private final DeviceSignIn devices;

    CodeFlow(AuthorizationServer.Domains domains) {
        once = domains.signInsOnce();
        verifications = domains.verifications();
        accounts = domains.accounts();
        devices = new DeviceSignIn(domains);
    }

    /** What a request asks for. */
    private record Request(UUID verification, String code, DeviceSignIn.Wanted device) {

        static Request of(Parameters parameters) {
            return new Request(
                    uuid(parameters.require("verification_id")),
                    parameters.require("code"),
                    DeviceSignIn.Wanted.of(parameters));
        }

        private static UUID uuid(String text) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw notGood();
            }
        }
    }

    @Override
    public String type() {
        return "urn:waggle:oauth:grant-type:one-time-code";
    }

    @Override
    public Event.GrantKind kind() {
        return Event.GrantKind.ONE_TIME_CODE;
    }

    @Override
    public Grant grant(Parameters parameters) {
        Request request = Request.of(parameters);
        return once.grant(parameters, handle -> decide(handle, request));
    }

    private Outcome decide(Handle handle, Request request) {
        Optional<Identifier> shown = verifications.check(handle, request.verification(), request.code());
        if (shown.isEmpty()) {
            return new Outcome.Refused(notGood());
        }
        Outcome outcome = devices.signIn(handle, accounts.findOrCreate(handle, shown.get()), request.device());
        if (outcome instanceof Outcome.Granted) {
            verifications.use(handle, request.verification());
        }
        return outcome;
    }

    private static OAuthException notGood() {
        return new OAuthException(
                OAuth2Error.INVALID_GRANT, "the code is not, or no longer, good: ask for another one");
    }
}
