package io.waggle.client.store;

/** Something that stands in a conversation. */
public sealed interface TimelineEntry permits ShownMessage, GroupNote {

    /** Where. */
    Place place();
}
