@NullMarked
package io.waggle.broker.call;

import org.jspecify.annotations.NullMarked;
