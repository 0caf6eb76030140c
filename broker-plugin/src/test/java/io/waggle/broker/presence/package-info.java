@NullMarked
package io.waggle.broker.presence;

import org.jspecify.annotations.NullMarked;
