/** Ids, topics and the walls of the module. */
@NullMarked
package io.waggle.protocol;

import org.jspecify.annotations.NullMarked;
