/**
 * Requests that a client may repeat because it does not know what became of them: what one did is done once, and each repetition
 * gets the answer of the first.
 */
@NullMarked
package io.waggle.broker.idempotency;

import org.jspecify.annotations.NullMarked;
