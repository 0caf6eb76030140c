package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupList;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.InboxItem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What comes of groups: it changes what is known of them, and stands as a note among their messages. */
final class Groups {

    private static final int TIME_BITS = 16;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long LOW_BITS = 0x3fff_ffff_ffff_ffffL;

    private final Tables tables;
    private final Contents contents;

    Groups(Tables tables, Contents contents) {
        this.tables = tables;
        this.contents = contents;
    }

    void event(SqlSession session, GroupEvent event, Place place, Instant now, Happenings happenings) {
        tables.conversations.setGroup(session, event.group());
        tables.groups.event(session, event, place);
        note(
                session,
                event.group(),
                event.changeId().orElseGet(() -> idOf(event)),
                event.actor(),
                event.device().map(DeviceId::value).orElse(""),
                event,
                event.changedAt(),
                place);
        settled(session, event.group(), now, happenings);
    }

    void state(SqlSession session, GroupState state, Place place, Instant now, Happenings happenings) {
        tables.conversations.setGroup(session, state.group());
        tables.groups.state(session, state, place);
        if (state.entriesBefore() == 0) {
            state.cause()
                    .ifPresent(cause -> note(
                            session,
                            state.group(),
                            cause.changeId(),
                            cause.actor().account(),
                            cause.actor().device().value(),
                            state,
                            now,
                            place));
        }
        settled(session, state.group(), now, happenings);
    }

    void list(SqlSession session, GroupList list, Place place, Happenings happenings) {
        tables.groups.list(session, list, place);
        list.groups().forEach(entry -> {
            tables.conversations.setGroup(session, entry.group());
            happenings.touched(entry.group());
        });
    }

    private void settled(SqlSession session, ConversationId group, Instant now, Happenings happenings) {
        happenings.touched(group);
        if (tables.groups
                .find(session, group)
                .filter(known -> !known.stale() && known.whole())
                .isPresent()) {
            contents.groupIsKnown(session, group, now, happenings);
        }
    }

    private void note(
            SqlSession session,
            ConversationId group,
            MessageId id,
            AccountId actor,
            String device,
            InboxItem.Content what,
            Instant at,
            Place place) {
        boolean fresh = tables.messages.insert(
                session,
                new MessageTable.Arrival(
                        id,
                        group,
                        actor,
                        device,
                        ByteString.copyFrom(StoredRow.bytes(what)),
                        at,
                        Shape.NOTE,
                        place,
                        List.of(),
                        0,
                        false,
                        false,
                        false,
                        Duration.ZERO));
        if (!fresh && isOwner(actor, device)) {
            tables.messages.becomeNote(session, id, ByteString.copyFrom(StoredRow.bytes(what)), at, place);
        }
    }

    private boolean isOwner(AccountId actor, String device) {
        return tables.owner.account().equals(actor)
                && tables.owner.device().value().equals(device);
    }

    /** What the server itself did has no id; it is the only change of the group with that version. */
    private static MessageId idOf(GroupEvent event) {
        long time = event.changedAt().toEpochMilli() << TIME_BITS;
        long version = event.version() ^ event.group().low();
        return new MessageId(time | VERSION_7, VARIANT | (version & LOW_BITS));
    }
}
