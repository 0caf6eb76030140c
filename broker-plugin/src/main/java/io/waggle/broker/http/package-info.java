/**
 * The second front door: metrics and health over HTTP. The only package that knows the HTTP server, which is the JDK's own
 * until there is more to serve than two pages.
 */
@NullMarked
package io.waggle.broker.http;

import org.jspecify.annotations.NullMarked;
