package io.waggle.broker.http;

import io.javalin.http.Context;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.token.TokenVerdict;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.protocol.Address;
import java.util.Optional;

/** Who calls, by the access token (RFC 6750, section 2.1). For any thread. */
final class Callers {

    private final TokenVerifier verifier;
    private final EndedSessions endedSessions;

    Callers(TokenVerifier verifier, EndedSessions endedSessions) {
        this.verifier = verifier;
        this.endedSessions = endedSessions;
    }

    /** The device that calls. @throws ProblemException if it has no valid token of a session that has not ended */
    Address require(Context context) {
        return Bearer.token(context)
                .flatMap(this::device)
                .orElseThrow(() -> new ProblemException(Problem.unauthorized()));
    }

    private Optional<Address> device(String token) {
        return verifier.verify(token) instanceof TokenVerdict.Valid valid
                        && valid.session() != null
                        && !endedSessions.has(valid.session())
                ? Optional.of(valid.device())
                : Optional.empty();
    }
}
