package io.waggle.broker.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.verification.CodeRequests;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a sign-up or sign-in begins: a code goes to a phone number or an e-mail address. */
final class VerificationRoutes implements Routes {

    private final Exchange exchange;
    private final RequestLimits limits;
    private final CodeRequests requests;

    VerificationRoutes(Exchange exchange, RequestLimits limits, CodeRequests requests) {
        this.exchange = exchange;
        this.limits = limits;
        this.requests = requests;
    }

    /** Exactly one of the two. */
    private record Wanted(@Nullable String phone, @Nullable String email) {}

    private record Begun(UUID verificationId, long expiresIn) {}

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/verifications", this::begin);
    }

    private void begin(Context context) {
        limits.take(RateLimit.CODE_REQUESTS, limits.from(context));
        Identifier identifier = identifier(exchange.body(context, Wanted.class));
        CodeRequests.Outcome outcome = requests.request(identifier, Exchange.idempotencyKey(context, Exchange.NOBODY));
        if (outcome instanceof CodeRequests.Outcome.OnItsWay sent) {
            exchange.answer(
                    context, 202, new Begun(sent.verification(), sent.validFor().toSeconds()));
        } else if (outcome instanceof CodeRequests.Outcome.TooMany tooMany) {
            throw new ProblemException(Problem.tooManyRequests(
                    "too many codes went there of late: use the last one, or wait", tooMany.retryAfter()));
        } else if (outcome instanceof CodeRequests.Outcome.NotReached) {
            throw new ProblemException(
                    Problem.badRequest("this server does not send codes to identifiers of that kind"));
        } else {
            throw new ProblemException(Problem.unavailable("too many codes wait to be sent"));
        }
    }

    private static Identifier identifier(Wanted wanted) {
        String phone = wanted.phone();
        String email = wanted.email();
        if (phone != null && email == null) {
            return Identifier.parse(Identifier.Kind.PHONE, phone)
                    .orElseThrow(() -> new ProblemException(
                            Problem.badRequest("phone is not a phone number: write it with + and the country code")));
        }
        if (email != null && phone == null) {
            return Identifier.parse(Identifier.Kind.EMAIL, email)
                    .orElseThrow(() -> new ProblemException(Problem.badRequest("email is not an e-mail address")));
        }
        throw new ProblemException(Problem.badRequest("send either phone or email"));
    }
}
