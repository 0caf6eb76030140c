package io.waggle.broker.http;

import io.javalin.http.Context;
import java.util.Locale;
import java.util.Map;

/** What every handler does with a request and an answer. For any thread. */
final class Exchange {

    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    /** Bytes of the largest JSON or form body. */
    static final int MAX_BODY = 64 * 1024;

    private final Json json = new Json();

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

    void answer(Context context, Problem problem) {
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
