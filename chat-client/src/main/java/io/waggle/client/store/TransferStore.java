package io.waggle.client.store;

import io.waggle.protocol.MessageId;
import io.waggle.protocol.TransferId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The transfers of what was said before, between the devices of this person. Any thread may call, as with {@link ClientStore}. */
public final class TransferStore {

    private final SqlDatabase database;
    private final Tables tables;
    private final Transfers transfers;
    private final OutboxQueue queue;

    TransferStore(SqlDatabase database, Tables tables, Transfers transfers, OutboxQueue queue) {
        this.database = database;
        this.tables = tables;
        this.transfers = transfers;
        this.queue = queue;
    }

    /**
     * Has the person's other devices asked for what was said before this one came. A transfer that was wanted and is not over is given up.
     *
     * @param message of what goes out
     * @param attempted as for {@link ClientStore#enqueue}
     */
    public HistoryTransfer request(TransferId id, MessageId message, Instant now, Optional<Instant> attempted) {
        return database.transaction(session -> {
            queue.add(session, transfers.request(session, id, message, now), attempted);
            return tables.transfers
                    .find(session, id)
                    .map(TransferTable.Transfer::shown)
                    .orElseThrow(() -> new StoreException("a transfer that was just stored is not there"));
        });
    }

    /** The person lets the device that asked have it. Answers whether there was something to allow. */
    public boolean allow(TransferId id) {
        return database.transaction(session -> transfers.allow(session, id));
    }

    /**
     * The person wants no more of it, or refuses it. Answers whether there was something to end.
     *
     * @param message of what goes out
     */
    public boolean end(TransferId id, MessageId message, Instant now, Optional<Instant> attempted) {
        return database.transaction(session -> {
            boolean there = tables.transfers
                    .find(session, id)
                    .filter(it ->
                            it.state() == HistoryTransfer.State.WAITING || it.state() == HistoryTransfer.State.RUNNING)
                    .isPresent();
            transfers.cancel(session, id, message, now).ifPresent(it -> queue.add(session, it, attempted));
            return there;
        });
    }

    /**
     * Stores what goes out next for the transfers of history.
     *
     * @return which transfers moved; empty if there is nothing more to say now
     */
    public List<HistoryTransfer> next(Supplier<MessageId> ids, Instant now, Optional<Instant> attempted) {
        return database.transaction(session -> {
            Happenings happenings = new Happenings();
            List<Outgoing> messages = transfers.next(session, ids, now, happenings);
            messages.forEach(message -> queue.add(session, message, attempted));
            return happenings.transfers();
        });
    }

    /** The transfers of history, the oldest first. */
    public List<HistoryTransfer> all() {
        return database.transaction(session -> {
            List<HistoryTransfer> all = new ArrayList<>();
            tables.transfers.all(session).forEach(transfer -> all.add(transfer.shown()));
            return all;
        });
    }
}
