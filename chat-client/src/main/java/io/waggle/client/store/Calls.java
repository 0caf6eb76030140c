package io.waggle.client.store;

import io.waggle.client.store.CallRecord.Direction;
import io.waggle.client.store.CallRecord.State;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.CallId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Call;
import io.waggle.protocol.content.Call.HangUp.Reason;
import io.waggle.protocol.content.Call.Outcome.Result;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.ContentTimes;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.Kind;
import io.waggle.protocol.content.MessageRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The course of calls, by the rules of CONTENT.md: who rings, who has answered, what was missed. The media are the application's. Within
 * a transaction that the caller holds.
 *
 * <p>The server lets go of an offer when it has rung long enough. So one that comes rings, whatever this device's clock says. What
 * became of a call is a change of the message that stands for it, so all devices come to show the same of it, whenever they hear.
 */
final class Calls {

    private final Tables tables;
    private final Address self;

    Calls(Tables tables) {
        this.tables = tables;
        this.self = tables.owner;
    }

    /** What is to be said for a call; stored in the same transaction. */
    record Signal(Call call, ConversationId conversation, AccountId peer) {

        Draft draft() {
            return new Draft(
                    conversation,
                    new Audience.Accounts(List.of(peer)),
                    Content.of((Kind) call).to(peer),
                    call instanceof Call.Outcome ? Duration.ZERO : ContentTimes.CALL_SIGNAL);
        }
    }

    // --- what the person does

    /** The person calls. The start itself goes out as any message, and the offer behind it. */
    CallRecord place(
            SqlSession session, Call.Start start, ConversationId conversation, MessageId message, Instant now) {
        CallRecord call = new CallRecord(
                start.call(),
                conversation,
                new MessageRef(self, message),
                Direction.OUTGOING,
                start.video(),
                State.CALLING,
                Optional.empty(),
                now);
        tables.calls.put(session, call, now);
        return call;
    }

    /** The person takes the call here. Answers what is to be said; nothing if it does not ring here any more. */
    List<Signal> answer(SqlSession session, CallId id, String sdp, Instant now, Happenings happenings) {
        return tables.calls
                .find(session, id)
                .filter(call -> call.state() == State.RINGING)
                .map(call -> {
                    move(session, call.with(State.ANSWERED), Optional.empty(), now, happenings);
                    return signals(
                            session,
                            call,
                            new Call.Answer(id, call.other(), sdp),
                            new Call.Outcome(id, call.message(), Result.ANSWERED));
                })
                .orElse(List.of());
    }

    /** What this device has found of how to reach it. Nothing if the call is over. */
    List<Signal> candidates(SqlSession session, CallId id, List<String> candidates) {
        return tables.calls
                .find(session, id)
                .filter(call -> call.state().isActive())
                .map(call -> signals(session, call, new Call.Candidates(id, call.other(), candidates)))
                .orElse(List.of());
    }

    /** The person ends it, or does not want it; or the connection failed. Nothing if it is over. */
    List<Signal> hangUp(SqlSession session, CallId id, boolean failed, Instant now, Happenings happenings) {
        return tables.calls
                .find(session, id)
                .filter(call -> call.state().isActive() && call.direction() != Direction.OUTGOING_ELSEWHERE)
                .map(call -> switch (call.state()) {
                    case CALLING -> takeBack(session, call, Result.CANCELLED, now, happenings);
                    case RINGING -> {
                        move(session, call.with(State.DECLINED), Optional.empty(), now, happenings);
                        yield signals(session, call, new Call.Outcome(id, call.message(), Result.DECLINED));
                    }
                    default -> {
                        move(
                                session,
                                call.with(failed ? State.FAILED : State.ENDED),
                                Optional.empty(),
                                now,
                                happenings);
                        Reason reason = failed ? Reason.FAILED : Reason.ENDED;
                        yield signals(session, call, new Call.HangUp(id, call.other(), reason));
                    }
                })
                .orElse(List.of());
    }

    private List<Signal> takeBack(
            SqlSession session, CallRecord call, Result result, Instant now, Happenings happenings) {
        move(session, call.with(State.CANCELLED), Optional.empty(), now, happenings);
        return signals(session, call, new Call.Outcome(call.id(), call.message(), result));
    }

    // --- what goes by itself

