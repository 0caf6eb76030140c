package io.waggle.broker.inbox;

import java.time.Duration;

/**
 * The store at one moment.
 *
 * @param inboxes how many there are
 * @param waiting messages not yet acknowledged, in inboxes that are in memory
 * @param waitingBytes their content
 * @param oldest age of the oldest message that waits for a device in memory; zero if none does
 * @param queued operations waiting for a commit
 */
public record InboxFigures(long inboxes, long waiting, long waitingBytes, Duration oldest, int queued) {}
