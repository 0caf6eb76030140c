package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.LoginRefused.LoginRefusal;
import io.waggle.broker.event.Events;
import io.waggle.broker.federation.AppRequest;
import io.waggle.broker.federation.Login;
import io.waggle.broker.federation.LoginFailed;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The authorization endpoint (RFC 6749, section 3.1): an app opens it in the browser, which is sent on to the OpenID Connect
 * provider. PKCE with S256 is a must (RFC 7636). Until it is known that the app may be called back where it says, a fault is
 * shown to the person and sent nowhere (section 4.1.2.1). For any thread.
 */
public final class AuthorizationEndpoint {

    private final Federation federation;
    private final AppAnswers answers;
    private final LoginCookie cookie;
    private final Events events;

    AuthorizationEndpoint(Federation federation, AppAnswers answers, LoginCookie cookie, Events events) {
        this.federation = federation;
        this.answers = answers;
        this.cookie = cookie;
        this.events = events;
    }

    /** Who began, and may be told about it. */
    private record App(String clientId, String redirectUri) {}

    /**
     * The answer to an authorization request.
     *
     * @param query its parameters, each with all its values
     */
    public FrontAnswer answer(Map<String, List<String>> query) {
        Parameters parameters = new Parameters(query);
        try {
            return begin(app(parameters), parameters);
        } catch (OAuthException e) {
            refused(LoginRefusal.BAD_REQUEST, e);
            return new FrontAnswer.Page(
                    400,
                    "This sign-in cannot begin",
                    "The app that opened this page made a mistake that only its makers can mend: "
                            + e.error().getDescription() + ".",
                    Optional.empty());
        }
    }

    private App app(Parameters parameters) {
        String clientId = parameters.require("client_id");
        if (!AppRequest.isClientId(clientId)) {
            throw invalid("client_id must be 1 to 128 printable ASCII characters");
        }
        String redirectUri = parameters.require("redirect_uri");
        if (!federation.redirectUris().allows(redirectUri)) {
            throw invalid("redirect_uri is none that this server's operator allows");
        }
        return new App(clientId, redirectUri);
    }

    private FrontAnswer begin(App app, Parameters parameters) {
        Optional<String> state = Optional.empty();
        try {
            state = state(parameters);
            Login login = federation.logins().begin(request(app, state, parameters));
            return new FrontAnswer.Redirect(
                    federation.provider().authorizationUrl(login),
                    Optional.of(cookie.set(federation.logins().write(login))));
        } catch (OAuthException e) {
            refused(LoginRefusal.BAD_REQUEST, e);
            return redirect(answers.error(app.redirectUri(), state, e.error()));
        } catch (LoginFailed e) {
            refused(e.reason(), e);
            return redirect(answers.error(app.redirectUri(), state, AppAnswers.error(e)));
        }
    }

    private static Optional<String> state(Parameters parameters) {
        Optional<String> state = parameters.find("state");
        if (!state.map(AppRequest::isState).orElse(true)) {
            throw invalid("state must be at most 512 printable ASCII characters");
        }
        return state;
    }

    private static AppRequest request(App app, Optional<String> state, Parameters parameters) {
        if (!parameters.require("response_type").equals("code")) {
            throw new OAuthException(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE, "response_type must be code");
        }
        String challenge = parameters.require("code_challenge");
        if (!parameters.find("code_challenge_method").equals(Optional.of("S256"))
                || !AppRequest.isCodeChallenge(challenge)) {
            throw invalid("code_challenge must be one of the method S256, and code_challenge_method must say so");
        }
        return new AppRequest(app.clientId(), app.redirectUri(), state, challenge);
    }

    private static FrontAnswer redirect(URI to) {
        return new FrontAnswer.Redirect(to, Optional.empty());
    }

    private static OAuthException invalid(String description) {
        return new OAuthException(OAuth2Error.INVALID_REQUEST, description);
    }

    private void refused(LoginRefusal reason, Exception why) {
        events.publish(new Event.LoginRefused(reason, String.valueOf(why.getMessage())));
    }
}
