/** Contents under valid, borderline and hostile input. */
@NullMarked
package io.waggle.protocol.content;

import org.jspecify.annotations.NullMarked;
