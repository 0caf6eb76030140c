package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.CallRecord.Direction;
import io.waggle.client.store.CallRecord.State;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.CallId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Call;
import io.waggle.protocol.content.Call.HangUp.Reason;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentTimes;
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
 * <p>The server lets go of an offer when it has rung long enough. So one that comes rings, whatever this device's clock says.
 */
final class Calls {

    private final Tables tables;
    private final Address self;

    Calls(Tables tables) {
        this.tables = tables;
        this.self = tables.owner;
    }

    /**
     * What is to be said for a call: it goes out once the transaction is done.
     *
     * @param peer nothing: to the person's own devices alone
     */
    record Signal(Call call, ConversationId conversation, AccountId self, Optional<AccountId> peer) {

        Draft draft() {
            boolean lasts = call instanceof Call.HangUp hangUp && hangUp.reason() == Reason.CANCELLED;
            Content content = Content.of((Kind) call);
            return new Draft(
                    conversation,
                    new Audience.Accounts(List.of(peer.orElse(self))),
                    peer.map(content::to).orElse(content),
                    lasts ? Duration.ZERO : ContentTimes.CALL_SIGNAL);
        }
    }

    // --- what the person does

    /** The person calls. The offer itself goes out as any message. */
    CallRecord place(
            SqlSession session, Call.Offer offer, ConversationId conversation, MessageId message, Instant now) {
        CallRecord call = new CallRecord(
                offer.call(),
                conversation,
                new MessageRef(self, message),
                Direction.OUTGOING,
                offer.video(),
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
                    return List.of(
                            signal(session, call, new Call.Answer(id, call.other(), sdp)),
                            own(call, new Call.HangUp(id, Optional.empty(), Reason.ANSWERED_ELSEWHERE)));
                })
                .orElse(List.of());
    }

    /** What this device has found of how to reach it. Nothing if the call is over. */
    List<Signal> candidates(SqlSession session, CallId id, List<String> candidates) {
        return tables.calls
                .find(session, id)
                .filter(call -> call.state().isActive())
                .map(call -> List.of(signal(session, call, new Call.Candidates(id, call.other(), candidates))))
                .orElse(List.of());
    }

    /** The person ends it, or does not want it; or the connection failed. Nothing if it is over. */
    List<Signal> hangUp(SqlSession session, CallId id, boolean failed, Instant now, Happenings happenings) {
        return tables.calls
                .find(session, id)
                .filter(call -> call.state().isActive() && call.direction() != Direction.OUTGOING_ELSEWHERE)
                .map(call -> switch (call.state()) {
                    case CALLING -> cancel(session, call, now, happenings);
                    case RINGING -> {
                        move(session, call.with(State.DECLINED), Optional.empty(), now, happenings);
                        yield List.of(
                                signal(session, call, new Call.HangUp(id, call.other(), Reason.DECLINED)),
                                own(call, new Call.HangUp(id, Optional.empty(), Reason.DECLINED_ELSEWHERE)));
                    }
                    default -> {
                        State end = failed ? State.FAILED : State.ENDED;
                        move(session, call.with(end), Optional.empty(), now, happenings);
                        yield List.of(signal(
                                session,
                                call,
                                new Call.HangUp(id, call.other(), failed ? Reason.FAILED : Reason.ENDED)));
                    }
                })
                .orElse(List.of());
    }

    private List<Signal> cancel(SqlSession session, CallRecord call, Instant now, Happenings happenings) {
        move(session, call.with(State.CANCELLED), Optional.empty(), now, happenings);
        return List.of(signal(session, call, new Call.HangUp(call.id(), Optional.empty(), Reason.CANCELLED)));
    }

    // --- what goes by itself

    /** Those that nobody has answered for long enough are given up, or were missed. */
    List<Signal> endUnanswered(SqlSession session, Instant now, Happenings happenings) {
        List<Signal> signals = new ArrayList<>();
        for (CallRecord call : tables.calls.unansweredSince(session, now.minus(ContentTimes.CALL_SIGNAL))) {
            if (call.direction() == Direction.OUTGOING) {
                signals.addAll(cancel(session, call, now, happenings));
            } else {
                miss(session, call, Optional.empty(), now, happenings);
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

    // --- what comes

    /** An offer stands in the conversation now. */
    void offered(SqlSession session, Origin origin, Call.Offer offer, Instant now, Happenings happenings) {
        if (!isForUs(offer) || tables.calls.find(session, offer.call()).isPresent() || !isOfTwo(session, origin)) {
            return;
        }
        boolean ours = origin.sender().account().equals(self.account());
        CallRecord call = new CallRecord(
                offer.call(),
                origin.conversation(),
                origin.ref(),
                ours ? Direction.OUTGOING_ELSEWHERE : Direction.INCOMING,
                offer.video(),
                ours ? State.CALLING : State.RINGING,
                ours ? Optional.empty() : Optional.of(origin.sender()),
                origin.at());
        if (ours) {
            move(session, call, Optional.of(offer), now, happenings);
            return;
        }
        Optional<CallRecord> mutual = ownCall(session, call);
        boolean loses = mutual.filter(own -> own.id().compareTo(call.id()) < 0).isPresent();
        if (loses) {
            move(session, call.with(State.CANCELLED), Optional.of(offer), now, happenings);
            return; // the other side takes it back
        }
        mutual.filter(own -> own.direction() == Direction.OUTGOING)
                .ifPresent(own -> cancel(session, own, now, happenings).forEach(happenings::signal));
        boolean busy = tables.calls.open(session).stream()
                .anyMatch(open -> open.state().isActive() && !open.id().equals(call.id()));
        move(session, busy ? call.with(State.BUSY) : call, Optional.of(offer), now, happenings);
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

    /** Another signal than an offer. */
    void signalled(
            SqlSession session, Origin origin, Call signal, ByteString bytes, Instant now, Happenings happenings) {
        if (!isForUs(signal) || origin.sender().equals(self) || !isOfTwo(session, origin)) {
            return;
        }
        Optional<CallRecord> known = tables.calls.find(session, signal.call());
        if (known.filter(call -> !call.conversation().equals(origin.conversation()))
                .isPresent()) {
            return; // somebody speaks in a call of others
        }
        boolean ours = origin.sender().account().equals(self.account());
        if (!known.isPresent()) {
            if (!ours && signal instanceof Call.HangUp hangUp && hangUp.reason() == Reason.CANCELLED) {
                missedWithoutOffer(session, origin, hangUp, bytes, now, happenings);
            }
        } else if (ours) {
            fromOwnDevice(session, known.get(), signal, now, happenings);
        } else if (known.get().direction() == Direction.INCOMING) {
            fromCaller(session, known.get(), origin.sender(), signal, now, happenings);
        } else if (known.get().direction() == Direction.OUTGOING) {
            fromCallee(session, known.get(), origin.sender(), signal, now, happenings);
        }
    }

    private void fromCaller(
            SqlSession session, CallRecord call, Address sender, Call signal, Instant now, Happenings happenings) {
        boolean waits = call.state() == State.RINGING || call.state() == State.BUSY;
        if (!call.other().filter(sender::equals).isPresent()) {
            return; // it is no other device that calls
        }
        if (signal instanceof Call.Candidates && call.state().isActive()) {
            happenings.call(new CallEvent(call, Optional.of(signal)));
        } else if (signal instanceof Call.HangUp hangUp) {
            if (waits) {
                miss(session, call, Optional.of(signal), now, happenings);
            } else if (call.state() == State.ANSWERED) {
                State end = hangUp.reason() == Reason.FAILED ? State.FAILED : State.ENDED;
                move(session, call.with(end), Optional.of(signal), now, happenings);
            }
        }
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
        } else if (signal instanceof Call.HangUp hangUp) {
            if (talks) {
                State end = hangUp.reason() == Reason.FAILED ? State.FAILED : State.ENDED;
                move(session, call.with(end), Optional.of(signal), now, happenings);
            } else if (waits && hangUp.reason() == Reason.DECLINED) {
                move(session, call.with(State.DECLINED), Optional.of(signal), now, happenings);
            } else if (waits && hangUp.reason() == Reason.BUSY) {
                happenings.call(new CallEvent(call, Optional.of(signal))); // another of their devices may answer
            }
        } else if (waits || talks) {
            happenings.call(new CallEvent(call, Optional.of(signal)));
        }
    }

    /** Copies of what another device of this person said to the other side say as much as what it says to this one. */
    private void fromOwnDevice(SqlSession session, CallRecord call, Call signal, Instant now, Happenings happenings) {
        boolean waits = call.state() == State.RINGING || call.state() == State.BUSY;
        if (call.direction() == Direction.INCOMING && waits) {
            if (signal instanceof Call.Answer
                    || (signal instanceof Call.HangUp hangUp && hangUp.reason() == Reason.ANSWERED_ELSEWHERE)) {
                move(session, call.with(State.ANSWERED_ELSEWHERE), Optional.of(signal), now, happenings);
            } else if (signal instanceof Call.HangUp hangUp
                    && (hangUp.reason() == Reason.DECLINED || hangUp.reason() == Reason.DECLINED_ELSEWHERE)) {
                move(session, call.with(State.DECLINED), Optional.of(signal), now, happenings);
            }
        } else if (call.direction() == Direction.OUTGOING_ELSEWHERE && signal instanceof Call.HangUp hangUp) {
            State end = hangUp.reason() == Reason.CANCELLED ? State.CANCELLED : State.ENDED;
            move(session, call.with(end), Optional.of(signal), now, happenings);
        }
    }

    private void miss(SqlSession session, CallRecord call, Optional<Call> signal, Instant now, Happenings happenings) {
        tables.messages
                .find(session, call.offer())
                .ifPresent(found -> tables.messages.setCounts(session, found.position()));
        move(session, call.with(State.MISSED), signal, now, happenings);
    }

    /** Who was away when it rang learns of it all the same: what took the offer back stands in its place. */
    private void missedWithoutOffer(
            SqlSession session,
            Origin origin,
            Call.HangUp hangUp,
            ByteString bytes,
            Instant now,
            Happenings happenings) {
        boolean fresh = tables.messages.insert(
                session,
                new MessageTable.Arrival(
                        origin.id(),
                        origin.conversation(),
                        origin.sender().account(),
                        origin.sender().device().value(),
                        bytes,
                        origin.at(),
                        Shape.SHOWN,
                        origin.place(),
                        List.of(),
                        0,
                        false,
                        true,
                        true,
                        Duration.ZERO));
        if (fresh) {
            happenings.message(origin.conversation());
            CallRecord call = new CallRecord(
                    hangUp.call(),
                    origin.conversation(),
                    origin.ref(),
                    Direction.INCOMING,
                    false,
                    State.MISSED,
                    Optional.of(origin.sender()),
                    origin.at());
            move(session, call, Optional.of(hangUp), now, happenings);
        }
    }

    private void move(SqlSession session, CallRecord call, Optional<Call> signal, Instant now, Happenings happenings) {
        tables.calls.put(session, call, now);
        happenings.call(new CallEvent(call, signal));
        happenings.touched(call.conversation());
    }

    private boolean isForUs(Call signal) {
        return signal.to().orElse(self).equals(self);
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
        return new Signal(content, call.conversation(), self.account(), peer(session, call.conversation()));
    }

    /** To the person's other devices: in the conversation too, but for nobody else. */
    private Signal own(CallRecord call, Call content) {
        return new Signal(content, call.conversation(), self.account(), Optional.empty());
    }
}
