package io.waggle.broker.profile;

import io.waggle.protocol.ShownText;
import java.util.Optional;

/** What a person says of themselves: one line of {@link ShownText}, 1 to {@value #MAX_LENGTH} characters. */
public record About(String value) {

    /** UTF-16 units. */
    public static final int MAX_LENGTH = 140;

    /** Takes a valid text. @throws IllegalArgumentException if it is not one, without the value */
    public About {
        if (!ShownText.isValid(value, MAX_LENGTH)) {
            throw new IllegalArgumentException("not a line about a person");
        }
    }

    /** The line that the text is, without the space around it; nothing if it cannot be one. */
    public static Optional<About> parse(String text) {
        return ShownText.parse(text, MAX_LENGTH).map(About::new);
    }

    @Override
    public String toString() {
        return "About[hidden]";
    }
}
