package io.waggle.protocol;

/** The one place that knows which characters an id may hold, so that account and device ids cannot drift apart. */
final class Ids {

    private Ids() {}

    /**
     * An id is a letter or digit followed by letters, digits, {@code .}, {@code _} and {@code -}: safe as a level of an
     * MQTT Topic Name (MQTT 5.0, section 4.7), in a path and in a log line.
     */
    static boolean isValid(String value, int maxLength) {
        if (value.isEmpty() || value.length() > maxLength || !isLetterOrDigit(value.charAt(0))) {
            return false;
        }
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** The value, or an exception that says what is allowed without repeating more than the start of what was given. */
    static String require(String kind, String value, int maxLength) {
        if (!isValid(value, maxLength)) {
            throw new IllegalArgumentException("not a valid " + kind + " id: '"
                    + value.substring(0, Math.min(value.length(), 80))
                    + "'; allowed are 1 to " + maxLength + " of A-Z a-z 0-9 . _ - beginning with a letter or digit");
        }
        return value;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
