@NullMarked
package io.waggle.broker.operator;

import org.jspecify.annotations.NullMarked;
