@NullMarked
package io.waggle.broker.token;

import org.jspecify.annotations.NullMarked;
