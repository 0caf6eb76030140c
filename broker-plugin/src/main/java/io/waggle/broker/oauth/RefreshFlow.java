package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.waggle.broker.account.Devices;
import io.waggle.broker.database.Database;
import io.waggle.broker.event.Event;
import io.waggle.broker.session.Grant;
import io.waggle.broker.session.Refreshed;
import io.waggle.broker.session.Sessions;

/** The next access token of a session, for its refresh token (RFC 6749, section 6), which is replaced each time. */
final class RefreshFlow implements GrantFlow {

    private final Database database;
    private final Sessions sessions;
    private final Devices devices;

    RefreshFlow(Database database, Sessions sessions, Devices devices) {
        this.database = database;
        this.sessions = sessions;
        this.devices = devices;
    }

    @Override
    public String type() {
        return "refresh_token";
    }

    @Override
    public Event.GrantKind kind() {
        return Event.GrantKind.REFRESH_TOKEN;
    }

    @Override
    public Grant grant(Parameters parameters) {
        String token = parameters.require("refresh_token");
        Refreshed refreshed = database.write(handle -> {
            Refreshed outcome = sessions.refresh(handle, token);
            if (outcome instanceof Refreshed.Next next) {
                devices.seen(handle, next.grant().device());
            }
            return outcome;
        });
        if (refreshed instanceof Refreshed.Next next) {
            return next.grant();
        }
        throw new OAuthException(
                OAuth2Error.INVALID_GRANT, "the refresh token is not, or no longer, good: sign in again");
    }
}
