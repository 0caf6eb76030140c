package io.waggle.protocol.content;

import io.waggle.protocol.AccountId;

/**
 * What a part of a text is. Spans may overlap.
 *
 * @param start the first of its UTF-16 code units in the body, from 0
 * @param length in UTF-16 code units, at least 1
 */
public record Span(int start, int length, What what) {

    /** Takes a span. @throws IllegalArgumentException if it could be of no text */
    public Span {
        Bounds.that(start >= 0 && length >= 1, ContentFault.BAD_SPAN, "a span has at least one code unit");
    }

    /** What a span can say of its part. */
    public sealed interface What permits Style, Mention {}

    /** How it looks. */
    public enum Style implements What {
        BOLD,
        ITALIC,
        STRIKETHROUGH,
        MONOSPACE,
        /** Hidden until it is touched. */
        SPOILER
    }

    /** That an account is named here, and is to be notified though the conversation be muted. */
    public record Mention(AccountId account) implements What {}

    /** Whether the body, which is well-formed, has that part, and neither of its ends is within a surrogate pair. */
    boolean isWithin(String body) {
        return start < body.length()
                && length <= body.length() - start
                && isBoundary(body, start)
                && isBoundary(body, start + length);
    }

    private static boolean isBoundary(String body, int at) {
        return at == body.length() || !Character.isLowSurrogate(body.charAt(at));
    }
}
