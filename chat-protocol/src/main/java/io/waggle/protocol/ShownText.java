package io.waggle.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Text that a person wrote and others are shown: no control characters, and nothing that turns the direction of what stands
 * beside it.
 */
public final class ShownText {

    /** Between the parts of one emoji, and in Persian and the scripts of India. */
    private static final int JOINER = 0x200D;

    private static final int NON_JOINER = 0x200C;

    private ShownText() {}

    /** The line without the space around it; nothing if it is empty, longer than that many UTF-16 units, or has what is not shown. */
    public static Optional<String> parse(String text, int maxLength) {
        String stripped = strip(text);
        return isValid(stripped, maxLength) ? Optional.of(stripped) : Optional.empty();
    }

    /** Whether {@link #parse} leaves the text as it is. */
    public static boolean isValid(String text, int maxLength) {
        return text.length() <= maxLength && isLine(text);
    }

    /** Whether it is one line with something in it, and no space at either end. */
    public static boolean isLine(String text) {
        return !text.isEmpty() && strip(text).equals(text) && text.codePoints().allMatch(ShownText::isShown);
    }

    /** Whether it is any number of lines, none included, with line feeds (U+000A) between them. */
    public static boolean isLines(String text) {
        return text.codePoints().allMatch(codePoint -> codePoint == '\n' || isShown(codePoint));
    }

    /** How many bytes of UTF-8 it takes. */
    public static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What {@code String.strip} does, which Android 26 does not have. */
    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isShown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.FORMAT -> codePoint == JOINER || codePoint == NON_JOINER;
            default -> true;
        };
    }
}
