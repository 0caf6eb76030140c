package io.waggle.protocol;

/**
 * Names an account: what a person has one of, however many devices they use.
 *
 * @param value 1 to {@value #MAX_LENGTH} of {@code A-Z a-z 0-9 . _ -}, beginning with a letter or digit; case matters
 */
public record AccountId(String value) implements Comparable<AccountId> {

    /** In characters, which are bytes here. */
    public static final int MAX_LENGTH = 64;

    /** Takes a valid id. @throws IllegalArgumentException if it is not one */
    public AccountId {
        Ids.require("account", value, MAX_LENGTH);
    }

    /** Whether {@link #AccountId(String)} would accept the value. */
    public static boolean isValid(String value) {
        return Ids.isValid(value, MAX_LENGTH);
    }

    @Override
    public int compareTo(AccountId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
