/** When to send: an open loop that does not wait for the system under test. */
@NullMarked
package io.waggle.loadtest.pace;

import org.jspecify.annotations.NullMarked;
