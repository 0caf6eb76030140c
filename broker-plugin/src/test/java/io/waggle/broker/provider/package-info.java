/** Sign-in on the real broker by a real OpenID Connect provider. */
@NullMarked
package io.waggle.broker.provider;

import org.jspecify.annotations.NullMarked;
