/**
 * One-time codes: whoever can read what is sent to a phone number or an e-mail address has shown that it is theirs. How a code
 * travels is behind {@link io.waggle.broker.verification.CodeSender}.
 */
@NullMarked
package io.waggle.broker.verification;

import org.jspecify.annotations.NullMarked;
