package io.waggle.broker.oauth;

import io.waggle.broker.event.Event;
import io.waggle.broker.session.Grant;

/** A way to get tokens: what the parameter {@code grant_type} chooses. For any thread. */
interface GrantFlow {

    /** The value of {@code grant_type}. */
    String type();

    /** What it is counted as. */
    Event.GrantKind kind();

    /** Whether who is let in gets a refresh token beside the access token. */
    default boolean givesRefreshTokens() {
        return true;
    }

    /** Signs a device in. @throws OAuthException if it is not let in */
    Grant grant(Parameters parameters);
}
