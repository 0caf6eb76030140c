/**
 * Who is signed in: sessions of devices, their refresh tokens, and which sessions have ended while tokens of them may still be
 * about.
 */
@NullMarked
package io.waggle.broker.session;

import org.jspecify.annotations.NullMarked;
