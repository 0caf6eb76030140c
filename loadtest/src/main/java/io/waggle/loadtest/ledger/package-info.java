/** What became of every message. */
@NullMarked
package io.waggle.loadtest.ledger;

import org.jspecify.annotations.NullMarked;
