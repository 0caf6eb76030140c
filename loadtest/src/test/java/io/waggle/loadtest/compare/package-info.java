@NullMarked
package io.waggle.loadtest.compare;

import org.jspecify.annotations.NullMarked;
