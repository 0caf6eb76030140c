@NullMarked
package io.waggle.loadtest.run;

import org.jspecify.annotations.NullMarked;
