/**
 * How a device joins an account without a code of its own: it shows a short code, or the same as a QR code, and a device that
 * is already in lets it in (RFC 8628).
 */
@NullMarked
package io.waggle.broker.link;

import org.jspecify.annotations.NullMarked;
