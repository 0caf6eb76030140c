package io.waggle.broker.http;

import io.javalin.http.Context;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.token.TokenVerdict;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.protocol.Address;

/** Who calls, by the access token (RFC 6750, section 2.1). For any thread. */
final class Callers {

    private static final String SCHEME = "Bearer ";

    private final TokenVerifier verifier;
    private final EndedSessions endedSessions;

    Callers(TokenVerifier verifier, EndedSessions endedSessions) {
        this.verifier = verifier;
        this.endedSessions = endedSessions;
    }

    /** The device that calls. @throws ProblemException if it has no valid token of a session that has not ended */
    Address require(Context context) {
        String header = context.header("Authorization");
        if (header != null
                && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && verifier.verify(header.substring(SCHEME.length()).strip()) instanceof TokenVerdict.Valid valid
                && valid.session() != null
                && !endedSessions.has(valid.session())) {
            return valid.device();
        }
        throw new ProblemException(Problem.unauthorized());
    }
}
