package io.waggle.broker.group;

/**
 * A group's picture.
 *
 * @param id changes with it; has the form of an account id
 * @param jpeg as it is served
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its id
public record GroupPicture(String id, byte[] jpeg) {}
