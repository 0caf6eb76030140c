package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.HistoryTransfer.State;
import io.waggle.client.store.TransferTable.Cursor;
import io.waggle.client.store.TransferTable.Phase;
import io.waggle.client.store.TransferTable.Transfer;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.TransferId;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.HistoryChunk;
import io.waggle.protocol.content.HistoryEntry;
import io.waggle.protocol.content.HistoryPart;
import io.waggle.protocol.content.HistoryProgress;
import io.waggle.protocol.content.HistoryRequest;
import io.waggle.protocol.content.Own;
import io.waggle.protocol.content.PartCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How what was said before gets from a device of this person to a new one: both ends, as CONTENT.md has them. Within a transaction
 * that the caller holds.
 *
 * <p>Everything goes as messages, so what was taken over is taken over once, and both ends go on where they were.
 */
final class Transfers {

    /** Chunks on their way that the new device has not confirmed. */
    private static final int WINDOW = 16;

    /** After so many chunks the new device confirms. */
    private static final int CONFIRM = 4;

    private final Tables tables;
    private final HistoryExport export;
    private final HistoryImport taking;
    private final HistoryCipher cipher = new HistoryCipher();

    Transfers(Tables tables, Contents contents, Fates fates) {
        this.tables = tables;
        this.export = new HistoryExport(tables);
        this.taking = new HistoryImport(tables, contents, fates);
    }

    /** What goes to the person's other devices. */
    private Outgoing message(Own content, MessageId id, Instant now) {
        return Outgoing.of(new NewMessage(
                id, now, Draft.direct(tables.owner.account(), tables.owner.account(), Content.of(content))));
    }

    // --- what a person does

    /** This device wants what was said before. One that it wanted already is given up. */
    Outgoing request(SqlSession session, TransferId id, MessageId message, Instant now) {
        tables.transfers.wanted(session).ifPresent(earlier -> end(session, earlier));
        HistoryCipher.Keys keys = cipher.newKeys();
        tables.transfers.put(
                session, new Transfer(id, true, Optional.empty(), State.WAITING, keys, 0, 0, 0, 0, Cursor.BEGIN));
        return message(new HistoryRequest(id, keys.publicKey()), message, now);
    }

    /** The person lets the other device have it. Answers whether there was something to allow, and this device has everything itself. */
    boolean allow(SqlSession session, TransferId id) {
        Optional<Transfer> asked = tables.transfers
                .find(session, id)
                .filter(it -> !it.wanted() && it.state() == State.WAITING)
                .filter(it -> !tables.transfers.wanted(session).isPresent());
        asked.ifPresent(it -> tables.transfers.put(
                session,
                new Transfer(
                        id,
                        false,
                        it.device(),
                        State.RUNNING,
                        it.keys(),
                        0,
                        0,
                        it.topRow(),
                        tables.outbox.lastOrder(session),
                        Cursor.BEGIN)));
        return asked.isPresent();
    }

    /** The person wants no more of it, on either end. Answers what is to be said; nothing if there is no such transfer. */
    Optional<Outgoing> cancel(SqlSession session, TransferId id, MessageId message, Instant now) {
        Optional<Transfer> found = tables.transfers
                .find(session, id)
                .filter(it -> it.state() == State.WAITING || it.state() == State.RUNNING);
        found.ifPresent(it -> end(session, it));
        return found.filter(Transfer::wanted)
                .map(it -> message(new HistoryProgress(id, it.number(), true, it.device()), message, now));
    }

    // --- what comes

    /** Answers what moved among this person's messages. */
    List<StatusChange> take(SqlSession session, Happenings.OfHistory what, Instant now, Happenings happenings) {
        Origin origin = what.origin();
        if (origin.sender().equals(tables.owner)) {
            return List.of();
        }
        DeviceId from = origin.sender().device();
        if (what.content() instanceof HistoryRequest request) {
            requested(session, request, from, origin.place(), happenings);
        } else if (what.content() instanceof HistoryProgress progress) {
            tables.transfers
                    .find(session, progress.transfer())
                    .filter(it -> !it.wanted() && it.device().equals(Optional.of(from)))
                    .ifPresent(it -> confirmed(session, it, progress, happenings));
        } else if (what.content() instanceof HistoryChunk chunk) {
            return tables.transfers
                    .find(session, chunk.transfer())
                    .filter(it -> it.wanted()
                            && (it.state() == State.WAITING || it.state() == State.RUNNING)
                            && it.device().orElse(from).equals(from))
                    .map(it -> chunk(session, it, chunk, from, now, happenings))
                    .orElse(List.of());
        }
        return List.of();
    }

    private void requested(
            SqlSession session, HistoryRequest request, DeviceId from, Place place, Happenings happenings) {
        if (!tables.transfers.find(session, request.transfer()).isPresent()) {
            var keys = new HistoryCipher.Keys(ByteString.EMPTY, request.publicKey());
            put(
                    session,
                    new Transfer(
                            request.transfer(),
                            false,
                            Optional.of(from),
                            State.WAITING,
                            keys,
                            0,
                            0,
                            place.row(),
                            0,
                            Cursor.BEGIN),
                    happenings);
        }
    }