    /** Those that nobody has answered for long enough are given up, or were missed. */
    List<Signal> endUnanswered(SqlSession session, Instant now, Happenings happenings) {
        List<Signal> signals = new ArrayList<>();
        for (CallRecord call : tables.calls.unansweredSince(session, now.minus(ContentTimes.CALL_SIGNAL))) {
            switch (call.direction()) {
                case OUTGOING -> signals.addAll(takeBack(session, call, Result.CANCELLED, now, happenings));
                case OUTGOING_ELSEWHERE -> move(session, call.with(State.CANCELLED), Optional.empty(), now, happenings);
                case INCOMING -> move(session, call.with(State.MISSED), Optional.empty(), now, happenings);
            }
        }
        return signals;
    }

    /** The process that talked is gone, and with it the connection. */
    List<Signal> endTalks(SqlSession session, Instant now, Happenings happenings) {
        List<Signal> signals = new ArrayList<>();
        for (CallRecord call : tables.calls.open(session)) {
            if (call.state() == State.ANSWERED) {
                signals.addAll(hangUp(session, call.id(), true, now, happenings));
            }
        }
        return signals;
    }

    // --- what stands in the conversation

    /** A start stands in the conversation now, from another device, and what was said about it before has been taken in. */
    void started(SqlSession session, Origin origin, Call.Start start, Instant now, Happenings happenings) {
        if (tables.calls.find(session, start.call()).isPresent() || !isOfTwo(session, origin)) {
            return;
        }
        boolean ours = origin.sender().account().equals(self.account());
        CallRecord call = new CallRecord(
                start.call(),
                origin.conversation(),
                origin.ref(),
                ours ? Direction.OUTGOING_ELSEWHERE : Direction.INCOMING,
                start.video(),
                ours ? State.CALLING : State.SILENT,
                ours ? Optional.empty() : Optional.of(origin.sender()),
                origin.at());
        move(session, call, Optional.of(start), now, happenings);
        tables.changes
                .find(session, origin.conversation(), origin.ref(), ChangeTable.Kind.OUTCOME, Optional.empty())
                .flatMap(Calls::outcome)
                .ifPresent(outcome -> decided(session, outcome, now, happenings));
    }

    /** What became of a call, if that is what the change says. */
    static Optional<Call.Outcome> outcome(ChangeTable.Change change) {
        return ContentCodec.decode(change.content()) instanceof DecodedContent.Known known
                        && known.content().kind() instanceof Call.Outcome outcome
                ? Optional.of(outcome)
                : Optional.empty();
    }

    /** An outcome counts now. */
    void decided(SqlSession session, Call.Outcome outcome, Instant now, Happenings happenings) {
        tables.calls
                .find(session, outcome.call())
                .filter(call -> call.message().equals(outcome.message()))
                .ifPresent(call -> after(call, outcome.result())
                        .ifPresent(state -> move(session, call.with(state), Optional.of(outcome), now, happenings)));
    }

    /** How the call stands after the outcome; nothing if as before. The device that calls, declines or talks tells its own story. */
    private static Optional<State> after(CallRecord call, Result result) {
        State state = call.state();
        boolean answered = result == Result.ANSWERED;
        if (call.direction() == Direction.OUTGOING) {
            return state == State.CALLING && result == Result.DECLINED ? Optional.of(State.DECLINED) : Optional.empty();
        } else if (state == State.ANSWERED) {
            return answered || result == Result.DECLINED ? Optional.empty() : Optional.of(State.ENDED);
        } else if (state == State.ENDED
                || state == State.FAILED
                || state == State.ANSWERED_ELSEWHERE
                || (state == State.DECLINED && !answered)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (result) {
                    case ANSWERED -> State.ANSWERED_ELSEWHERE;
                    case DECLINED -> State.DECLINED;
                    case REPLACED -> State.CANCELLED;
                    case CANCELLED -> call.direction() == Direction.INCOMING ? State.MISSED : State.CANCELLED;
                });
    }

    // --- what is said between devices

    /** Something has come that is between two devices, or rings. */
    void signalled(SqlSession session, Origin origin, Call signal, Instant now, Happenings happenings) {
        if (!signal.to().orElse(self).equals(self) || !isOfTwo(session, origin)) {
            return;
        }
        Optional<CallRecord> known = tables.calls
                .find(session, signal.call())
                .filter(call ->
                        call.conversation().equals(origin.conversation())); // or somebody speaks in a call of others
        if (!known.isPresent() || origin.sender().account().equals(self.account())) {
            return;
        } else if (known.get().direction() == Direction.INCOMING) {
            fromCaller(session, known.get(), origin.sender(), signal, now, happenings);
        } else if (known.get().direction() == Direction.OUTGOING) {
            fromCallee(session, known.get(), origin.sender(), signal, now, happenings);
        }
    }

