/**
 * Frames as values. The two codecs are the only classes that touch the generated protobuf code: what they decode is within
 * every bound of the protocol, what they cannot decode they answer with a value.
 */
@NullMarked
package io.waggle.protocol.frame;

import org.jspecify.annotations.NullMarked;
