@NullMarked
package io.waggle.broker.federation;

import org.jspecify.annotations.NullMarked;
