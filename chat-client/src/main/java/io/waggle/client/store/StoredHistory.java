package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.CallId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.ReceiptKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The history that a store holds. */
final class StoredHistory implements MessageHistory {

    private static final int MAX_PAGE = 1_000;

    /** The pinned ones by their places, then by what stands last in them. */
    private static final Comparator<ConversationSummary> ORDER = Comparator.<ConversationSummary>comparingInt(
                    line -> line.pinnedPlace() == 0 ? Integer.MAX_VALUE : line.pinnedPlace())
            .thenComparing(line -> line.last().map(TimelineEntry::place).orElse(Place.FIRST), Comparator.reverseOrder())
            .thenComparing(ConversationSummary::conversation);

    private final SqlDatabase database;
    private final Tables tables;
    private final Timeline timeline;
    private final Fates fates;

    StoredHistory(SqlDatabase database, Tables tables, Fates fates) {
        this.database = database;
        this.tables = tables;
        this.timeline = new Timeline(tables);
        this.fates = fates;
    }

    @Override
    public List<TimelineEntry> timeline(ConversationId conversation, Place before, int limit) {
        checkPage(limit);
        return database.transaction(session -> timeline.page(session, conversation, before, limit));
    }

    @Override
    public Optional<ShownMessage> message(MessageRef message) {
        return database.transaction(session -> timeline.message(session, message));
    }

    @Override
    public Optional<StoredMessage> sent(MessageId id) {
        return database.transaction(session -> tables.messages.sent(session, id));
    }

    @Override
    public List<ConversationSummary> conversations(int limit) {
        checkPage(limit);
        return database.transaction(session -> {
            List<ConversationSummary> lines = new ArrayList<>();
            for (ConversationTable.Known known : tables.conversations.all(session)) {
                ConversationSummary line = summary(session, known);
                if (line.last().isPresent()
                        || line.group().isPresent()
                        || line.draft().isPresent()) {
                    lines.add(line);
                }
            }
            lines.sort(ORDER);
            return List.copyOf(lines.subList(0, Math.min(limit, lines.size())));
        });
    }

    @Override
    public Optional<ConversationSummary> conversation(ConversationId conversation) {
        return database.transaction(
                session -> tables.conversations.find(session, conversation).map(known -> summary(session, known)));
    }

    @Override
    public List<GroupMember> members(ConversationId group) {
        return database.transaction(session -> tables.groups.members(session, group));
    }

    @Override
    public List<ShownMessage> pinned(ConversationId conversation) {
        return database.transaction(session -> timeline.marked(session, conversation, ChangeTable.Kind.PIN));
    }

    @Override
    public List<ShownMessage> starred(ConversationId conversation) {
        return database.transaction(session -> timeline.marked(session, conversation, ChangeTable.Kind.STAR));
    }

    @Override
    public List<ShownMessage> search(String text, Optional<ConversationId> within, int limit) {
        checkPage(limit);
        String question = SearchTable.question(text);
        return question.isEmpty()
                ? List.of()
                : database.transaction(session -> {
                    List<ShownMessage> found = new ArrayList<>();
                    for (MessageRef message : tables.search.find(session, question, within, limit)) {
                        timeline.message(session, message).ifPresent(found::add);
                    }
                    return found;
                });
    }

    @Override
    public List<MemberProgress> progress(MessageRef ref) {
        return database.transaction(session -> tables.messages
                .ours(session, ref)
                .filter(message -> message.shape() == Shape.SHOWN || message.shape() == Shape.DELETED)
                .map(message -> progress(session, message))
                .orElse(List.of()));
    }

    @Override
    public List<BroadcastList> broadcastLists() {
        return database.transaction(tables.broadcastLists::all);
    }

    @Override
    public Optional<CallRecord> call(CallId id) {
        return database.transaction(session -> tables.calls.find(session, id));
    }

    @Override
    public List<CallRecord> calls(int limit) {
        checkPage(limit);
        return database.transaction(session -> tables.calls.newest(session, limit));
    }

    @Override
    public Map<MessageState, Long> counts() {
        return database.transaction(tables.messages::counts);
    }

    private ConversationSummary summary(SqlSession session, ConversationTable.Known known) {
        Optional<GroupState> group = tables.groups
                .find(session, known.id())
                .map(GroupTable.Known::state)
                .filter(state -> state.version() > 0);
        List<TimelineEntry> last = timeline.page(session, known.id(), Place.NEWEST, 1);
        return new ConversationSummary(
                known.id(),
                known.peer(),
                group,
                last.isEmpty() ? Optional.empty() : Optional.of(last.get(0)),
                tables.messages.unread(session, known.id(), known.readPlace()),
                known.mutedUntil(),
                known.archived(),
                known.pinnedPlace(),
                known.markedUnread(),
                timer(known, group),
                known.draft());
    }

    private static Duration timer(ConversationTable.Known known, Optional<GroupState> group) {
        return known.kind() == ConversationTable.Kind.GROUP
                ? group.map(state -> state.settings().timer()).orElse(Duration.ZERO)
                : known.timer();
    }

    private List<MemberProgress> progress(SqlSession session, MessageTable.Own message) {
        Progress progress = tables.deliveries.progress(session, message.conversation(), message.device());
        List<Progress.Loss> losses = tables.deliveries.losses(session, message.position());
        List<MemberProgress> all = new ArrayList<>();
        for (AccountId account : fates.recipients(session, message)) {
            if (!account.equals(tables.owner.account())) {
                all.add(progress(session, message, account, progress, losses));
            }
        }
        return all;
    }

    private MemberProgress progress(
            SqlSession session,
            MessageTable.Own message,
            AccountId account,
            Progress progress,
            List<Progress.Loss> losses) {
        Optional<ReceiptKind> reached = progress.reached(account, message.sendOrder(), losses);
        Optional<Instant> at = reached.flatMap(kind -> tables.deliveries.time(session, message, account, kind));
        return new MemberProgress(account, reached, at, Progress.lost(account, losses));
    }

    private static void checkPage(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a page of " + limit + ", allowed are 1 to " + MAX_PAGE);
        }
    }
}
