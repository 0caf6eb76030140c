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
                    // the order
                    // in which they go out, which is what receipts point into. AUTOINCREMENT: a position is never used
                    // twice.
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
                    // have
                    // reached the
                    // server, by the server's clock, 0 if it cannot have. vain_tries: refusals in a row that taught
                    // nothing.
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
                    "ALTER TABLE message ADD COLUMN request INTEGER NOT NULL DEFAULT 0"));

    private Schema() {}

    /** Brings the store to this version. @throws StoreException if it is newer, or another device's */
    static void prepare(SqlSession session, Address owner) {
        session.execute("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
        String version = value(session, "version", "0");
        int steps = Integer.parseInt(version);
        if (steps > STEPS.size()) {
            throw new StoreException("the store has version " + version + ", this program knows those up to "
                    + STEPS.size() + ": use the newer program");
        }
        for (int i = steps; i < STEPS.size(); i++) {
            STEPS.get(i).forEach(session::execute);
        }
        put(session, "version", Integer.toString(STEPS.size()));
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
