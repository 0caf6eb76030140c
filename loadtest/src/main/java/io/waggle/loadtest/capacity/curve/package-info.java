/** What a broker costs when one thing grows and all else stays as it is. */
@NullMarked
package io.waggle.loadtest.capacity.curve;

import org.jspecify.annotations.NullMarked;
