@NullMarked
package io.waggle.loadtest.ledger;

import org.jspecify.annotations.NullMarked;
