package io.waggle.broker.http;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationGrantError;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.idempotency.IdempotencyKey;
import io.waggle.broker.limit.LimitKey;
import io.waggle.broker.oauth.AuthorizationServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The endpoints of the authorization server. Their errors are OAuth's own (RFC 6749, section 5.2); what is no request to them, and
 * what is one too many, is a problem as everywhere else.
 */
final class OAuthRoutes implements Routes {

    private static final String FORM = "application/x-www-form-urlencoded";

    /** The errors that somebody gets who tries codes and tokens; a device that only waits gets others. */
    private static final Set<String> FAILURES = Set.of(
            OAuth2Error.INVALID_GRANT_CODE,
            OAuth2Error.INVALID_CLIENT_CODE,
            DeviceAuthorizationGrantError.EXPIRED_TOKEN.getCode());

    private final AuthorizationServer server;
    private final RequestLimits limits;

    OAuthRoutes(AuthorizationServer server, RequestLimits limits) {
        this.server = server;
        this.limits = limits;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post(AuthorizationServer.TOKEN_PATH, this::token);
        routes.post(AuthorizationServer.REVOCATION_PATH, context -> {
            limits.take(RateLimit.TOKEN_REQUESTS, limits.from(context));
            send(context, server.revocations().answer(form(context)));
        });
        routes.post(AuthorizationServer.DEVICE_AUTHORIZATION_PATH, context -> {
            limits.take(RateLimit.DEVICE_LINK_REQUESTS, limits.from(context));
            send(context, server.deviceAuthorizations().answer(form(context), key(context)));
        });
        routes.get(AuthorizationServer.JWKS_PATH, context -> publish(context, server.jwks()));
        routes.get("/.well-known/oauth-authorization-server", context -> publish(context, server.metadata()));
    }

    private void token(Context context) {
        LimitKey from = limits.from(context);
        limits.take(RateLimit.TOKEN_REQUESTS, from);
        limits.check(RateLimit.FAILED_SIGN_INS, from);
        HTTPResponse response = server.tokens()
                .answer(form(context), Optional.ofNullable(context.header("Authorization")), key(context));
        if (!response.indicatesSuccess()
                && FAILURES.contains(String.valueOf(ErrorObject.parse(response).getCode()))) {
            limits.charge(RateLimit.FAILED_SIGN_INS, from);
        }
        send(context, response);
    }

    private static Optional<IdempotencyKey> key(Context context) {
        return Exchange.idempotencyKey(context, Exchange.NOBODY);
    }

    private static Map<String, List<String>> form(Context context) {
        Exchange.requireType(context, FORM);
        return URLUtils.parseParameters(new String(Exchange.bytes(context), StandardCharsets.UTF_8));
    }

    private static void send(Context context, HTTPResponse response) {
        response.getHeaderMap().forEach((name, values) -> context.header(name, values.get(0)));
        context.status(response.getStatusCode());
        String body = response.getBody();
        if (body != null) {
            context.contentType(Exchange.JSON).result(body);
        }
    }

    private static void publish(Context context, String json) {
        context.header("Cache-Control", "public, max-age=300")
                .contentType(Exchange.JSON)
                .result(json);
    }
}
