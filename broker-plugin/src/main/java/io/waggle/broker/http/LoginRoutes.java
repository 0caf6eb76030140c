package io.waggle.broker.http;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.oauth.AuthorizationServer;
import io.waggle.broker.oauth.FrontAnswer;
import io.waggle.broker.oauth.FrontChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages that browsers go through during a login by the OpenID Connect provider; none where there is no such provider. */
final class LoginRoutes implements Routes {

    private static final int SEE_OTHER = 303;

    private final RequestLimits limits;
    private final Optional<FrontChannel> channel;

    LoginRoutes(RequestLimits limits, Optional<FrontChannel> channel) {
        this.limits = limits;
        this.channel = channel;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(AuthorizationServer.AUTHORIZATION_PATH, context -> {
            limits.take(RateLimit.LOGINS, limits.from(context));
            send(context, channel().authorization().answer(query(context)));
        });
        routes.get(AuthorizationServer.CALLBACK_PATH, context -> {
            limits.take(RateLimit.LOGINS, limits.from(context));
            send(context, channel().callback().answer(query(context), kept(context)));
        });
    }

    private FrontChannel channel() {
        return channel.orElseThrow(() -> new ProblemException(Problem.of(
                404,
                "no-provider",
                "This server knows no OpenID Connect provider",
                "sign in with a one-time code; the operator sets oidc.issuer")));
    }

    private Optional<String> kept(Context context) {
        return Optional.ofNullable(context.cookie(channel().cookie().name()));
    }

    private static Map<String, List<String>> query(Context context) {
        return URLUtils.parseParameters(context.queryString());
    }

    private static void send(Context context, FrontAnswer answer) {
        answer.setCookie().ifPresent(cookie -> context.header("Set-Cookie", cookie));
        if (answer instanceof FrontAnswer.Redirect redirect) {
            context.status(SEE_OTHER).header("Location", redirect.to().toString());
        } else if (answer instanceof FrontAnswer.Page page) {
            context.status(page.status())
                    .contentType("text/html; charset=utf-8")
                    .result(html(escaped(page.title()), escaped(page.text())));
        }
    }

    private static String html(String title, String text) {
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>%1$s</title>
                <h1>%1$s</h1>
                <p>%2$s</p>
                """.formatted(title, text);
    }

    /** There is nothing in the texts that would need it; nobody has to know that. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
