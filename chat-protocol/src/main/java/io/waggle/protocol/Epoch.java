package io.waggle.protocol;

/**
 * The identity of an inbox: changes when it is reset or restored, and tells its client to reconcile.
 *
 * @param value random; 0 means that none is known
 */
public record Epoch(long value) {

    /** No epoch known: a client that never connected, or a sender that does not care. */
    public static final Epoch NONE = new Epoch(0);

    /** Whether an epoch is known at all. */
    public boolean isKnown() {
        return value != 0;
    }

    @Override
    public String toString() {
        return Long.toHexString(value);
    }
}
