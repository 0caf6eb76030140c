package io.waggle.loadtest.broker;

/**
 * The Java heap that a broker gets, as in {@code -Xmx}: the same for all that are compared.
 *
 * @param text digits and one of k, m, g
 */
public record Heap(String text) {

    /** Takes a size. @throws IllegalArgumentException if it is none */
    public Heap {
        if (!text.matches("[1-9][0-9]{0,5}[kmg]")) {
            throw new IllegalArgumentException("not a heap size: " + text + "; digits and one of k, m, g");
        }
    }
}
