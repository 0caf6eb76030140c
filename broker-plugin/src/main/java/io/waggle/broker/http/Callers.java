package io.waggle.broker.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.limit.LimitKey;
import io.waggle.broker.session.EndedSessions;
import io.waggle.broker.token.TokenVerdict;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.protocol.Address;
import java.util.Optional;
import java.util.Set;

/** Who calls, by the access token (RFC 6750, section 2.1). For any thread. */
final class Callers {

    private static final String CALLER = "waggle.caller";
    private static final Set<HandlerType> READS = Set.of(HandlerType.GET, HandlerType.HEAD);

    private final TokenVerifier verifier;
    private final EndedSessions endedSessions;
    private final RequestLimits limits;

    Callers(TokenVerifier verifier, EndedSessions endedSessions, RequestLimits limits) {
        this.limits = limits;
        this.verifier = verifier;
        this.endedSessions = endedSessions;
    }

    /**
     * The device that calls. Counts the request, once.
     *
     * @throws ProblemException if it has no valid token of a session that has not ended, or if it calls too often
     */
    Address require(Context context) {
        Address known = context.attribute(CALLER);
        if (known != null) {
            return known;
        }
        Address caller = identify(context);
        limits.take(
                READS.contains(context.method()) ? RateLimit.API_READS : RateLimit.API_WRITES,
                RequestLimits.of(caller.account()));
        context.attribute(CALLER, caller);
        return caller;
    }

    /**
     * The same, of a request that counts for another limit than those of the API.
     *
     * @throws ProblemException if it has no valid token of a session that has not ended
     */
    Address identify(Context context) {
        LimitKey from = limits.from(context);
        limits.check(RateLimit.BAD_TOKENS, from);
        Optional<Address> caller = Bearer.token(context).flatMap(this::device);
        if (caller.isEmpty()) {
            limits.charge(RateLimit.BAD_TOKENS, from);
            throw new ProblemException(Problem.unauthorized());
        }
        return caller.get();
    }

    private Optional<Address> device(String token) {
        return verifier.verify(token) instanceof TokenVerdict.Valid valid
                        && valid.session() != null
                        && !endedSessions.has(valid.session())
                ? Optional.of(valid.device())
                : Optional.empty();
    }
}
