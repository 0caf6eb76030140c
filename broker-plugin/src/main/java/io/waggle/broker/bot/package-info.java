/**
 * Bots: accounts that belong to a person's account and that a program signs in to, with a token that never expires. Beside that they
 * are accounts like any other.
 */
@NullMarked
package io.waggle.broker.bot;

import org.jspecify.annotations.NullMarked;
