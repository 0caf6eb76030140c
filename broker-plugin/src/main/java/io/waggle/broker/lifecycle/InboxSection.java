package io.waggle.broker.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waggle.broker.account.ExportSection;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.inbox.Page;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcomes;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What waits in the inboxes of a person's devices: read page by page, up to what waited when the section began, so that it ends
 * while more comes in and never has more than a page in memory. Reading takes nothing out.
 */
public final class InboxSection implements ExportSection {

    private static final int PAGE_BYTES = 256 * 1024;
    private static final int PAGE_ROWS = 200;

    private final Inbox inbox;

    public InboxSection(Inbox inbox) {
        this.inbox = inbox;
    }

    /** What every row has, and then what is of its kind. Sequences are text: some JSON readers round large numbers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Row(
            String deviceId,
            String sequence,
            String kind,
            @Nullable String messageId,
            @Nullable String conversation,
            @Nullable String from,
            @Nullable Instant at,
            @Nullable String content,
            @Nullable List<OutcomeRow> outcomes) {}

    private record OutcomeRow(String messageId, String conversation, String result, List<String> accounts) {}

    @Override
    public String name() {
        return "inbox";
    }

    @Override
    public Set<String> tables() {
        return Set.of();
    }

    @Override
    public Stream<?> rows(AccountId account) {
        return inbox.devices(account).stream()
                .sorted()
                .flatMap(device -> inbox.state(device).stream())
                .flatMap(this::rows);
    }

    private Stream<Row> rows(InboxState state) {
        Iterator<Row> rows = new Rows(state);
        return StreamSupport.stream(
                () -> Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), Spliterator.ORDERED, false);
    }

    /** Page after page. */
    private final class Rows implements Iterator<Row> {

        private final Address device;
        private final InboxSequence last;
        private InboxSequence reached;
        private Iterator<InboxItem> page = List.<InboxItem>of().iterator();
        private @Nullable InboxItem next;
        private boolean ended;

        Rows(InboxState state) {
            device = state.device();
            reached = state.acknowledged();
            last = state.last();
        }

        @Override
        public boolean hasNext() {
            while (next == null && !ended) {
                if (page.hasNext()) {
                    InboxItem item = page.next();
                    ended = item.sequence().isAfter(last);
                    next = ended ? null : item;
                } else {
                    turn();
                }
            }
            return next != null;
        }

        private void turn() {
            if (!last.isAfter(reached)) {
                ended = true;
                return;
            }
            Page read = inbox.read(device, reached, PAGE_BYTES, PAGE_ROWS);
            ended = read.items().isEmpty() && !read.last().isAfter(reached);
            reached = read.last();
            page = read.items().iterator();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new java.util.NoSuchElementException();
            }
            InboxItem item = java.util.Objects.requireNonNull(next);
            next = null;
            return row(device, item);
        }
    }

    private static Row row(Address device, InboxItem item) {
        String id = device.device().value();
        String sequence = item.sequence().toString();
        if (item.content() instanceof Message message) {
            return new Row(
                    id,
                    sequence,
                    "message",
                    message.messageId().toString(),
                    message.conversation().toString(),
                    message.sender().clientId(),
                    message.acceptedAt(),
                    Base64.getEncoder().encodeToString(message.content().toByteArray()),
                    null);
        }
        if (item.content() instanceof Receipt receipt) {
            return new Row(
                    id,
                    sequence,
                    receipt.kind().name().toLowerCase(Locale.ROOT) + "_receipt",
                    receipt.upTo().toString(),
                    receipt.conversation().toString(),
                    receipt.member().clientId(),
                    receipt.recordedAt(),
                    null,
                    null);
        }
        if (item.content() instanceof SendOutcomes outcomes) {
            List<OutcomeRow> rows =
                    outcomes.outcomes().stream().map(InboxSection::outcome).toList();
            return new Row(id, sequence, "outcomes", null, null, null, null, null, rows);
        }
        if (item.content() instanceof Missed missed) {
            return new Row(id, sequence, "missed", null, null, null, missed.since(), null, null);
        }
        if (item.content() instanceof GroupEvent event) {
            return new Row(
                    id,
                    sequence,
                    "group_event",
                    null,
                    event.group().toString(),
                    event.actor().value(),
                    event.changedAt(),
                    null,
                    null);
        }
        if (item.content() instanceof GroupState state) {
            return new Row(id, sequence, "group_state", null, state.group().toString(), null, null, null, null);
        }
        return new Row(id, sequence, "other", null, null, null, null, null, null);
    }

    private static OutcomeRow outcome(SendOutcome outcome) {
        return new OutcomeRow(
                outcome.messageId().toString(),
                outcome.conversation().toString(),
                outcome.result().name().toLowerCase(Locale.ROOT),
                outcome.recipients().stream().map(it -> it.account().value()).toList());
    }
}
