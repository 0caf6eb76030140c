package io.waggle.broker.http;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Members of a JSON merge patch (RFC 7396): one that is not there leaves things as they are, one that is null takes them away. */
final class Patch {

    private Patch() {}

    /**
     * The text that a member makes of what was there.
     *
     * @param complaint what is told if it is none
     */
    static <T> Optional<T> text(
            @Nullable JsonNode member, Optional<T> before, Function<String, Optional<T>> parse, String complaint) {
        if (member == null) {
            return before;
        }
        if (member.isNull()) {
            return Optional.empty();
        }
        Optional<T> after = member.isString() ? parse.apply(member.asString()) : Optional.empty();
        if (after.isEmpty()) {
            throw new ProblemException(Problem.badRequest(complaint));
        }
        return after;
    }

    /** The constant that a member, in lower case, makes of the one that was there; null stands for the default. */
    static <E extends Enum<E>> E choice(String name, @Nullable JsonNode member, E before, E byDefault) {
        Class<E> type = byDefault.getDeclaringClass();
        return text(member, Optional.of(before), text -> constant(type, text), name + " must be " + allowed(type))
                .orElse(byDefault);
    }

    /** The truth that a member makes of what was there; null stands for the default. */
    static boolean flag(String name, @Nullable JsonNode member, boolean before, boolean byDefault) {
        if (member == null) {
            return before;
        }
        if (member.isNull()) {
            return byDefault;
        }
        if (!member.isBoolean()) {
            throw new ProblemException(Problem.badRequest(name + " must be true or false"));
        }
        return member.booleanValue();
    }

    /** How a constant is written. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(text)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    private static <E extends Enum<E>> String allowed(Class<E> type) {
        StringBuilder all = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            all.append(all.length() == 0 ? "" : ", ").append(word(constant));
        }
        return all.toString();
    }
}
