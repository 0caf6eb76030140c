package io.waggle.protocol.content;

/** What a content is. What is done with it follows from which of the three it is. */
public sealed interface Kind permits Shown, Change, Own {

    /** What receiving it does; the same for every value of a type. */
    Effect effect();
}
