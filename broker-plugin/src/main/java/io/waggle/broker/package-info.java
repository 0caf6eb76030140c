/** The plugin: its entry point for the host, and the one place where everything is put together. */
@NullMarked
package io.waggle.broker;

import org.jspecify.annotations.NullMarked;
