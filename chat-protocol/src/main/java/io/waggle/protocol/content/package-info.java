/**
 * What people say to each other, as values: the inside of {@code Send.content} and {@code LiveEvent.content}. CONTENT.md says
 * what a client does with each.
 *
 * <p>Every value is within the bounds of the protocol or cannot be made. {@link io.waggle.protocol.content.ContentCodec} and
 * {@link io.waggle.protocol.content.LiveCodec} read and write them, and answer any bytes with a value.
 *
 * <p>Texts are another person's: show them without control characters.
 */
@NullMarked
package io.waggle.protocol.content;

import org.jspecify.annotations.NullMarked;
