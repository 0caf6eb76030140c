@NullMarked
package io.waggle.broker.limit;

import org.jspecify.annotations.NullMarked;
