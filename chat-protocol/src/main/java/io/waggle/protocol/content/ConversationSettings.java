package io.waggle.protocol.content;

import io.waggle.protocol.ConversationId;
import java.time.Instant;

/**
 * What a person has set for a conversation, all of it.
 *
 * @param mutedUntil whole milliseconds from {@link #NOT_MUTED} to {@link #MUTED}, which is until further notice
 * @param pinnedPlace among the pinned conversations, 1 to {@value ContentLimits#PINNED_PLACE}; 0: not pinned
 */
public record ConversationSettings(
        ConversationId conversation,
        Revision revision,
        Instant mutedUntil,
        boolean archived,
        int pinnedPlace,
        boolean markedUnread)
        implements SyncItem {

    /** 0 on the wire. */
    public static final Instant NOT_MUTED = Instant.EPOCH;

    /** The last millisecond that every language's numbers hold exactly: 2^53 - 1. */
    public static final Instant MUTED = Instant.ofEpochMilli((1L << 53) - 1);

    /** Takes settings within the bounds. @throws IllegalArgumentException if they are not */
    public ConversationSettings {
        Bounds.that(
                !mutedUntil.isBefore(NOT_MUTED) && !mutedUntil.isAfter(MUTED),
                ContentFault.BAD_SYNC,
                "ConversationSettings.muted_until_ms must be 0 to 2^53-1");
        mutedUntil = Instant.ofEpochMilli(mutedUntil.toEpochMilli());
        Bounds.number(
                ContentFault.BAD_SYNC, "ConversationSettings.pinned_place", pinnedPlace, 0, ContentLimits.PINNED_PLACE);
    }
}
