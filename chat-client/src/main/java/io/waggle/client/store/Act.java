package io.waggle.client.store;

import io.waggle.protocol.ConversationId;
import io.waggle.protocol.content.ConversationSettings;
import io.waggle.protocol.content.Location;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that a person does to what is there already. What it does to a message for everybody counts once the server has accepted it,
 * and is shown at once; what it does for this person alone counts at once, and the person's other devices are told.
 */
public sealed interface Act {

    /** Where. */
    ConversationId conversation();

    // --- for everybody

    /**
     * Another text, or caption, for a message of one's own.
     *
     * @param text nothing takes the caption away
     */
    record Edit(ConversationId conversation, MessageRef message, Optional<Text> text) implements Act {}

    /** Takes a message back: one's own, or as an admin of the group anybody's. */
    record DeleteForEveryone(ConversationId conversation, MessageRef message) implements Act {}

    /**
     * What the person feels about a message.
     *
     * @param emoji one emoji; empty takes the reaction back
     */
    record React(ConversationId conversation, MessageRef message, String emoji) implements Act {}

    /**
     * The person's vote in a poll.
     *
     * @param options indexes of the options; none takes the vote back
     */
    record Vote(ConversationId conversation, MessageRef message, List<Integer> options) implements Act {
        public Vote {
            options = List.copyOf(options);
        }
    }

    /** Pins a message for everybody, or does so no longer. */
    record Pin(ConversationId conversation, MessageRef message, boolean pinned) implements Act {}

    /**
     * Where the person is now, while a live location is shared.
     *
     * @param location nothing ends the sharing
     */
    record MoveLocation(ConversationId conversation, MessageRef message, Optional<Location> location) implements Act {}

    /**
     * After how long new messages of a conversation of two disappear. Of a group it is among the settings.
     *
     * @param after whole seconds; zero: they do not
     */
    record SetTimer(ConversationId conversation, Duration after) implements Act {}

    // --- for this person, on all devices

    /** Removes messages without a trace. */
    record DeleteForMe(ConversationId conversation, List<MessageRef> messages) implements Act {
        public DeleteForMe {
            messages = List.copyOf(messages);
        }
    }

    /** Removes everything that stands in the conversation now. */
    record Clear(ConversationId conversation) implements Act {}

    /** Marks a message, or does so no longer. */
    record Star(ConversationId conversation, MessageRef message, boolean starred) implements Act {}

    /** What was to be viewed once has been. */
    record ViewOnce(ConversationId conversation, MessageRef message) implements Act {}

    /**
     * No notifications of the conversation until then.
     *
     * @param until {@link ConversationSettings#NOT_MUTED}, {@link ConversationSettings#MUTED}, or a time between
     */
    record Mute(ConversationId conversation, Instant until) implements Act {}

    /** Puts the conversation away, or fetches it back. */
    record Archive(ConversationId conversation, boolean archived) implements Act {}

    /**
     * Shows the conversation before those that are not pinned.
     *
     * @param place among the pinned conversations, from 1; 0: not pinned
     */
    record PinConversation(ConversationId conversation, int place) implements Act {}

    /** Shows the conversation as unread though nothing is, or no longer. */
    record MarkUnread(ConversationId conversation, boolean unread) implements Act {}
}
