/**
 * The authorization server: OAuth 2.0 (RFC 6749) as apps expect it, on the messages of the Nimbus SDK. Knows no HTTP server;
 * the front door gives it requests and sends its answers.
 */
@NullMarked
package io.waggle.broker.oauth;

import org.jspecify.annotations.NullMarked;
