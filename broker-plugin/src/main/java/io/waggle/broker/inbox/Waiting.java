package io.waggle.broker.inbox;

import java.time.Instant;
import java.util.Optional;

/**
 * What waits in one inbox.
 *
 * @param messages not yet acknowledged
 * @param oldest when the first of them was accepted; empty if none waits
 */
public record Waiting(int messages, Optional<Instant> oldest) {}
