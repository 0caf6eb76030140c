/** {@code ./waggle demo}: real people's clients and a real broker in processes of their own, killed while messages fly. */
@NullMarked
package io.waggle.demo;

import org.jspecify.annotations.NullMarked;
