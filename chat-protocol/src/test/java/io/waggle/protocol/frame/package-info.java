/** The codecs under valid, borderline and hostile input. */
@NullMarked
package io.waggle.protocol.frame;

import org.jspecify.annotations.NullMarked;
