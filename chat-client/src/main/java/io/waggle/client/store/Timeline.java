package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.ChangeTable.Change;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.DeleteForEveryone;
import io.waggle.protocol.content.DeviceSync;
import io.waggle.protocol.content.Edit;
import io.waggle.protocol.content.Kind;
import io.waggle.protocol.content.LiveLocationUpdate;
import io.waggle.protocol.content.MessageChange;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.Pin;
import io.waggle.protocol.content.PollVote;
import io.waggle.protocol.content.Reaction;
import io.waggle.protocol.content.Star;
import io.waggle.protocol.content.Text;
import io.waggle.protocol.content.ViewOnceOpened;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.InboxItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is shown of a conversation: its messages with what was said about them, what this device has on its way included. Within a
 * transaction that the caller holds.
 */
final class Timeline {

    private final Tables tables;

    Timeline(Tables tables) {
        this.tables = tables;
    }

    /** What ends before the place, in order, the newest last. */
    List<TimelineEntry> page(SqlSession session, ConversationId conversation, Place before, int limit) {
        List<MessageChange> pending = pending(session, conversation);
        List<TimelineEntry> page = new ArrayList<>();
        for (MessageTable.Entry entry : tables.messages.backwards(session, conversation, before, limit)) {
            page.add(shown(session, entry, pending));
        }
        Collections.reverse(page);
        return page;
    }

    Optional<ShownMessage> message(SqlSession session, MessageRef message) {
        return tables.messages
                .find(session, message)
                .filter(found -> found.shape() == Shape.SHOWN || found.shape() == Shape.DELETED)
                .flatMap(found -> tables.messages.entry(session, found.position()))
                .map(entry ->
                        message(session, entry, pending(session, entry.message().conversation())));
    }

    /** Those of the conversation of which the kind is said and holds. */
    List<ShownMessage> marked(SqlSession session, ConversationId conversation, ChangeTable.Kind kind) {
        List<ShownMessage> marked = new ArrayList<>();
        for (MessageRef message : tables.changes.messages(session, conversation, kind)) {
            message(session, message)
                    .filter(shown -> kind == ChangeTable.Kind.PIN ? shown.pinned() : shown.starred())
                    .ifPresent(marked::add);
        }
        return marked;
    }

    /** What this device has on its way that changes a message of the conversation, in order. */
    private List<MessageChange> pending(SqlSession session, ConversationId conversation) {
        List<MessageChange> pending = new ArrayList<>();
        for (MessageTable.Entry carrier : tables.messages.carriers(session, conversation)) {
            if (carrier.message().content() instanceof DecodedContent.Known known
                    && known.content().kind() instanceof MessageChange change) {
                pending.add(change);
            }
        }
        return pending;
    }

    private TimelineEntry shown(SqlSession session, MessageTable.Entry entry, List<MessageChange> pending) {
        return entry.shape() == Shape.NOTE ? note(entry) : message(session, entry, pending);
    }

    private GroupNote note(MessageTable.Entry entry) {
        StoredMessage row = entry.message();
        return new GroupNote(
                row.place(),
                row.sender().account(),
                row.at(),
                effect(StoredRow.content(entry.content()), tables.owner.account()));
    }

    /** Who comes into a group is told how it is, and that is shown as their coming. */
    private static GroupEvent.Effect effect(InboxItem.Content content, AccountId self) {
        if (content instanceof GroupEvent event) {
            return event.effect();
        }
        long version = content instanceof GroupState state ? state.version() : 0;
        return new GroupEvent.MembersSet(List.of(new GroupMember(self, GroupRole.MEMBER, version)), List.of());
    }

    private ShownMessage message(SqlSession session, MessageTable.Entry entry, List<MessageChange> pending) {
        StoredMessage message = entry.message();
        Said said = new Said();
        for (Change change : tables.changes.of(session, message.conversation(), message.ref())) {
            decode(change.content()).ifPresent(kind -> said.add(kind, change.about()));
        }
        for (MessageChange change : pending) {
            if (change.message().equals(message.ref())) {
                said.add(change, Optional.of(tables.owner.account()));
            }
        }
        return said.about(entry);
    }

    private static Optional<Kind> decode(ByteString content) {
        return ContentCodec.decode(content) instanceof DecodedContent.Known known
                ? Optional.of(known.content().kind())
                : Optional.empty();
    }

    /** What was said about one message, the later over the earlier. */
    private static final class Said {

        private final Map<AccountId, String> reactions = new TreeMap<>();
        private final Map<AccountId, List<Integer>> votes = new TreeMap<>();
        private Optional<Edit> edit = Optional.empty();
        private Optional<LiveLocationUpdate> moved = Optional.empty();
        private boolean deleted;
        private boolean pinned;
        private boolean starred;
        private boolean opened;

        void add(Kind kind, Optional<AccountId> about) {
            if (kind instanceof Edit change) {
                edit = Optional.of(change);
            } else if (kind instanceof Reaction reaction && about.isPresent()) {
                put(reactions, about.get(), reaction.emoji(), reaction.emoji().isEmpty());
            } else if (kind instanceof PollVote vote && about.isPresent()) {
                put(votes, about.get(), vote.options(), vote.options().isEmpty());
            } else if (kind instanceof LiveLocationUpdate update) {
                moved = Optional.of(update);
            } else if (kind instanceof Pin pin) {
                pinned = pin.pinned();
            } else if (kind instanceof DeleteForEveryone) {
                deleted = true;
            } else if (kind instanceof DeviceSync sync) {
                starred = sync.items().get(0) instanceof Star star ? star.starred() : starred;
                opened |= sync.items().get(0) instanceof ViewOnceOpened;
            }
        }

        private static <T> void put(Map<AccountId, T> all, AccountId account, T said, boolean takenBack) {
            if (takenBack) {
                all.remove(account);
            } else {
                all.put(account, said);
            }
        }

        ShownMessage about(MessageTable.Entry entry) {
            StoredMessage message = entry.message();
            if (deleted || entry.shape() == Shape.DELETED) {
                return new ShownMessage(
                        message,
                        true,
                        Optional.empty(),
                        false,
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        false,
                        false,
                        false,
                        Optional.empty());
            }
            Optional<Instant> gone = entry.gone();
            Optional<Text> first = message.content() instanceof DecodedContent.Known known
                    ? SearchText.text(known.content().kind())
                    : Optional.empty();
            return new ShownMessage(
                    message,
                    false,
                    edit.isPresent() ? edit.get().text() : first,
                    edit.isPresent(),
                    reactions,
                    votes,
                    moved,
                    pinned,
                    starred,
                    opened,
                    gone);
        }
    }
}
