package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.GrantKind;
import io.waggle.broker.event.Event.TokensRefused.TokenError;
import io.waggle.broker.event.Events;
import io.waggle.broker.idempotency.IdempotencyKey;
import io.waggle.broker.session.Grant;
import io.waggle.broker.token.TokenMinter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The token endpoint (RFC 6749, section 3.2): gives whoever a grant flow lets in an access token and mostly a refresh token. Its
 * clients are apps on people's own devices, which cannot keep a secret (section 2.1), so none is asked for; and bots, which show
 * theirs. For any thread.
 */
public final class TokenEndpoint {

    private final String issuer;
    private final TokenMinter minter;
    private final Duration accessTokenLifetime;
    private final Map<String, GrantFlow> flows = new TreeMap<>();
    private final Events events;

    TokenEndpoint(
            String issuer, TokenMinter minter, Duration accessTokenLifetime, List<GrantFlow> flows, Events events) {
        this.issuer = issuer;
        this.minter = minter;
        this.accessTokenLifetime = accessTokenLifetime;
        this.events = events;
        flows.forEach(flow -> this.flows.put(flow.type(), flow));
    }

    /** The grant types that it takes. */
    List<String> grantTypes() {
        return List.copyOf(flows.keySet());
    }

    /**
     * The answer to a token request.
     *
     * @param form its parameters, each with all its values
     * @param authorization the header in which a client may show itself, if there is one
     * @param key a sign-in with the same is done once, and answered as then; a refresh token can be sent again without one
     */
    public HTTPResponse answer(
            Map<String, List<String>> form, Optional<String> authorization, Optional<IdempotencyKey> key) {
        GrantKind kind = GrantKind.UNKNOWN;
        try {
            Parameters parameters = new Parameters(ClientCredentials.merge(form, authorization), key);
            GrantFlow flow = flow(parameters);
            kind = flow.kind();
            HTTPResponse granted = success(flow.grant(parameters), flow.givesRefreshTokens());
            events.publish(new Event.TokensGranted(kind));
            return granted;
        } catch (OAuthException e) {
            events.publish(new Event.TokensRefused(kind, error(e.error().getCode())));
            return refusal(e.error());
        }
    }

    private GrantFlow flow(Parameters parameters) {
        GrantFlow flow = flows.get(parameters.require("grant_type"));
        if (flow == null) {
            throw new OAuthException(
                    OAuth2Error.UNSUPPORTED_GRANT_TYPE, "grant_type must be one of " + String.join(", ", grantTypes()));
        }
        return flow;
    }

    private static TokenError error(String code) {
        return Arrays.stream(TokenError.values())
                .filter(error -> error.name().toLowerCase(Locale.ROOT).equals(code))
                .findAny()
                .orElse(TokenError.OTHER);
    }

    /** Whoever shows itself wrongly is told how (RFC 6749, section 5.2). */
    private static HTTPResponse refusal(ErrorObject error) {
        if (!OAuth2Error.INVALID_CLIENT_CODE.equals(error.getCode())) {
            return new TokenErrorResponse(error).toHTTPResponse();
        }
        HTTPResponse response =
                new TokenErrorResponse(error.setHTTPStatusCode(HTTPResponse.SC_UNAUTHORIZED)).toHTTPResponse();
        response.setWWWAuthenticate("Basic realm=\"waggle\"");
        return response;
    }

    private HTTPResponse success(Grant grant, boolean withRefreshToken) {
        String access = minter.mint(issuer, grant.device(), grant.session(), accessTokenLifetime);
        Tokens tokens = new Tokens(
                new BearerAccessToken(access, accessTokenLifetime.toSeconds(), null),
                withRefreshToken ? new RefreshToken(grant.refreshToken()) : null);
        return new AccessTokenResponse(
                        tokens,
                        Map.of(
                                "account_id", grant.device().account().value(),
                                "device_id", grant.device().device().value()))
                .toHTTPResponse();
    }
}
