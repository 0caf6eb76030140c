/**
 * The HTTP API's front door: the only package that knows Javalin and Jetty. Its handlers decide nothing: they read a request,
 * hand over, and write the outcome.
 */
@NullMarked
package io.waggle.broker.http;

import org.jspecify.annotations.NullMarked;
