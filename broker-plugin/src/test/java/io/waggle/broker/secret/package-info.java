@NullMarked
package io.waggle.broker.secret;

import org.jspecify.annotations.NullMarked;
