@NullMarked
package io.waggle.loadtest.capacity.curve;

import org.jspecify.annotations.NullMarked;
