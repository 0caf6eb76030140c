package io.waggle.loadtest.capacity;

/** What became of an attempt at a rate, or of a step of several. */
public enum Outcome {

    /** The objective was held and every message is accounted for. */
    HELD,

    /** The broker was too slow, or did not take or carry everything. */
    FAILED,

    /** Something that the broker had acknowledged was lost, or came twice or out of order. */
    BROKE_A_PROMISE,

    /** The generator was too slow: it says nothing about the broker. */
    GENERATOR_BEHIND
}
