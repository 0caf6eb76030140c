/** What a run does: its parameters, where they are written, and what they may be. */
@NullMarked
package io.waggle.loadtest.scenario;

import org.jspecify.annotations.NullMarked;
