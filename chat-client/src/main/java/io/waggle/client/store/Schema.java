package io.waggle.client.store;

import io.waggle.protocol.Address;
import java.util.List;

/**
 * The tables, and how a store of an older version becomes one of this version. A step is never changed once it has been
 * released; the next one is added behind it. A store that is newer than the program is refused: to go back and forth
 * between versions must not damage it.
 */
final class Schema {

    private static final List<List<String>> STEPS = List.of(
            List.of(
                    // Where the device is in its inbox. One row.
                    "CREATE TABLE cursor ("
                            + " only INTEGER PRIMARY KEY CHECK (only = 1),"
                            + " epoch INTEGER NOT NULL,"
                            + " last_sequence INTEGER NOT NULL)",
                    "INSERT INTO cursor VALUES (1, 0, 0)",
                    // Every message, of this device and of others. send_order is set for those of this device alone:
                    // the order in which they go out, which is what receipts point into. AUTOINCREMENT: a position is
                    // never used twice.
                    "CREATE TABLE message ("
                            + " position INTEGER PRIMARY KEY AUTOINCREMENT,"
                            + " message_id BLOB NOT NULL,"
                            + " conversation BLOB NOT NULL,"
                            + " account TEXT NOT NULL,"
                            + " device TEXT NOT NULL,"
                            + " content BLOB NOT NULL,"
                            + " at_ms INTEGER NOT NULL,"
                            + " state INTEGER NOT NULL,"
                            + " failure INTEGER NOT NULL,"
                            + " acknowledged INTEGER NOT NULL,"
                            + " send_order INTEGER,"
                            + " recipients TEXT NOT NULL,"
                            + " devices TEXT NOT NULL,"
                            + " expires_s INTEGER NOT NULL,"
                            + " UNIQUE (account, device, message_id))",
                    "CREATE INDEX message_conversation ON message (conversation, position)",
                    "CREATE INDEX message_unacknowledged ON message (position) WHERE acknowledged = 0",
                    "CREATE INDEX message_sending ON message (conversation, send_order) WHERE send_order IS NOT NULL",
                    "CREATE INDEX message_state ON message (state)",
                    // What the server has not decided yet, in the order it goes out. attempted_ms: when it first can
                    // have reached the server, by the server's clock, 0 if it cannot have. vain_tries: refusals in a
                    // row that taught nothing.
                    "CREATE TABLE outbox ("
                            + " send_order INTEGER PRIMARY KEY AUTOINCREMENT,"
                            + " position INTEGER NOT NULL UNIQUE,"
                            + " attempted_ms INTEGER NOT NULL,"
                            + " vain_tries INTEGER NOT NULL)",
                    // Which devices accounts have, as far as refusals have taught.
                    "CREATE TABLE roster ("
                            + " account TEXT NOT NULL,"
                            + " device TEXT NOT NULL,"
                            + " epoch INTEGER NOT NULL,"
                            + " PRIMARY KEY (account, device)) WITHOUT ROWID",
                    // How far each recipient device is in what this device sent to a conversation.
                    "CREATE TABLE member_pointer ("
                            + " conversation BLOB NOT NULL,"
                            + " account TEXT NOT NULL,"
                            + " device TEXT NOT NULL,"
                            + " kind INTEGER NOT NULL,"
                            + " send_order INTEGER NOT NULL,"
                            + " at_ms INTEGER NOT NULL,"
                            + " PRIMARY KEY (conversation, account, device, kind)) WITHOUT ROWID",
                    // Who will never get a message of this device, whatever the pointers say. device '': the whole
                    // account.
                    "CREATE TABLE loss ("
                            + " position INTEGER NOT NULL,"
                            + " account TEXT NOT NULL,"
                            + " device TEXT NOT NULL,"
                            + " result INTEGER NOT NULL,"
                            + " PRIMARY KEY (position, account, device)) WITHOUT ROWID",
                    // How far this device's user is in what others sent. pending: the server does not know yet.
                    "CREATE TABLE read_pointer ("
                            + " conversation BLOB NOT NULL,"
                            + " account TEXT NOT NULL,"
                            + " device TEXT NOT NULL,"
                            + " kind INTEGER NOT NULL,"
                            + " position INTEGER NOT NULL,"
                            + " message_id BLOB NOT NULL,"
                            + " pending INTEGER NOT NULL,"
                            + " PRIMARY KEY (conversation, account, device, kind)) WITHOUT ROWID",
                    "CREATE INDEX read_pointer_pending ON read_pointer (position) WHERE pending = 1",
                    // Rows that nobody can read and the server has not been told so.
                    "CREATE TABLE rejection ("
                            + " epoch INTEGER NOT NULL,"
                            + " sequence INTEGER NOT NULL,"
                            + " reason TEXT NOT NULL,"
                            + " PRIMARY KEY (epoch, sequence)) WITHOUT ROWID",
                    // Rows of a kind that this version does not know.
                    "CREATE TABLE unknown_row ("
                            + " epoch INTEGER NOT NULL,"
                            + " sequence INTEGER NOT NULL,"
                            + " PRIMARY KEY (epoch, sequence)) WITHOUT ROWID"),
            List.of(
                    // Whether the sender was not among the person's contacts when the server accepted it.
                    "ALTER TABLE message ADD COLUMN request INTEGER NOT NULL DEFAULT 0"),
            List.of(
                    // Places count on through all epochs: that of a row is base + its sequence. So it says where what
                    // this device sent stands between what it got.
                    "ALTER TABLE cursor ADD COLUMN base INTEGER NOT NULL DEFAULT 0",
                    "UPDATE cursor SET base = (SELECT ifnull(max(position), 0) FROM message) - last_sequence",
                    // shape: what is to be seen of it. place, sub: where. route: to whom one of ours goes.
                    // group_version: of others, the version it was accepted in; of ours, the one it is for. counts:
                    // whether it is unread until it is read. disappears_s: after it was read; gone_ms: when that is,
                    // 0 if it has not begun.
                    "ALTER TABLE message ADD COLUMN shape INTEGER NOT NULL DEFAULT 1",
                    "ALTER TABLE message ADD COLUMN place INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE message ADD COLUMN sub INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE message ADD COLUMN route INTEGER NOT NULL DEFAULT 1",
                    "ALTER TABLE message ADD COLUMN group_version INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE message ADD COLUMN counts INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE message ADD COLUMN disappears_s INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE message ADD COLUMN gone_ms INTEGER NOT NULL DEFAULT 0",
                    "UPDATE message SET place = position, counts = CASE state WHEN 1 THEN 1 ELSE 0 END",
                    "UPDATE message SET place = 9223372036854775807, sub = send_order"
                            + " WHERE position IN (SELECT position FROM outbox)",
                    "DROP INDEX message_conversation",
                    "CREATE INDEX message_conversation ON message (conversation, place, sub)",
                    "CREATE INDEX message_unread ON message (conversation, place) WHERE counts = 1",
                    "CREATE INDEX message_gone ON message (gone_ms) WHERE gone_ms > 0",
                    // What people look for; docid is the position of the message. FTS4, because Android 26 has no
                    // FTS5.
                    "CREATE VIRTUAL TABLE searchable USING fts4(body, tokenize=unicode61)",
                    // One row for each conversation that anything is known of. kind 1: of two, with the peer; 2: a
                    // group; 0: whoever its messages name. read_place: everything up to it is read; read_told: how
                    // far the person's other devices know. clear_row, clear_sub: everything up to there is removed.
                    "CREATE TABLE conversation ("
                            + " conversation BLOB PRIMARY KEY,"
                            + " kind INTEGER NOT NULL DEFAULT 0,"
                            + " peer TEXT NOT NULL DEFAULT '',"
                            + " recipients TEXT NOT NULL DEFAULT '',"
                            + " read_place INTEGER NOT NULL DEFAULT -9223372036854775808,"
                            + " read_told INTEGER NOT NULL DEFAULT -9223372036854775808,"
                            + " clear_row INTEGER NOT NULL DEFAULT -9223372036854775808,"
                            + " clear_sub INTEGER NOT NULL DEFAULT 0,"
                            + " timer_s INTEGER NOT NULL DEFAULT 0,"
                            + " timer_revision INTEGER NOT NULL DEFAULT 0,"
                            + " timer_change BLOB NOT NULL DEFAULT x'',"
                            + " muted_until_ms INTEGER NOT NULL DEFAULT 0,"
                            + " archived INTEGER NOT NULL DEFAULT 0,"
                            + " pinned_place INTEGER NOT NULL DEFAULT 0,"
                            + " marked_unread INTEGER NOT NULL DEFAULT 0,"
                            + " settings_revision INTEGER NOT NULL DEFAULT 0,"
                            + " settings_change BLOB NOT NULL DEFAULT x'',"
                            + " draft TEXT NOT NULL DEFAULT '',"
                            + " draft_ms INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
                    "INSERT INTO conversation (conversation) SELECT DISTINCT conversation FROM message",
                    "CREATE INDEX conversation_reads ON conversation (read_place) WHERE read_place > read_told",
                    // The change of each message that counts: the highest revision, then the higher id. about: whose
                    // reaction or vote. waiting: the message has not come yet.
                    "CREATE TABLE message_change ("
                            + " conversation BLOB NOT NULL,"
                            + " account TEXT NOT NULL,"
                            + " device TEXT NOT NULL,"
                            + " message_id BLOB NOT NULL,"
                            + " kind INTEGER NOT NULL,"
                            + " about TEXT NOT NULL,"
                            + " revision INTEGER NOT NULL,"
                            + " change_id BLOB NOT NULL,"
                            + " content BLOB NOT NULL,"
                            + " at_ms INTEGER NOT NULL,"
                            + " waiting INTEGER NOT NULL,"
                            + " PRIMARY KEY (conversation, account, device, message_id, kind, about)) WITHOUT ROWID",
                    "CREATE INDEX message_change_waiting ON message_change (conversation, at_ms) WHERE waiting = 1",
                    // Contents of later versions that show nothing, for the version that can read them.
                    "CREATE TABLE later_content ("
                            + " account TEXT NOT NULL,"
                            + " device TEXT NOT NULL,"
                            + " message_id BLOB NOT NULL,"
                            + " conversation BLOB NOT NULL,"
                            + " place INTEGER NOT NULL,"
                            + " at_ms INTEGER NOT NULL,"
                            + " group_version INTEGER NOT NULL,"
                            + " content BLOB NOT NULL,"
                            + " PRIMARY KEY (account, device, message_id)) WITHOUT ROWID",
                    // What a GroupState says. stale: to be asked for. loaded: how many entries of a state have come
                    // that is not whole yet.
                    "CREATE TABLE chat_group ("
                            + " conversation BLOB PRIMARY KEY,"
                            + " version INTEGER NOT NULL,"
                            + " state BLOB NOT NULL,"
                            + " stale INTEGER NOT NULL,"
                            + " loaded INTEGER NOT NULL) WITHOUT ROWID",
                    "CREATE INDEX chat_group_stale ON chat_group (conversation) WHERE stale = 1",
                    "CREATE TABLE group_member ("
                            + " conversation BLOB NOT NULL,"
                            + " account TEXT NOT NULL,"
                            + " role INTEGER NOT NULL,"
                            + " since_version INTEGER NOT NULL,"
                            + " invited_by TEXT NOT NULL,"
                            + " PRIMARY KEY (conversation, account)) WITHOUT ROWID",
                    // Who was a member between which places: whom a message at a place went to.
                    "CREATE TABLE group_audience ("
                            + " conversation BLOB NOT NULL,"
                            + " account TEXT NOT NULL,"
                            + " from_place INTEGER NOT NULL,"
                            + " to_place INTEGER NOT NULL,"
                            + " PRIMARY KEY (conversation, account, from_place)) WITHOUT ROWID",
                    // Whether the list of groups is to be asked for. One row.
                    "CREATE TABLE group_list (only INTEGER PRIMARY KEY CHECK (only = 1), stale INTEGER NOT NULL)",
                    "INSERT INTO group_list VALUES (1, 1)",
                    // author: the device of this person that sent it, '' for this one. Of another one's messages,
                    // send_order is their place.
                    "ALTER TABLE member_pointer RENAME TO member_pointer_of_one",
                    "CREATE TABLE member_pointer ("
                            + " conversation BLOB NOT NULL,"
                            + " author TEXT NOT NULL,"
                            + " account TEXT NOT NULL,"
                            + " device TEXT NOT NULL,"
                            + " kind INTEGER NOT NULL,"
                            + " send_order INTEGER NOT NULL,"
                            + " at_ms INTEGER NOT NULL,"
                            + " PRIMARY KEY (conversation, author, account, device, kind)) WITHOUT ROWID",
                    "INSERT INTO member_pointer SELECT conversation, '', account, device, kind, send_order, at_ms"
                            + " FROM member_pointer_of_one",
                    "DROP TABLE member_pointer_of_one",
                    // When an account got how far in what this person sent: of a message, the first that is as far.
                    "CREATE TABLE receipt_time ("
                            + " conversation BLOB NOT NULL,"
                            + " author TEXT NOT NULL,"
                            + " account TEXT NOT NULL,"
                            + " kind INTEGER NOT NULL,"
                            + " send_order INTEGER NOT NULL,"
                            + " at_ms INTEGER NOT NULL,"
                            + " PRIMARY KEY (conversation, author, account, kind, send_order)) WITHOUT ROWID",
                    // Receipts for what another device of this person sent and this one does not have yet.
                    "CREATE TABLE receipt_waiting ("
                            + " conversation BLOB NOT NULL,"
                            + " author TEXT NOT NULL,"
                            + " account TEXT NOT NULL,"
                            + " device TEXT NOT NULL,"
                            + " kind INTEGER NOT NULL,"
                            + " message_id BLOB NOT NULL,"
                            + " at_ms INTEGER NOT NULL,"
                            + " PRIMARY KEY (conversation, author, account, device, kind)) WITHOUT ROWID",
                    "CREATE INDEX receipt_waiting_message ON receipt_waiting (message_id)",
                    // Transfers of history. wanted: this device is the new one, and has the private key. number: of the
                    // last chunk that came or went out; told: up to where the new device said that it has them. phase,
                    // at: where the sending device is.
                    "CREATE TABLE history_transfer ("
                            + " transfer_id BLOB PRIMARY KEY,"
                            + " wanted INTEGER NOT NULL,"
                            + " device TEXT NOT NULL,"
                            + " state INTEGER NOT NULL,"
                            + " private_key BLOB NOT NULL,"
                            + " public_key BLOB NOT NULL,"
                            + " number INTEGER NOT NULL,"
                            + " told INTEGER NOT NULL,"
                            + " top_row INTEGER NOT NULL,"
                            + " top_order INTEGER NOT NULL,"
                            + " phase INTEGER NOT NULL,"
                            + " at_conversation BLOB NOT NULL,"
                            + " at_row INTEGER NOT NULL,"
                            + " at_sub INTEGER NOT NULL,"
                            + " since INTEGER NOT NULL) WITHOUT ROWID",
                    // Calls. direction, state: as CallRecord has them. account, device, message_id: what stands for it
                    // in the conversation. other: the device that calls, or that has answered. known_ms: when this
                    // device came to know it.
                    "CREATE TABLE call ("
                            + " call_id BLOB PRIMARY KEY,"
                            + " conversation BLOB NOT NULL,"
                            + " account TEXT NOT NULL,"
                            + " device TEXT NOT NULL,"
                            + " message_id BLOB NOT NULL,"
                            + " direction INTEGER NOT NULL,"
                            + " video INTEGER NOT NULL,"
                            + " state INTEGER NOT NULL,"
                            + " other_account TEXT NOT NULL,"
                            + " other_device TEXT NOT NULL,"
                            + " at_ms INTEGER NOT NULL,"
                            + " known_ms INTEGER NOT NULL) WITHOUT ROWID",
                    "CREATE INDEX call_at ON call (at_ms)",
                    "CREATE INDEX call_open ON call (known_ms) WHERE state IN (1, 2, 3, 4, 11)",
                    // By how much the places of another device are moved here, so that all that comes from it stays in
                    // order.
                    "CREATE TABLE history_shift ("
                            + " device TEXT PRIMARY KEY,"
                            + " row_shift INTEGER NOT NULL,"
                            + " order_shift INTEGER NOT NULL) WITHOUT ROWID",
                    "CREATE TABLE broadcast_list ("
                            + " list_id INTEGER PRIMARY KEY AUTOINCREMENT,"
                            + " name TEXT NOT NULL,"
                            + " accounts TEXT NOT NULL)"));

