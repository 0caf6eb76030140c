package io.waggle.client.store;

import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;

/**
 * Where the device is in its inbox, and what that makes of places: they count on when the sequences begin anew, as they do in another
 * epoch. Within a transaction that the caller holds.
 */
final class CursorTable {

    InboxCursor get(SqlSession session) {
        return session.list(
                        "SELECT epoch, last_sequence FROM cursor",
                        row -> new InboxCursor(new Epoch(row.integer(0)), new InboxSequence(row.integer(1))))
                .get(0);
    }

    /** The next row stands behind all that came so far. */
    void move(SqlSession session, InboxCursor to) {
        if (to.epoch().equals(get(session).epoch())) {
            session.execute("UPDATE cursor SET last_sequence = ?", to.last().value());
        } else {
            session.execute(
                    "UPDATE cursor SET base = base + last_sequence - ?, epoch = ?, last_sequence = ?",
                    to.last().value(),
                    to.epoch().value(),
                    to.last().value());
        }
    }

    /** Of the row with that sequence, in the present epoch. */
    Place place(SqlSession session, InboxSequence sequence) {
        return Place.ofRow(session.number("SELECT base FROM cursor") + sequence.value());
    }

    /** Of the last row that came. */
    Place last(SqlSession session) {
        return Place.ofRow(session.number("SELECT base + last_sequence FROM cursor"));
    }
}
