package io.waggle.broker.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for: {@code limit} of its members, after the one that {@code cursor} stands for. A cursor is opaque
 * to clients, and a place in the order, not a number of members: what is added or removed elsewhere shifts nothing.
 *
 * @param limit 1 to {@value #MAX}
 * @param after the parts of the cursor; nothing: from the beginning
 */
record PageRequest(int limit, Optional<List<String>> after) {

    static final int MAX = 200;
    private static final int DEFAULT = 50;
    private static final int MAX_CURSOR = 256;
    private static final String SEPARATOR = "\n";

    /** @throws ProblemException if one of the two is not what it must be */
    static PageRequest of(Context context) {
        return new PageRequest(limit(context.queryParam("limit")), cursor(context.queryParam("cursor")));
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT;
        }
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX) {
            throw new ProblemException(Problem.badRequest("limit must be 1 to " + MAX));
        }
        return Integer.parseInt(text);
    }

    private static Optional<List<String>> cursor(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            if (text.length() <= MAX_CURSOR) {
                String parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                return Optional.of(List.of(parts.split(SEPARATOR, -1)));
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw badCursor();
    }

    /**
     * What the cursor stands for.
     *
     * @param read of its parts; may throw what parsing throws
     * @throws ProblemException if it stands for nothing
     */
    <T> Optional<T> after(int parts, Function<List<String>, T> read) {
        return after.map(given -> {
            if (given.size() != parts) {
                throw badCursor();
            }
            try {
                return read.apply(given);
            } catch (RuntimeException e) {
                throw badCursor();
            }
        });
    }

    /** How many to look for: one more than asked for, which shows whether there are more. */
    int lookFor() {
        return limit + 1;
    }

    /**
     * The page of what was found.
     *
     * @param found at most {@link #lookFor} members, in order
     * @param place the parts of a cursor that stands for a member; without line breaks
     */
    <T> Page<T> page(List<T> found, Function<T, List<String>> place) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        String last = String.join(SEPARATOR, place.apply(found.get(limit - 1)));
        return new Page<>(
                found.subList(0, limit),
                Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
    }

    /** @param nextCursor what the next page is asked for with; null: there is none */
    record Page<T>(List<T> members, @Nullable String nextCursor) {}

    private static ProblemException badCursor() {
        return new ProblemException(Problem.badRequest(
                "cursor is not one of this list: take next_cursor of its last page, or leave it out"));
    }
}
