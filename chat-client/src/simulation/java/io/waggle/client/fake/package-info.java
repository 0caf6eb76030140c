/** A server that keeps the rules of the protocol, in memory. */
@NullMarked
package io.waggle.client.fake;

import org.jspecify.annotations.NullMarked;
