@NullMarked
package io.waggle.broker.config;

import org.jspecify.annotations.NullMarked;
