@NullMarked
package io.waggle.broker.http;

import org.jspecify.annotations.NullMarked;
