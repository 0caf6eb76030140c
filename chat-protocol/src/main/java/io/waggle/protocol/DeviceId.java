package io.waggle.protocol;

/**
 * Names a device within its account.
 *
 * @param value 1 to {@value #MAX_LENGTH} of {@code A-Z a-z 0-9 . _ -}, beginning with a letter or digit; case matters
 */
public record DeviceId(String value) implements Comparable<DeviceId> {

    /** In characters, which are bytes here. */
    public static final int MAX_LENGTH = 32;

    /** Takes a valid id. @throws IllegalArgumentException if it is not one */
    public DeviceId {
        Ids.require("device", value, MAX_LENGTH);
    }

    /** Whether {@link #DeviceId(String)} would accept the value. */
    public static boolean isValid(String value) {
        return Ids.isValid(value, MAX_LENGTH);
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
