@NullMarked
package io.waggle.broker.tls;

import org.jspecify.annotations.NullMarked;
