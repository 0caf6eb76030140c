package io.waggle.broker.link;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a person reads on one device and types on another: eight consonants in two groups, so that no words come of it and
 * none is mistaken for a digit (RFC 8628, section 6.1). 34 random bits.
 *
 * @param value upper case, with its hyphen: {@code WDJB-MJHT}
 */
public record UserCode(String value) {

    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
    private static final int GROUP = 4;
    private static final Pattern SYNTAX = Pattern.compile("[" + ALPHABET + "]{4}-[" + ALPHABET + "]{4}");
    private static final int MAX_SPELLING = 32;

    /** Takes a code as {@link #parse} makes it. @throws IllegalArgumentException if it is not one */
    public UserCode {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not a user code");
        }
    }

    static UserCode random(SecureRandom random) {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < 2 * GROUP; i++) {
            code.append(i == GROUP ? "-" : "").append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new UserCode(code.toString());
    }

    /** The code that somebody typed, whatever they made of case, hyphen and spaces; nothing if it cannot be one. */
    public static Optional<UserCode> parse(String text) {
        if (text.length() > MAX_SPELLING) {
            return Optional.empty();
        }
        String letters = text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
        if (letters.length() != 2 * GROUP) {
            return Optional.empty();
        }
        String code = letters.substring(0, GROUP) + "-" + letters.substring(GROUP);
        return SYNTAX.matcher(code).matches() ? Optional.of(new UserCode(code)) : Optional.empty();
    }

    /** A code lets a device into an account: it is shown to people, and not to logs. */
    @Override
    public String toString() {
        return "UserCode[hidden]";
    }
}
