/** What a run or a comparison found, as one page that needs nothing else: no script, no network, no font. */
@NullMarked
package io.waggle.loadtest.report.html;

import org.jspecify.annotations.NullMarked;
