@NullMarked
package io.waggle.broker.monitoring;

import org.jspecify.annotations.NullMarked;
