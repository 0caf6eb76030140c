package io.waggle.broker.account;

import io.waggle.protocol.ShownText;
import java.util.Optional;

/** What a person is called, by themselves or by another: {@link ShownText} of 1 to {@value #MAX_LENGTH} characters. */
public record PersonName(String value) {

    /** UTF-16 units. */
    public static final int MAX_LENGTH = 64;

    /** Takes a valid name. @throws IllegalArgumentException if it is not one, without the value */
    public PersonName {
        if (!ShownText.isValid(value, MAX_LENGTH)) {
            throw new IllegalArgumentException("not a person's name");
        }
    }

    /** The name that the text is, without the space around it; nothing if it cannot be one. */
    public static Optional<PersonName> parse(String text) {
        return ShownText.parse(text, MAX_LENGTH).map(PersonName::new);
    }

    @Override
    public String toString() {
        return "PersonName[hidden]";
    }
}
