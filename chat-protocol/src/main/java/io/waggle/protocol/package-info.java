/**
 * The values both sides of the wire share: ids, topics, limits. Every type validates itself on construction, so a value that
 * exists is a value that may be used.
 */
@NullMarked
package io.waggle.protocol;

import org.jspecify.annotations.NullMarked;
