/**
 * Sign-in by an OpenID Connect provider: what this server says to it and believes of it, a login while its person is over
 * there, whose account they have here, and the code that their app gets tokens for.
 */
@NullMarked
package io.waggle.broker.federation;

import org.jspecify.annotations.NullMarked;
