/**
 * Webhooks of bots: what waits in the inbox of a bot's device {@code webhook} is posted to a URL, in order, and acknowledged when
 * that has taken it.
 */
@NullMarked
package io.waggle.broker.webhook;

import org.jspecify.annotations.NullMarked;
