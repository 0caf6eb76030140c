package io.waggle.broker.http;

import io.javalin.http.Context;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.limit.LimitKey;
import io.waggle.broker.token.OperatorTokens;

/** Lets nobody but the operator in, by a token that the server's own key signed for that. For any thread. */
final class Operators {

    private final OperatorTokens tokens;
    private final RequestLimits limits;
    private final Events events;

    Operators(OperatorTokens tokens, RequestLimits limits, Events events) {
        this.tokens = tokens;
        this.limits = limits;
        this.events = events;
    }

    /** @throws ProblemException if it is not the operator who calls, or somebody there has tried too often */
    void require(Context context) {
        LimitKey from = limits.from(context);
        limits.check(RateLimit.BAD_TOKENS, from);
        if (Bearer.token(context).filter(tokens::accepts).isEmpty()) {
            limits.charge(RateLimit.BAD_TOKENS, from);
            events.publish(new Event.OperatorRefused());
            throw new ProblemException(Problem.of(
                    401,
                    "unauthorized",
                    "An operator's token is needed",
                    "on the server, waggle-broker account token prints one: Authorization: Bearer TOKEN"));
        }
    }
}
