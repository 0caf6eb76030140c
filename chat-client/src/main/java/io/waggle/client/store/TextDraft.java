package io.waggle.client.store;

import java.time.Instant;

/**
 * What a person has begun to write, on this device alone.
 *
 * @param at when it was last changed, by this device's clock
 */
public record TextDraft(String text, Instant at) {}
