@NullMarked
package io.waggle.broker.idempotency;

import org.jspecify.annotations.NullMarked;
