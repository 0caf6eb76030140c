/**
 * Who may connect: signed tokens (JWT, RFC 7519; EdDSA with Ed25519, RFC 8037), the keys behind them, and how one is made
 * for now. Nothing here knows MQTT; a token is bytes that a stranger sent.
 */
@NullMarked
package io.waggle.broker.token;

import org.jspecify.annotations.NullMarked;
