package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.store.CallRecord;
import io.waggle.client.store.CallRecord.Direction;
import io.waggle.client.store.CallRecord.State;
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
import io.waggle.protocol.frame.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The course of calls between two people with two devices each. */
class CallsTest extends SimulatedWorld {

    private static final String OFFER = "v=0 offer";
    private static final String ANSWER = "v=0 answer";

    private SimulatedClient ann;
    private SimulatedClient laptop;
    private SimulatedClient bob;
    private SimulatedClient tablet;

    @SuppressWarnings("NullAway.Init")
    CallsTest() {}

    private void meet() {
        ann = online(ANN);
        laptop = online(ANN_LAPTOP);
        bob = online(BOB);
        tablet = online(BOB_TABLET);
        ann.send(BOB, "may I call?");
        letTimePass();
    }

    @Test
    void itRingsOnAllDevicesAndStopsWhereItIsAnsweredElsewhere() {
        meet();
        CallId call = calls(ann);

        assertThat(states(call)).containsExactly(State.CALLING, State.CALLING, State.RINGING, State.RINGING);
        assertThat(call(laptop, call).direction()).isEqualTo(Direction.OUTGOING_ELSEWHERE);
        assertThat(signals(bob, Call.Offer.class)).extracting(Call.Offer::sdp).containsExactly(OFFER);
        assertThat(signals(ann, Call.Ringing.class)).hasSize(2);

        assertThat(done(bob.core.answer(call, ANSWER))).isTrue();
        letTimePass();

        assertThat(states(call))
                .containsExactly(State.ANSWERED, State.ANSWERED_ELSEWHERE, State.ANSWERED, State.ANSWERED_ELSEWHERE);
        assertThat(signals(ann, Call.Answer.class)).extracting(Call.Answer::sdp).containsExactly(ANSWER);
        assertThat(call(ann, call).other()).contains(BOB);
        assertThat(done(tablet.core.answer(call, ANSWER))).as("too late").isFalse();

        done(ann.core.candidates(call, List.of("candidate:1")));
        done(bob.core.candidates(call, List.of("candidate:2")));
        letTimePass();
        assertThat(signals(bob, Call.Candidates.class)).hasSize(1);
        assertThat(signals(ann, Call.Candidates.class)).hasSize(1);
        assertThat(signals(tablet, Call.Candidates.class))
                .as("it is for the other one")
                .isEmpty();

        done(bob.core.hangUp(call, false));
        letTimePass();
        assertThat(states(call))
                .containsExactly(State.ENDED, State.ANSWERED_ELSEWHERE, State.ENDED, State.ANSWERED_ELSEWHERE);
        assertThat(unread(bob)).as("it was not missed").isEqualTo(1);
        assertThat(unread(tablet)).isEqualTo(1);
    }

    @Test
    void whatNobodyAnswersWasMissedAndIsUnreadOnAllDevices() {
        meet();
        CallId call = calls(ann);
        simulation.run(ContentTimes.CALL_SIGNAL.plusSeconds(5));

        assertThat(states(call)).containsExactly(State.CANCELLED, State.CANCELLED, State.MISSED, State.MISSED);
        assertThat(List.of(unread(bob), unread(tablet))).containsExactly(2L, 2L);
    }

    @Test
    void whoWasAwayLearnsThatSomebodyCalled() {
        meet();
        tablet.disconnect();
        letTimePass();
        CallId call = calls(ann);
        done(ann.core.hangUp(call, false));
        letTimePass();
        comesBackTooLateToRing(tablet);

        assertThat(signals(tablet, Call.Offer.class)).isEmpty();
        assertThat(List.of(call(bob, call).state(), call(tablet, call).state())).containsOnly(State.MISSED);
        assertThat(List.of(unread(bob), unread(tablet))).containsExactly(2L, 2L);
    }

    @Test
    void whoWasAwayLearnsThatItWasAnsweredElsewhere() {
        meet();
        tablet.disconnect();
        laptop.disconnect();
        letTimePass();
        CallId call = calls(ann);
        done(bob.core.answer(call, ANSWER));
        letTimePass();
        comesBackTooLateToRing(tablet);
        comesBackTooLateToRing(laptop);

        assertThat(List.of(call(laptop, call).state(), call(tablet, call).state()))
                .containsOnly(State.ANSWERED_ELSEWHERE);
        assertThat(List.of(unread(bob), unread(tablet))).containsExactly(1L, 1L);
    }

