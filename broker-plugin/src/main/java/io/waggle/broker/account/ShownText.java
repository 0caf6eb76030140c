package io.waggle.broker.account;

import java.util.Optional;

/**
 * One line of text that a person wrote and others are shown: no control characters, nothing that turns the direction of what
 * stands beside it, no space at either end.
 */
public final class ShownText {

    /** Between the parts of one emoji, and in Persian and the scripts of India. */
    private static final int JOINER = 0x200D;

    private static final int NON_JOINER = 0x200C;

    private ShownText() {}

    /** The text without the space around it; nothing if it is empty, longer than that many UTF-16 units, or has what is not shown. */
    public static Optional<String> parse(String text, int maxLength) {
        String stripped = text.strip();
        return isValid(stripped, maxLength) ? Optional.of(stripped) : Optional.empty();
    }

    /** Whether {@link #parse} leaves the text as it is. */
    public static boolean isValid(String text, int maxLength) {
        return !text.isEmpty()
                && text.length() <= maxLength
                && text.strip().equals(text)
                && text.codePoints().allMatch(ShownText::isShown);
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
