package io.waggle.client.store;

import io.waggle.protocol.CallId;
import io.waggle.protocol.content.Call;
import io.waggle.protocol.content.ContentTimes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The calls of this person, and what is to be said for them. Any thread may call, as with {@link ClientStore}. */
public final class CallStore {

    private final SqlDatabase database;
    private final Tables tables;
    private final OutboxQueue queue;
    private final Calls calls;

    CallStore(SqlDatabase database, Tables tables, OutboxQueue queue) {
        this.database = database;
        this.tables = tables;
        this.queue = queue;
        this.calls = new Calls(tables);
    }

    /** The person calls: stores the call with its start and its offer, which go out as any message. */
    public CallRecord place(
            Call.Start call, NewMessage start, NewMessage offer, Instant now, Optional<Instant> attempted) {
        return database.transaction(session -> {
            queue.add(session, start, attempted);
            queue.add(session, offer, attempted);
            return calls.place(session, call, start.draft().conversation(), start.id(), now);
        });
    }

    /** The person takes a call that rings here. */
    public CallStep answer(CallId id, String sdp, Instant now, Saying saying) {
        return step(now, saying, (session, happenings) -> calls.answer(session, id, sdp, now, happenings));
    }

    /** Where this device may be reached, for a call that is not over. */
    public CallStep candidates(CallId id, List<String> candidates, Instant now, Saying saying) {
        return step(now, saying, (session, happenings) -> calls.candidates(session, id, candidates));
    }

    /**
     * The person ends a call, takes it back, or does not want it.
     *
     * @param failed whether it ends because the connection did
     */
    public CallStep hangUp(CallId id, boolean failed, Instant now, Saying saying) {
        return step(now, saying, (session, happenings) -> calls.hangUp(session, id, failed, now, happenings));
    }

    /** Ends the calls that nobody has answered for too long. */
    public CallStep endUnanswered(Instant now, Saying saying) {
        return step(now, saying, (session, happenings) -> calls.endUnanswered(session, now, happenings));
    }

    /** Ends the calls that were going on in a process that is gone. */
    public CallStep endTalks(Instant now, Saying saying) {
        return step(now, saying, (session, happenings) -> calls.endTalks(session, now, happenings));
    }

    /** When the next call has waited for an answer long enough; nothing if none waits. */
    public Optional<Instant> nextEnd() {
        return database.transaction(
                session -> tables.calls.longestUnanswered(session).map(known -> known.plus(ContentTimes.CALL_SIGNAL)));
    }

    private interface Work {
        List<Calls.Signal> take(SqlSession session, Happenings happenings);
    }

    private CallStep step(Instant now, Saying saying, Work work) {
        return database.transaction(session -> {
            Happenings happenings = new Happenings();
            work.take(session, happenings).forEach(happenings::signal);
            queue.say(session, happenings, now, saying);
            return new CallStep(happenings.calls(), happenings.signals().size(), happenings.touched());
        });
    }
}
