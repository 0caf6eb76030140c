@NullMarked
package io.waggle.loadtest.report;

import org.jspecify.annotations.NullMarked;
