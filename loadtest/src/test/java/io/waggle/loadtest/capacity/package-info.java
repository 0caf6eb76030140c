@NullMarked
package io.waggle.loadtest.capacity;

import org.jspecify.annotations.NullMarked;
