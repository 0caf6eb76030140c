/** PROTOCOL.md and the .proto held against each other, against the codecs and against what was released. */
@NullMarked
package io.waggle.protocol.spec;

import org.jspecify.annotations.NullMarked;
