@NullMarked
package io.waggle.broker.webhook;

import org.jspecify.annotations.NullMarked;