    private void fromCaller(
            SqlSession session, CallRecord call, Address sender, Call signal, Instant now, Happenings happenings) {
        if (!call.other().filter(sender::equals).isPresent()) {
            return; // it is no other device that calls
        }
        if (signal instanceof Call.Offer && call.state() == State.SILENT) {
            offered(session, call, signal, now, happenings);
        } else if (signal instanceof Call.Candidates && call.state().isActive()) {
            happenings.call(new CallEvent(call, Optional.of(signal)));
        } else if (signal instanceof Call.HangUp hangUp && call.state() == State.ANSWERED) {
            move(session, call.with(end(hangUp)), Optional.of(signal), now, happenings);
        }
    }

    private void offered(SqlSession session, CallRecord call, Call offer, Instant now, Happenings happenings) {
        Optional<CallRecord> mutual = ownCall(session, call);
        if (mutual.filter(own -> own.id().compareTo(call.id()) < 0).isPresent()) {
            return; // the other side takes it back
        }
        mutual.filter(own -> own.direction() == Direction.OUTGOING)
                .ifPresent(own ->
                        takeBack(session, own, Result.REPLACED, now, happenings).forEach(happenings::signal));
        boolean busy = tables.calls.open(session).stream()
                .anyMatch(open -> open.state().isActive() && !open.id().equals(call.id()));
        move(session, call.with(busy ? State.BUSY : State.RINGING), Optional.of(offer), now, happenings);
        happenings.signal(signal(
                session,
                call,
                busy
                        ? new Call.HangUp(call.id(), call.other(), Reason.BUSY)
                        : new Call.Ringing(call.id(), call.other())));
    }

    /** The call that this person makes to the same one at this moment, on whichever device. */
    private Optional<CallRecord> ownCall(SqlSession session, CallRecord incoming) {
        for (CallRecord call : tables.calls.newest(session, 10)) {
            if (call.direction() != Direction.INCOMING
                    && call.state() == State.CALLING
                    && call.conversation().equals(incoming.conversation())) {
                return Optional.of(call);
            }
        }
        return Optional.empty();
    }

    private void fromCallee(
            SqlSession session, CallRecord call, Address sender, Call signal, Instant now, Happenings happenings) {
        boolean waits = call.state() == State.CALLING;
        boolean talks = call.state() == State.ANSWERED
                && call.other().filter(sender::equals).isPresent();
        if (signal instanceof Call.Answer) {
            if (waits) {
                move(session, call.answeredBy(sender), Optional.of(signal), now, happenings);
            } else if (!talks) {
                happenings.signal(signal(session, call, new Call.HangUp(call.id(), Optional.of(sender), Reason.ENDED)));
            }
        } else if (signal instanceof Call.HangUp hangUp && hangUp.reason() != Reason.BUSY) {
            if (talks) {
                move(session, call.with(end(hangUp)), Optional.of(signal), now, happenings);
            }
        } else if (waits || talks) {
            happenings.call(new CallEvent(call, Optional.of(signal))); // busy, too: another of their devices may answer
        }
    }

    private static State end(Call.HangUp hangUp) {
        return hangUp.reason() == Reason.FAILED ? State.FAILED : State.ENDED;
    }

    /** A missed call is unread until it is read; one that was missed as far as this device knew, and was not, is so no more. */
    private void move(SqlSession session, CallRecord call, Optional<Call> signal, Instant now, Happenings happenings) {
        tables.calls.put(session, call, now);
        tables.messages
                .find(session, call.message())
                .ifPresent(found -> tables.messages.setCounts(session, found.position(), call.state() == State.MISSED));
        happenings.call(new CallEvent(call, signal));
        happenings.touched(call.conversation());
    }

    /** Only two people call each other. */
    private boolean isOfTwo(SqlSession session, Origin origin) {
        return origin.groupVersion() == 0
                && peer(session, origin.conversation()).isPresent();
    }

    private Optional<AccountId> peer(SqlSession session, ConversationId conversation) {
        return tables.conversations.find(session, conversation).flatMap(ConversationTable.Known::peer);
    }

    private Signal signal(SqlSession session, CallRecord call, Call content) {
        AccountId peer = peer(session, call.conversation())
                .orElseThrow(() -> new StoreException("the store is damaged: a call with nobody"));
        return new Signal(content, call.conversation(), peer);
    }

    private List<Signal> signals(SqlSession session, CallRecord call, Call... contents) {
        List<Signal> signals = new ArrayList<>();
        for (Call content : contents) {
            signals.add(signal(session, call, content));
        }
        return signals;
    }
}
