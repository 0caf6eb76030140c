package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.frame.GroupEvent;
import java.time.Instant;

/**
 * That a group has changed.
 *
 * @param actor who did it
 * @param at by the server's clock; for showing, never for order
 */
public record GroupNote(Place place, AccountId actor, Instant at, GroupEvent.Effect effect) implements TimelineEntry {}
