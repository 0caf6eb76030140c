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

    /** Everything up to the place is removed. What is still on its way stays. */
    void clear(SqlSession session, ConversationId conversation, Place upTo) {
        for (long position : tables.messages.upTo(session, conversation, upTo)) {
            tables.messages.entry(session, position).ifPresent(entry -> {
                if (entry.shape() == Shape.NOTE) {
                    tables.messages.wipe(session, position, Shape.REMOVED);
                } else {
                    remove(session, conversation, entry.message().ref(), position);
                }
            });
        }
    }

    private void wipe(SqlSession session, ConversationId conversation, MessageRef message, long position, Shape shape) {
        tables.messages.wipe(session, position, shape);
        tables.search.remove(session, position);
        tables.changes.removeAll(session, conversation, message);
        tables.outbox.withdraw(session, position);
    }
}
