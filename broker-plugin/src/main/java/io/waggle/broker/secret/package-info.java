/** Key material on disk: readable by its owner only, whole or not at all. */
@NullMarked
package io.waggle.broker.secret;

import org.jspecify.annotations.NullMarked;