    @Test
    void whatOneDeviceHadMissedWasNotWhenAnotherAnsweredIt() {
        meet();
        CallId call = calls(ann);
        tablet.disconnect();
        letTimePass();
        done(bob.core.answer(call, ANSWER));
        simulation.run(ContentTimes.CALL_SIGNAL.plusSeconds(5));
        assertThat(call(tablet, call).state()).isEqualTo(State.MISSED);
        assertThat(unread(tablet)).isEqualTo(2);
        tablet.connect();
        letTimePass();

        assertThat(call(tablet, call).state()).isEqualTo(State.ANSWERED_ELSEWHERE);
        assertThat(List.of(unread(bob), unread(tablet))).containsExactly(1L, 1L);
    }

    @Test
    void whereAnAnswerAndTheEndOfPatienceCrossItWasAnswered() {
        meet();
        CallId call = calls(ann);
        bob.disconnect();
        letTimePass();
        done(bob.core.answer(call, ANSWER));
        done(ann.core.hangUp(call, false));
        letTimePass();
        assertThat(call(tablet, call).state()).isEqualTo(State.MISSED);
        bob.connect();
        letTimePass();

        assertThat(states(call))
                .as("bob spoke to nobody, but he did answer")
                .containsExactly(State.CANCELLED, State.ANSWERED_ELSEWHERE, State.ENDED, State.ANSWERED_ELSEWHERE);
        assertThat(List.of(unread(bob), unread(tablet))).containsExactly(1L, 1L);
    }

    @Test
    void aNewDeviceShowsWhatBecameOfEarlierCalls() {
        meet();
        CallId answered = calls(ann);
        done(bob.core.answer(answered, ANSWER));
        letTimePass();
        done(bob.core.hangUp(answered, false));
        CallId missed = calls(ann);
        done(ann.core.hangUp(missed, false));
        letTimePass();
        SimulatedClient watch = online(Address.of("bob", "watch"));
        watch.requestHistory();
        letTimePass();
        bob.allowHistory(bob.transfers().get(0).id());
        letTimePass();

        assertThat(call(watch, answered).state()).isEqualTo(State.ANSWERED_ELSEWHERE);
        assertThat(call(watch, missed).state()).isEqualTo(State.MISSED);
        assertThat(unread(watch)).isEqualTo(unread(bob)).isEqualTo(2);
    }

    @Test
    void whoDeclinesStopsItEverywhere() {
        meet();
        CallId call = calls(ann);
        done(tablet.core.hangUp(call, false));
        letTimePass();

        assertThat(states(call)).containsOnly(State.DECLINED);
        assertThat(unread(bob)).isEqualTo(1);
        simulation.run(Duration.ofMinutes(2));
        assertThat(call(bob, call).state()).isEqualTo(State.DECLINED);
    }

    @Test
    void theSecondWhoAnswersAtTheSameMomentIsHungUpOn() {
        meet();
        CallId call = calls(ann);
        var one = bob.core.answer(call, ANSWER);
        var other = tablet.core.answer(call, ANSWER);
        letTimePass();

        assertThat(done(one) && done(other)).isTrue();
        CallRecord answered = call(ann, call);
        SimulatedClient first = answered.other().orElseThrow().equals(BOB) ? bob : tablet;
        SimulatedClient second = first == bob ? tablet : bob;
        assertThat(call(first, call).state()).isEqualTo(State.ANSWERED);
        assertThat(call(second, call).state()).isEqualTo(State.ENDED);
    }

    @Test
    void ofTwoWhoCallEachOtherOneCallGoesOn() {
        meet();
        CallId fromAnn = started(ann, BOB);
        CallId fromBob = started(bob, ANN);
        letTimePass();

        CallId goesOn = fromAnn.compareTo(fromBob) < 0 ? fromAnn : fromBob;
        CallId givesWay = goesOn.equals(fromAnn) ? fromBob : fromAnn;
        SimulatedClient caller = goesOn.equals(fromAnn) ? ann : bob;
        SimulatedClient callee = caller == ann ? bob : ann;
        assertThat(call(callee, givesWay).state()).isEqualTo(State.CANCELLED);
        assertThat(call(caller, givesWay).state()).as("no missed call").isEqualTo(State.CANCELLED);
        assertThat(call(callee, goesOn).state()).isEqualTo(State.RINGING);
        done(callee.core.answer(goesOn, ANSWER));
        letTimePass();
        assertThat(call(caller, goesOn).state()).isEqualTo(State.ANSWERED);
    }

