package io.waggle.broker.monitoring;

import java.util.function.Supplier;

/**
 * One thing that must be well for the broker to be well.
 *
 * @param name lower case letters, digits and {@code -}; a key of the answer, so it never changes
 * @param health asked on every request, on an HTTP thread: must answer at once, from memory
 */
public record HealthCheck(String name, Supplier<Health> health) {

    /** Takes a name that may be a key. @throws IllegalArgumentException if it is not one */
    public HealthCheck {
        if (!name.matches("[a-z][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException("not a name of a health check: '" + name + "'");
        }
    }

    /** What a check found. */
    public sealed interface Health {

        /** All is well. */
        record Up() implements Health {}

        /**
         * It is not.
         *
         * @param reason for the operator; anyone who reaches the port can read it
         */
        record Down(String reason) implements Health {}
    }
}
