package io.waggle.broker.http;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.oauth.AuthorizationServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The endpoints of the authorization server. Their errors are OAuth's own (RFC 6749, section 5.2). */
final class OAuthRoutes implements Routes {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final AuthorizationServer server;

    OAuthRoutes(AuthorizationServer server) {
        this.server = server;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post(
                AuthorizationServer.TOKEN_PATH,
                context -> send(context, server.tokens().answer(form(context))));
        routes.post(
                AuthorizationServer.REVOCATION_PATH,
                context -> send(context, server.revocations().answer(form(context))));
        routes.post(
                AuthorizationServer.DEVICE_AUTHORIZATION_PATH,
                context -> send(context, server.deviceAuthorizations().answer(form(context))));
        routes.get(AuthorizationServer.JWKS_PATH, context -> publish(context, server.jwks()));
        routes.get("/.well-known/oauth-authorization-server", context -> publish(context, server.metadata()));
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
