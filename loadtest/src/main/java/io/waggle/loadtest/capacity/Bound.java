package io.waggle.loadtest.capacity;

/** Why a search found nothing higher. */
public enum Bound {

    /** The broker does not hold the next higher rate: what was found is its capacity. */
    BROKER,

    /** The generator does not keep up with the next higher rate: the broker may hold more. */
    GENERATOR,

    /** Nothing higher was to be tried: the broker may hold more. */
    CAP,

    /** No rate held, however low. */
    NOTHING_HELD
}
