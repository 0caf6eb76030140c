package io.waggle.broker.http;

import io.javalin.http.Context;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.idempotency.IdempotencyKey;
import io.waggle.protocol.AccountId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What every handler does with a request and an answer. For any thread. */
final class Exchange {

    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    /** Bytes of the largest JSON or form body. */
    static final int MAX_BODY = 64 * 1024;

    /** Who asks where nobody has signed in: no account has this name. */
    static final String NOBODY = "-";

    private final Json json = new Json();
    private final Events events;

    Exchange(Events events) {
        this.events = events;
    }

    /** The JSON body. @throws ProblemException if it is none, or too large */
    <T> T body(Context context, Class<T> type) {
        requireType(context, JSON);
        return json.read(bytes(context), type);
    }

    /** The body, at most {@value #MAX_BODY} bytes. */
    static byte[] bytes(Context context) {
        byte[] body = context.bodyAsBytes();
        if (body.length > MAX_BODY) {
            throw new ProblemException(Problem.tooLarge(MAX_BODY));
        }
        return body;
    }

    static void requireType(Context context, String wanted) {
        String type = context.contentType();
        String essence = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!essence.equals(wanted)) {
            throw new ProblemException(Problem.unsupportedMediaType(wanted));
        }
    }

    void answer(Context context, int status, Object value) {
        context.status(status).contentType(JSON).result(json.write(value));
    }

    /**
     * Answers a GET with the value, or only with the news that it is still what the client has ({@code If-None-Match}, RFC 9110,
     * section 13.1.2). A cache of the caller's own may keep it, and must ask before it uses it.
     */
    void answerTagged(Context context, Object value) {
        byte[] representation = json.write(value);
        answerTagged(context, EntityTag.of(representation), JSON, representation);
    }

    /** The same, of something else than JSON that has a tag of its own. */
    static void answerTagged(Context context, EntityTag tag, String type, byte[] representation) {
        context.header("ETag", tag.value()).header("Cache-Control", "private, no-cache");
        String known = context.header("If-None-Match");
        if (known != null && tag.isNamedBy(known)) {
            context.status(304);
        } else {
            context.status(200).contentType(type).result(representation);
        }
    }

    /**
     * Refuses to change what is not what the client thinks it is ({@code If-Match}, RFC 9110, section 13.1.1); without that header
     * nothing is refused.
     *
     * @param current what a GET would be answered with, read in the transaction that changes it
     * @throws ProblemException if the client named other versions of it
     */
    void requireMatch(Context context, Object current) {
        String known = context.header("If-Match");
        if (known != null && !EntityTag.of(json.write(current)).isNamedBy(known)) {
            throw new ProblemException(Problem.of(
                    412,
                    "changed",
                    "The resource is not what the request takes it for",
                    "it was changed in between: get it again, and decide again"));
        }
    }

    /** The account id in the path. @throws ProblemException if it is none */
    static AccountId account(Context context) {
        String id = context.pathParam("account");
        if (!AccountId.isValid(id)) {
            throw new ProblemException(Problem.badRequest("the path does not name an account id"));
        }
        return new AccountId(id);
    }

    /**
     * The key by which a repetition of the request is recognized; nothing if it has none.
     *
     * @param caller who asks: a key is theirs alone
     * @throws ProblemException if it is not a key
     */
    static Optional<IdempotencyKey> idempotencyKey(Context context, String caller) {
        String key = context.header("Idempotency-Key");
        if (key == null) {
            return Optional.empty();
        }
        String scope = caller + " " + context.method() + " " + context.path();
        return Optional.of(IdempotencyKey.parse(scope, key, bytes(context))
                .orElseThrow(() ->
                        new ProblemException(Problem.badRequest("Idempotency-Key must be " + IdempotencyKey.ALLOWED))));
    }

    void answer(Context context, Problem problem) {
        events.publish(new Event.ApiRefused(problem.kind()));
        if (problem.retryAfter() != null) {
            long seconds = problem.retryAfter().plusMillis(999).toSeconds();
            context.header("Retry-After", Long.toString(Math.max(1, seconds)));
        }
        if (problem.status() == 401) {
            context.header("WWW-Authenticate", "Bearer");
        }
        context.status(problem.status()).contentType(PROBLEM).result(json.write(problem.body()));
    }

    /** Headers of every answer: it is of nobody else, and is nothing that a browser runs or frames. */
    static final Map<String, String> HEADERS = Map.of(
            "Cache-Control", "no-store",
            "X-Content-Type-Options", "nosniff",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer");
}
