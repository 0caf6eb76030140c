/**
 * The operator's door: metrics and health over HTTP, on an address of its own. Two pages on the JDK's own server, so that
 * whatever happens to the API, it can still be looked at.
 */
@NullMarked
package io.waggle.broker.monitoring;

import org.jspecify.annotations.NullMarked;