    private void confirmed(SqlSession session, Transfer it, HistoryProgress progress, Happenings happenings) {
        boolean another = progress.sender()
                .filter(sender -> !sender.equals(tables.owner.device()))
                .isPresent();
        if (progress.cancelled() || another) {
            if (it.state() != State.DONE) {
                happenings.transfer(end(session, it).shown());
            }
        } else if (it.state() == State.RUNNING) {
            int told = Math.max(it.told(), Math.min(progress.stored(), it.number()));
            boolean done = it.cursor().phase() == Phase.END && told == it.number();
            put(session, with(it, done ? State.DONE : State.RUNNING, it.number(), told, it.cursor()), happenings);
        }
    }

    private List<StatusChange> chunk(
            SqlSession session, Transfer it, HistoryChunk chunk, DeviceId from, Instant now, Happenings happenings) {
        if (chunk.number() <= it.number()) {
            return List.of();
        }
        Optional<HistoryPart> part = chunk.number() == it.number() + 1
                ? cipher.open(it.keys(), it.id(), chunk.number(), chunk.last(), chunk.sealed())
                        .flatMap(PartCodec::decode)
                : Optional.empty();
        if (!part.isPresent()) {
            happenings.transfer(end(session, it).shown()); // something was lost: it is to ask anew
            return List.of();
        }
        List<StatusChange> changes = taking.take(session, from, part.get(), now, happenings);
        put(
                session,
                new Transfer(
                        it.id(),
                        true,
                        Optional.of(from),
                        chunk.last() ? State.DONE : State.RUNNING,
                        it.keys(),
                        chunk.number(),
                        it.told(),
                        0,
                        0,
                        Cursor.BEGIN),
                happenings);
        return changes;
    }

    // --- what goes out

    /** What is to be said next in one of the transfers; nothing if all that can be said is. */
    List<Outgoing> next(SqlSession session, Supplier<MessageId> ids, Instant now, Happenings happenings) {
        for (Transfer it : tables.transfers.running(session)) {
            List<Outgoing> messages =
                    it.wanted() ? confirm(session, it, ids, now, happenings) : send(session, it, ids, now, happenings);
            if (!messages.isEmpty()) {
                return messages;
            }
        }
        return List.of();
    }

    private List<Outgoing> confirm(
            SqlSession session, Transfer it, Supplier<MessageId> ids, Instant now, Happenings happenings) {
        boolean first = it.told() == 0 && it.number() > 0;
        if (!first && it.number() - it.told() < CONFIRM && it.state() == State.RUNNING) {
            return List.of();
        }
        if (it.number() == it.told()) {
            return List.of();
        }
        put(session, with(it, it.state(), it.number(), it.number(), it.cursor()), happenings);
        return List.of(message(new HistoryProgress(it.id(), it.number(), false, it.device()), ids.get(), now));
    }

    private List<Outgoing> send(
            SqlSession session, Transfer it, Supplier<MessageId> ids, Instant now, Happenings happenings) {
        if (it.number() - it.told() >= WINDOW || it.cursor().phase() == Phase.END) {
            return List.of();
        }
        HistoryExport.Step step = export.step(session, it);
        boolean ends = step.next().phase() == Phase.END;
        List<List<HistoryEntry>> parts = new ArrayList<>(step.parts());
        if (parts.isEmpty()) {
            parts.add(List.of());
        }
        List<Outgoing> messages = new ArrayList<>();
        int number = it.number();
        for (int i = 0; i < parts.size(); i++) {
            number++;
            boolean last = ends && i == parts.size() - 1;
            byte[] part = PartCodec.encode(new HistoryPart(it.topRow(), it.topOrder(), parts.get(i)));
            int numbered = number;
            cipher.seal(it.keys().publicKey(), it.id(), number, last, part)
                    .map(bytes -> message(new HistoryChunk(it.id(), numbered, bytes, last), ids.get(), now))
                    .ifPresent(messages::add);
        }
        if (messages.size() < parts.size()) {
            happenings.transfer(end(session, it).shown()); // it is no key
            return List.of();
        }
        put(session, with(it, State.RUNNING, number, it.told(), step.next()), happenings);
        return messages;
    }

    // --- states

    private Transfer end(SqlSession session, Transfer it) {
        Transfer ended = with(it, State.ENDED, it.number(), it.number(), it.cursor());
        tables.transfers.put(session, ended);
        return ended;
    }

    private void put(SqlSession session, Transfer transfer, Happenings happenings) {
        tables.transfers.put(session, transfer);
        happenings.transfer(transfer.shown());
    }

    private static Transfer with(Transfer it, State state, int number, int told, Cursor cursor) {
        return new Transfer(
                it.id(), it.wanted(), it.device(), state, it.keys(), number, told, it.topRow(), it.topOrder(), cursor);
    }
}
