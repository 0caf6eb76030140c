/** The pages of the specification and the .protos held against each other, against the codecs and against what was released. */
@NullMarked
package io.waggle.protocol.spec;

import org.jspecify.annotations.NullMarked;