    @Test
    void whoIsInACallIsBusyAndTheOthersMayAnswer() {
        meet();
        SimulatedClient cy = online(CY);
        CallId talk = calls(ann);
        done(bob.core.answer(talk, ANSWER));
        letTimePass();
        CallId second = started(cy, BOB);
        letTimePass();

        assertThat(call(bob, second).state()).isEqualTo(State.BUSY);
        assertThat(call(tablet, second).state()).isEqualTo(State.RINGING);
        assertThat(signals(cy, Call.HangUp.class))
                .extracting(Call.HangUp::reason)
                .containsExactly(Reason.BUSY);
        done(tablet.core.answer(second, ANSWER));
        letTimePass();
        assertThat(call(cy, second).state()).isEqualTo(State.ANSWERED);
        assertThat(call(bob, second).state()).isEqualTo(State.ANSWERED_ELSEWHERE);
        assertThat(call(bob, talk).state()).isEqualTo(State.ANSWERED);
    }

    @Test
    void aProcessThatDiesInACallHangsUpWhenItComesBack() {
        meet();
        CallId call = calls(ann);
        done(bob.core.answer(call, ANSWER));
        letTimePass();
        bob.kill();
        bob.begin(new Recorder());
        bob.connect();
        letTimePass();

        assertThat(List.of(call(ann, call).state(), call(bob, call).state())).containsOnly(State.FAILED);
    }

    @Test
    void whoeverAnswersSaysSoThoughTheProcessDiesAtOnce() {
        meet();
        CallId call = calls(ann);
        bob.dieAt(1, CrashableDatabase.Moment.AFTER, SimulatedClient::kill);
        bob.live(() -> bob.answerCall(call));
        letTimePass();
        assertThat(bob.isAlive()).isFalse();
        bob.begin(new Recorder());
        bob.connect();
        letTimePass();

        assertThat(call(tablet, call).state()).isEqualTo(State.ANSWERED_ELSEWHERE);
        assertThat(List.of(unread(bob), unread(tablet))).containsExactly(1L, 1L);
    }

    @Test
    void theCallerDoesNotSayThatItWasAnsweredNorDeclined() {
        meet();
        CallId call = calls(ann);
        for (Result result : List.of(Result.ANSWERED, Result.DECLINED)) {
            inject(ANN, ANN_AND_BOB, new Call.Outcome(call, call(bob, call).message(), result));
        }
        letTimePass();

        assertThat(call(bob, call).state()).isEqualTo(State.RINGING);
    }

    @Test
    void aThirdPersonSaysNothingInACallOfOthers() {
        meet();
        SimulatedClient cy = online(CY);
        CallId call = calls(ann);
        inject(new Call.Outcome(call, call(bob, call).message(), Result.CANCELLED));
        inject(new Call.Outcome(call, call(bob, call).message(), Result.ANSWERED));
        letTimePass();

        assertThat(call(bob, call).state()).isEqualTo(State.RINGING);
        assertThat(cy.history().calls(10)).isEmpty();
    }

    // --- words

    private void inject(Call.Outcome outcome) {
        for (ConversationId conversation : List.of(ANN_AND_BOB, ConversationId.direct(CY.account(), BOB.account()))) {
            inject(CY, conversation, outcome);
        }
    }

    private void inject(Address from, ConversationId conversation, Call.Outcome outcome) {
        simulation.server.append(
                BOB,
                new Message(
                        MessageId.create(simulation.clock().instant()),
                        from,
                        conversation,
                        ContentCodec.encode(Content.of(outcome)),
                        simulation.clock().instant()));
    }

    /** The server has let go of what made it ring. */
    private void comesBackTooLateToRing(SimulatedClient client) {
        for (var message : simulation.server.waitingMessages(client.device)) {
            if (message.content().toStringUtf8().contains(OFFER)) {
                simulation.server.expire(client.device, message.messageId());
            }
        }
        client.connect();
        letTimePass();
    }

    private CallId calls(SimulatedClient caller) {
        CallId call = started(caller, BOB);
        letTimePass();
        return call;
    }

    private CallId started(SimulatedClient caller, Address callee) {
        return done(caller.core.call(callee.account(), OFFER, false)).id();
    }

    private <T> T done(CompletionStage<T> stage) {
        var future = stage.toCompletableFuture();
        simulation.runUntil("it is done", future::isDone);
        return future.join();
    }

    private static CallRecord call(SimulatedClient client, CallId call) {
        return client.history().call(call).orElseThrow();
    }

    private List<State> states(CallId call) {
        return List.of(ann, laptop, bob, tablet).stream()
                .map(client -> call(client, call).state())
                .toList();
    }

    private static <T extends Call> List<T> signals(SimulatedClient client, Class<T> kind) {
        return client.listener.calls.stream()
                .flatMap(event -> event.signal().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static long unread(SimulatedClient client) {
        return client.history().conversation(ANN_AND_BOB).orElseThrow().unread();
    }
}
