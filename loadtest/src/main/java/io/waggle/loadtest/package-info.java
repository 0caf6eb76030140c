/**
 * The load-test harness: {@code ./waggle loadtest}. Open loop, with a ledger of every message, and able to put the same load on
 * what people would use instead.
 */
@NullMarked
package io.waggle.loadtest;

import org.jspecify.annotations.NullMarked;
