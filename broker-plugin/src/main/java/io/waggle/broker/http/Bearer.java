package io.waggle.broker.http;

import io.javalin.http.Context;
import java.util.Optional;

/** The token that a request brings (RFC 6750, section 2.1): in the header, and nowhere else, where it would be logged. */
final class Bearer {

    private static final String SCHEME = "Bearer ";

    private Bearer() {}

    /** The token, whatever it is worth; nothing if there is none. */
    static Optional<String> token(Context context) {
        return Optional.ofNullable(context.header("Authorization"))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
    }
}
