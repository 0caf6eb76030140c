package io.waggle.client.store;

import io.waggle.protocol.ConversationId;
import io.waggle.protocol.content.MessageRef;

/** Takes messages away, with all that was said about them; within a transaction that the caller holds. */
final class Removal {

    private final Tables tables;

    Removal(Tables tables) {
        this.tables = tables;
    }

    /** The message was deleted for everyone, and it says so. */
    void deleteForEveryone(SqlSession session, ConversationId conversation, MessageRef message, long position) {
        wipe(session, conversation, message, position, Shape.DELETED);
    }

    /** Nothing is to be seen of it any more, on this person's devices. */
    void remove(SqlSession session, ConversationId conversation, MessageRef message, long position) {
        wipe(session, conversation, message, position, Shape.REMOVED);
    }

    /** Everything up to the place is removed. What is still on its way stays, unless its place turns out to be before that. */
    void clear(SqlSession session, ConversationId conversation, Place upTo) {
        tables.conversations.setCleared(session, conversation, upTo);
        for (long position : tables.messages.upTo(session, conversation, upTo)) {
            tables.messages.entry(session, position).ifPresent(entry -> {
                if (entry.shape() == Shape.NOTE) {
                    tables.messages.wipe(session, position, Shape.REMOVED_NOTE);
                } else {
                    remove(session, conversation, entry.message().ref(), position);
                }
            });
        }
    }

    /** What this device sent has got a place, which may be one that is cleared. */
    void removeIfCleared(SqlSession session, MessageTable.Own message, Place place) {
        if (place.compareTo(tables.conversations.cleared(session, message.conversation())) <= 0) {
            remove(session, message.conversation(), new MessageRef(tables.owner, message.id()), message.position());
        }
    }

    private void wipe(SqlSession session, ConversationId conversation, MessageRef message, long position, Shape shape) {
        tables.messages.wipe(session, position, shape);
        tables.search.remove(session, position);
        tables.changes.removeAll(session, conversation, message);
        tables.outbox.withdraw(session, position);
    }
}
