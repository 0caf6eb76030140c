/** Puts load on a target and gathers what came of it. */
@NullMarked
package io.waggle.loadtest.run;

import org.jspecify.annotations.NullMarked;
