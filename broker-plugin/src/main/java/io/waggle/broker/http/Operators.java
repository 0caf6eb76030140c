package io.waggle.broker.http;

import io.javalin.http.Context;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.token.OperatorTokens;

/** Lets nobody but the operator in, by a token that the server's own key signed for that. For any thread. */
final class Operators {

    private final OperatorTokens tokens;
    private final Events events;

    Operators(OperatorTokens tokens, Events events) {
        this.tokens = tokens;
        this.events = events;
    }

    /** @throws ProblemException if it is not the operator who calls */
    void require(Context context) {
        if (Bearer.token(context).filter(tokens::accepts).isEmpty()) {
            events.publish(new Event.OperatorRefused());
            throw new ProblemException(Problem.of(
                    401,
                    "unauthorized",
                    "An operator's token is needed",
                    "on the server, waggle-broker account token prints one: Authorization: Bearer TOKEN"));
        }
    }
}
