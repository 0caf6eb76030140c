package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import java.util.List;

/** The broadcast lists of this device; within a transaction that the caller holds. */
final class BroadcastListTable {

    BroadcastList create(SqlSession session, String name, List<AccountId> accounts) {
        BroadcastList made = new BroadcastList(0, name, accounts);
        session.execute(
                "INSERT INTO broadcast_list (name, accounts) VALUES (?, ?)",
                made.name(),
                Columns.accounts(made.accounts()));
        return new BroadcastList(session.number("SELECT last_insert_rowid()"), name, accounts);
    }

    /** Answers whether there was such a list. */
    boolean change(SqlSession session, BroadcastList list) {
        return session.execute(
                        "UPDATE broadcast_list SET name = ?, accounts = ? WHERE list_id = ?",
                        list.name(),
                        Columns.accounts(list.accounts()),
                        list.id())
                == 1;
    }

    /** Answers whether there was such a list. */
    boolean remove(SqlSession session, long id) {
        return session.execute("DELETE FROM broadcast_list WHERE list_id = ?", id) == 1;
    }

    /** In the order in which they were made. */
    List<BroadcastList> all(SqlSession session) {
        return session.list(
                "SELECT list_id, name, accounts FROM broadcast_list ORDER BY list_id",
                row -> new BroadcastList(row.integer(0), row.text(1), Columns.accounts(row.text(2))));
    }
}
