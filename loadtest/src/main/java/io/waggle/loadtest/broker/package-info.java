/** The systems that can be put under load, and what each speaks and promises. */
@NullMarked
package io.waggle.loadtest.broker;

import org.jspecify.annotations.NullMarked;
