/**
 * Inboxes: what waits for each device until it is acknowledged. {@link io.waggle.broker.inbox.Inbox} is the contract that
 * every engine passes; nothing here knows which engine it is.
 */
@NullMarked
package io.waggle.broker.inbox;

import org.jspecify.annotations.NullMarked;
