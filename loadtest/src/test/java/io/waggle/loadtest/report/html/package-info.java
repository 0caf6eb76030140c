@NullMarked
package io.waggle.loadtest.report.html;

import org.jspecify.annotations.NullMarked;
