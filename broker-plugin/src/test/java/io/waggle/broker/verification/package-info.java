@NullMarked
package io.waggle.broker.verification;

import org.jspecify.annotations.NullMarked;
