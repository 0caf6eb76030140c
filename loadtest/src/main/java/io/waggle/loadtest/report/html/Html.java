package io.waggle.loadtest.report.html;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Builds markup that is HTML and well-formed XML at once, so that a test can parse it. Every text and every attribute goes
 * through {@link #escape}: what a broker says of itself, or why it hung up, is hostile input. Refuses to be read while an
 * element is open.
 */
final class Html {

    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder out = new StringBuilder(1 << 16);
    private final Deque<String> open = new ArrayDeque<>();

    /** Begins an element; attributes are names and values in turn. */
    Html open(String tag, String... attributes) {
        start(tag, attributes);
        out.append('>');
        open.push(tag);
        return this;
    }

    /** Ends the innermost element. */
    Html close() {
        String tag = open.pop();
        out.append("</").append(tag).append('>');
        if (!isInline(tag)) {
            out.append('\n');
        }
        return this;
    }

    /** An element with nothing in it. */
    Html empty(String tag, String... attributes) {
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    /** An element with only a text in it. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** A text. */
    Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /** Something that is markup already, or a style sheet; never from a result. */
    Html trusted(String markup) {
        out.append(markup);
        return this;
    }

    private void start(String tag, String... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("an attribute of " + tag + " has no value");
        }
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escape(attributes[i + 1]))
                    .append('"');
        }
    }

    private static boolean isInline(String tag) {
        return switch (tag) {
            case "span", "strong", "em", "b", "code", "title", "bdi" -> true;
            default -> false;
        };
    }

    /** A text that cannot be taken for markup, nor turn the writing direction of what follows. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isHarmless(c) ? c : REPLACEMENT);
            }
        });
        return escaped.toString();
    }

    private static boolean isHarmless(int c) {
        boolean control = (c < ' ' && c != '\n' && c != '\t') || isBetween(c, 0x7F, 0x9F);
        boolean surrogate = isBetween(c, Character.MIN_SURROGATE, Character.MAX_SURROGATE);
        boolean direction = isBetween(c, 0x202A, 0x202E) || isBetween(c, 0x2066, 0x2069);
        boolean noCharacter = isBetween(c, 0xFFFE, 0xFFFF);
        return !control && !surrogate && !direction && !noCharacter;
    }

    private static boolean isBetween(int c, int first, int last) {
        return c >= first && c <= last;
    }

    /** Everything so far. @throws IllegalStateException if an element is open */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return out.toString();
    }
}
