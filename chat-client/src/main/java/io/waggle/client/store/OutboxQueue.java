package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.content.MessageRef;
import java.time.Instant;
import java.util.Optional;

/** Stores what goes out, each message with its outbox row; within a transaction that the caller holds. */
final class OutboxQueue {

    private final Tables tables;
    private final Contents contents;

    OutboxQueue(Tables tables, Contents contents) {
        this.tables = tables;
        this.contents = contents;
    }

    /** @param attempted as for {@link ClientStore#enqueue} */
    void add(SqlSession session, NewMessage message, Optional<Instant> attempted) {
        Outgoing outgoing = Outgoing.of(message);
        long position = tables.messages.insert(session, outgoing);
        again(session, position, attempted);
        Draft draft = message.draft();
        Optional<AccountId> peer = draft.content().to();
        if (draft.audience() instanceof Audience.Group) {
            tables.conversations.setGroup(session, draft.conversation());
        } else if (peer.filter(account ->
                        ConversationId.direct(tables.owner.account(), account).equals(draft.conversation()))
                .isPresent()) {
            tables.conversations.setDirect(session, draft.conversation(), peer.get());
        } else {
            tables.conversations.setRecipients(session, draft.conversation(), outgoing.recipients());
        }
        contents.index(session, draft.conversation(), new MessageRef(tables.owner, message.id()), position);
    }

    /** @param attempted as for {@link ClientStore#enqueue} */
    void add(SqlSession session, Outgoing outgoing, Optional<Instant> attempted) {
        tables.conversations.touch(session, outgoing.conversation());
        again(session, tables.messages.insert(session, outgoing), attempted);
    }

    /** What is stored already waits at the end of the outbox. */
    void again(SqlSession session, long position, Optional<Instant> attempted) {
        tables.messages.setWaiting(session, position, tables.outbox.append(session, position, attempted));
    }

    /** What the happenings make the client say. */
    void say(SqlSession session, Happenings happenings, Instant now, Saying saying) {
        for (Draft signal : happenings.signals()) {
            add(session, new NewMessage(saying.ids().get(), now, signal), saying.attempted());
        }
    }
}
