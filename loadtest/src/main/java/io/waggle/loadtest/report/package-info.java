/** What a run found, for a terminal, a program and a meeting. */
@NullMarked
package io.waggle.loadtest.report;

import org.jspecify.annotations.NullMarked;
