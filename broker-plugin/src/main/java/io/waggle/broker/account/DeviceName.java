package io.waggle.broker.account;

import java.util.Optional;

/** What a person calls a device: 1 to 64 characters, none of them a control character, no space at either end. */
public record DeviceName(String value) {

    private static final int MAX_LENGTH = 64;

    /** Takes a valid name. @throws IllegalArgumentException if it is not one */
    public DeviceName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a device name");
        }
    }

    /** The name that the text is, without the space around it; nothing if it cannot be one. */
    public static Optional<DeviceName> parse(String text) {
        String stripped = text.strip();
        return isValid(stripped) ? Optional.of(new DeviceName(stripped)) : Optional.empty();
    }

    private static boolean isValid(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.strip().equals(text)
                && text.chars().noneMatch(Character::isISOControl)
                && text.codePoints().noneMatch(c -> Character.getType(c) == Character.FORMAT || isLoneSurrogate(c));
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint <= Character.MAX_VALUE && Character.isSurrogate((char) codePoint);
    }
}
