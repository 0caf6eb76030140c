/** The highest rate that a broker holds, and how what it costs grows with what it has to carry. */
@NullMarked
package io.waggle.loadtest.capacity;

import org.jspecify.annotations.NullMarked;
