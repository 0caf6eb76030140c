package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.HistoryTransfer.State;
import io.waggle.client.store.SqlSession.Row;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.TransferId;
import java.util.List;
import java.util.Optional;

/** The transfers of history that this device has to do with; within a transaction that the caller holds. */
final class TransferTable {

    /** Of those that are over, or that nobody has allowed, no more are kept. */
    private static final int MAX_IDLE = 20;

    private static final String COLUMNS = " transfer_id, wanted, device, state, private_key, public_key, number, told,"
            + " top_row, top_order, phase, at_conversation, at_row, at_sub FROM history_transfer ";

    /**
     * One of them.
     *
     * @param number of the last chunk that came, or went out
     * @param told up to where the new device has said that it has them
     * @param topRow of one that is asked of this device: what stands behind it, the new device has
     * @param cursor of one that is asked of this device: what goes out next
     */
    record Transfer(
            TransferId id,
            boolean wanted,
            Optional<DeviceId> device,
            State state,
            HistoryCipher.Keys keys,
            int number,
            int told,
            long topRow,
            long topOrder,
            Cursor cursor) {

        /** Nothing more is opened with its key, so that is forgotten. */
        boolean isOver() {
            return state == State.DONE || state == State.ENDED;
        }

        HistoryTransfer shown() {
            return new HistoryTransfer(id, wanted, device, state, HistoryCipher.code(id, keys.publicKey()), number);
        }
    }

    /**
     * Where the sending device is: behind this place of this conversation.
     *
     * @param conversation nothing at the beginning
     */
    record Cursor(Phase phase, Optional<ConversationId> conversation, Place place) {

        static final Cursor BEGIN = new Cursor(Phase.RECENT, Optional.empty(), Place.NEWEST);
    }

    /** What goes out first, and then. */
    enum Phase {
        /** The newest of every conversation, the conversation that was written to last first. */
        RECENT(1),
        /** Everything. */
        ALL(2),
        /** There is no more. */
        END(3);

        private final int code;

        Phase(int code) {
            this.code = code;
        }

        static Phase fromCode(long code) {
            for (Phase phase : values()) {
                if (phase.code == code) {
                    return phase;
                }
            }
            throw new StoreException("not the code of a phase: " + code);
        }
    }

    Optional<Transfer> find(SqlSession session, TransferId id) {
        return first(select(session, "WHERE transfer_id = ?", id.toBytes().toByteArray()));
    }

    List<Transfer> all(SqlSession session) {
        return select(session, "ORDER BY since");
    }

    /** The newest transfer that this device wants and that is not over. */
    Optional<Transfer> wanted(SqlSession session) {
        return first(select(
                session,
                "WHERE wanted = 1 AND state IN (?, ?) ORDER BY since DESC LIMIT 1",
                State.WAITING.code(),
                State.RUNNING.code()));
    }

    /** The transfers that something may be to be said in. */
    List<Transfer> running(SqlSession session) {
        return select(session, "WHERE state = ? OR (wanted = 1 AND told < number)", State.RUNNING.code());
    }

    void put(SqlSession session, Transfer transfer) {
        byte[] id = transfer.id().toBytes().toByteArray();
        session.execute(
                "INSERT OR REPLACE INTO history_transfer (transfer_id, wanted, device, state, private_key, public_key, number,"
                        + " told, top_row, top_order, phase, at_conversation, at_row, at_sub, since) VALUES (?, ?, ?, ?, ?, ?,"
                        + " ?, ?, ?, ?, ?, ?, ?, ?, ifnull((SELECT since FROM history_transfer WHERE transfer_id = ?),"
                        + " (SELECT ifnull(max(since), 0) + 1 FROM history_transfer)))",
                id,
                transfer.wanted() ? 1L : 0L,
                transfer.device().map(DeviceId::value).orElse(""),
                transfer.state().code(),
                transfer.isOver() ? new byte[0] : transfer.keys().privateKey().toByteArray(),
                transfer.keys().publicKey().toByteArray(),
                (long) transfer.number(),
                (long) transfer.told(),
                transfer.topRow(),
                transfer.topOrder(),
                (long) transfer.cursor().phase().code,
                transfer.cursor().conversation().map(Columns::bytes).orElse(new byte[0]),
                transfer.cursor().place().row(),
                transfer.cursor().place().sub(),
                id);
        session.execute(
                "DELETE FROM history_transfer WHERE state <> ? AND transfer_id IN (SELECT transfer_id FROM history_transfer"
                        + " WHERE state <> ? ORDER BY since DESC LIMIT -1 OFFSET ?)",
                State.RUNNING.code(),
                State.RUNNING.code(),
                (long) MAX_IDLE);
    }

    /** By how much rows, and orders, of that device are moved here: the same each time, so that all of it stays in order. */
    record Shift(long row, long order) {}

    Shift shift(SqlSession session, DeviceId device, long topRow, long topOrder) {
        session.execute(
                "INSERT OR IGNORE INTO history_shift (device, row_shift, order_shift) VALUES (?, ?, ?)",
                device.value(),
                -1 - topRow,
                -1 - topOrder);
        return session.list(
                        "SELECT row_shift, order_shift FROM history_shift WHERE device = ?",
                        row -> new Shift(row.integer(0), row.integer(1)),
                        device.value())
                .get(0);
    }

    private static List<Transfer> select(SqlSession session, String where, Object... arguments) {
        return session.list("SELECT" + COLUMNS + where, TransferTable::transfer, arguments);
    }

    private static Transfer transfer(Row row) {
        String device = row.text(2);
        byte[] conversation = row.bytes(11);
        return new Transfer(
                TransferId.fromBytes(ByteString.copyFrom(row.bytes(0)))
                        .orElseThrow(() -> new StoreException("the store is damaged: not a transfer's id")),
                row.integer(1) != 0,
                device.isEmpty() ? Optional.empty() : Optional.of(new DeviceId(device)),
                State.fromCode(row.integer(3)),
                new HistoryCipher.Keys(ByteString.copyFrom(row.bytes(4)), ByteString.copyFrom(row.bytes(5))),
                (int) row.integer(6),
                (int) row.integer(7),
                row.integer(8),
                row.integer(9),
                new Cursor(
                        Phase.fromCode(row.integer(10)),
                        conversation.length == 0
                                ? Optional.empty()
                                : ConversationId.fromBytes(ByteString.copyFrom(conversation)),
                        new Place(row.integer(12), row.integer(13))));
    }

    private static <T> Optional<T> first(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
    }
}
