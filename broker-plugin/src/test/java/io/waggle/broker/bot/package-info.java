@NullMarked
package io.waggle.broker.bot;

import org.jspecify.annotations.NullMarked;
