/**
 * How codes travel: by a mail server, by an SMS gateway, or to the console of a developer. Nothing about a person gets from here
 * into a log, a message of an exception or a metric; what a carrier answers is not passed on, for carriers quote addresses.
 */
@NullMarked
package io.waggle.broker.verification.sender;

import org.jspecify.annotations.NullMarked;