    /** Which this is. */
    static final int VERSION = STEPS.size();

    private Schema() {}

    /** Brings the store to this version. @throws StoreException if it is newer, or another device's */
    static void prepare(SqlSession session, Address owner) {
        prepare(session, owner, VERSION);
    }

    /** Brings the store to the version, which is this one or an older one. */
    static void prepare(SqlSession session, Address owner, int wanted) {
        session.execute("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
        String version = value(session, "version", "0");
        int steps = Integer.parseInt(version);
        if (steps > STEPS.size()) {
            throw new StoreException("the store has version " + version + ", this program knows those up to "
                    + STEPS.size() + ": use the newer program");
        }
        for (int i = steps; i < wanted; i++) {
            STEPS.get(i).forEach(session::execute);
        }
        put(session, "version", Integer.toString(Math.max(steps, wanted)));
        String present = value(session, "owner", owner.clientId());
        if (!present.equals(owner.clientId())) {
            throw new StoreException("the store belongs to " + present + ", not to " + owner);
        }
        put(session, "owner", owner.clientId());
    }

    private static String value(SqlSession session, String name, String otherwise) {
        List<String> values = session.list("SELECT value FROM meta WHERE name = ?", row -> row.text(0), name);
        return values.isEmpty() ? otherwise : values.get(0);
    }

    private static void put(SqlSession session, String name, String value) {
        session.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", name, value);
    }
}
