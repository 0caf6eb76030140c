package io.waggle.broker.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An error as this API answers it (RFC 9457).
 *
 * @param kind which kind of problem, one of few; the last part of {@code type}, which never changes
 * @param title the kind in words; the same for all of a kind
 * @param detail what is wrong with this request, and what to do; nothing of what was sent
 * @param retryAfter when it makes sense to try again; a header, not a member
 */
record Problem(
        String kind,
        String title,
        int status,
        String detail,
        @Nullable Duration retryAfter) {

    /** What is written. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Body(String type, String title, int status, String detail) {}

    static Problem of(int status, String kind, String title, String detail) {
        return new Problem(kind, title, status, detail, null);
    }

    static Problem badRequest(String detail) {
        return of(400, "bad-request", "The request is not what this resource takes", detail);
    }

    static Problem unauthorized() {
        return of(
                401,
                "unauthorized",
                "An access token is needed",
                "send a valid access token: Authorization: Bearer TOKEN; get a new one with the refresh token");
    }

    static Problem notFound() {
        return of(404, "not-found", "There is no such resource", "look at the path");
    }

    static Problem tooLarge(long most) {
        return of(413, "too-large", "The request is too large", "send at most " + most + " bytes");
    }

    static Problem unsupportedMediaType(String wanted) {
        return of(415, "unsupported-media-type", "The body is of another type", "send " + wanted);
    }

    static Problem tooManyRequests(String detail, Duration retryAfter) {
        return of(429, "too-many-requests", "Too many requests", detail).retryAfter(retryAfter);
    }

    static Problem internal() {
        return of(500, "internal", "Something is wrong here", "try again later; the server's log has the reason");
    }

    static Problem unavailable(String detail) {
        return of(503, "unavailable", "This cannot be done now", detail).retryAfter(Duration.ofSeconds(5));
    }

    private Problem retryAfter(Duration wait) {
        return new Problem(kind, title, status, detail, wait);
    }

    Body body() {
        return new Body("urn:waggle:problem:" + kind, title, status, detail);
    }
}
