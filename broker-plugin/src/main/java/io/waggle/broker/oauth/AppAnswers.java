package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import io.waggle.broker.federation.AppRequest;
import io.waggle.broker.federation.LoginFailed;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a browser takes an answer to the app that began (RFC 6749, section 4.1.2), with who answers (RFC 9207). Immutable. */
final class AppAnswers {

    private final Issuer issuer;

    AppAnswers(URI issuer) {
        this.issuer = new Issuer(issuer);
    }

    URI code(AppRequest request, String code) {
        return uri(new AuthorizationSuccessResponse(
                URI.create(request.redirectUri()),
                new AuthorizationCode(code),
                null,
                state(request.state()),
                issuer,
                ResponseMode.QUERY));
    }

    /** @param redirectUri one that is allowed */
    URI error(String redirectUri, Optional<String> state, ErrorObject error) {
        return uri(new AuthorizationErrorResponse(
                URI.create(redirectUri), error, state(state), issuer, ResponseMode.QUERY));
    }

    private static @Nullable State state(Optional<String> state) {
        return state.map(State::new).orElse(null);
    }

    private static URI uri(AuthorizationResponse response) {
        return response.toURI();
    }

    /** What an app is told of a failure (RFC 6749, section 4.1.2.1). */
    static ErrorObject error(LoginFailed failure) {
        return switch (failure.reason()) {
            case DENIED -> OAuth2Error.ACCESS_DENIED.setDescription("the sign-in was called off");
            case PROVIDER_BUSY, PROVIDER_UNREACHABLE, PROVIDER_TIMED_OUT ->
                OAuth2Error.TEMPORARILY_UNAVAILABLE.setDescription("the provider cannot be asked now: try again later");
            default ->
                OAuth2Error.SERVER_ERROR.setDescription(
                        "the provider's answer is of no use: try again, or ask the operator");
        };
    }
}
