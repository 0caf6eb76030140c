package io.waggle.broker.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.call.RelayAccess;
import io.waggle.broker.call.Relays;
import io.waggle.broker.config.RateLimit;
import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What calls need of the server. */
final class CallRoutes implements Routes {

    private final Exchange exchange;
    private final Callers callers;
    private final RequestLimits limits;
    private final Relays relays;

    CallRoutes(Exchange exchange, Callers callers, RequestLimits limits, ApiServer.Domains domains) {
        this.exchange = exchange;
        this.callers = callers;
        this.limits = limits;
        relays = domains.relays();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record RelaysView(
            List<String> uris,
            @Nullable String username,
            @Nullable String password,
            @Nullable Instant expiresAt) {}

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/calls/relays", this::relays);
    }

    /** A GET, though each answer has credentials of its own: nothing here is changed by making them. No cache may keep it. */
    private void relays(Context context) {
        AccountId caller = callers.require(context).account();
        limits.take(RateLimit.RELAY_CREDENTIALS, RequestLimits.of(caller));
        exchange.answer(context, 200, view(relays.access(caller)));
    }

    private static RelaysView view(RelayAccess access) {
        return access.credentials()
                .map(it -> new RelaysView(access.uris(), it.username(), it.password(), it.expiresAt()))
                .orElseGet(() -> new RelaysView(access.uris(), null, null, null));
    }
}
