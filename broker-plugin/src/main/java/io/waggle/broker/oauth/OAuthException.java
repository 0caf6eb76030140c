package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;
import java.io.Serial;

/** A request that is answered with an error (RFC 6749, section 5.2). */
final class OAuthException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorObject error;

    /** @param description for the developer of the client: nothing of what was sent */
    OAuthException(ErrorObject error, String description) {
        super(error.getCode() + ": " + description);
        this.error = error.setDescription(description).setHTTPStatusCode(400);
    }

    ErrorObject error() {
        return error;
    }
}
