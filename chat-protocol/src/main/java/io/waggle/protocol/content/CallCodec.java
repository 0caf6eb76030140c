package io.waggle.protocol.content;

import io.waggle.protocol.Address;
import io.waggle.protocol.CallId;
import io.waggle.protocol.content.Call.HangUp.Reason;
import io.waggle.protocol.content.Call.Outcome.Result;
import io.waggle.protocol.content.wire.Wire;
import java.util.Optional;

/** Signals of calls. */
final class CallCodec {

    private CallCodec() {}

    /** Nothing for a signal of a later version. */
    static Optional<? extends Kind> signal(Wire.Call wire) {
        CallId call = CallId.fromBytes(wire.getCallId())
                .orElseThrow(() -> new OutOfBounds(ContentFault.BAD_ID, "Call.call_id must have 16 bytes"));
        Optional<Address> to = to(wire.getTo());
        return switch (wire.getSignalCase()) {
            case START -> Optional.of(new Call.Start(call, wire.getStart().getVideo()));
            case OUTCOME -> outcome(call, wire.getOutcome());
            case OFFER -> Optional.of(new Call.Offer(call, to, wire.getOffer().getSdp()));
            case RINGING -> Optional.of(new Call.Ringing(call, to));
            case ANSWER ->
                Optional.of(new Call.Answer(call, to, wire.getAnswer().getSdp()));
            case CANDIDATES ->
                Optional.of(new Call.Candidates(call, to, wire.getCandidates().getCandidatesList()));
            case HANG_UP ->
                Optional.of(new Call.HangUp(call, to, reason(wire.getHangUp().getReason())));
            case SIGNAL_NOT_SET -> Optional.empty();
        };
    }

    static Wire.Call wire(Call call) {
        var wire = Wire.Call.newBuilder()
                .setCallId(call.call().toBytes())
                .setTo(call.to().map(Address::clientId).orElse(""));
        if (call instanceof Call.Start start) {
            wire.setStart(Wire.CallStart.newBuilder().setVideo(start.video()));
        } else if (call instanceof Call.Outcome outcome) {
            wire.setOutcome(Wire.CallOutcome.newBuilder()
                    .setStart(RefCodec.wire(outcome.message()))
                    .setOutcome(wire(outcome.result())));
        } else if (call instanceof Call.Offer offer) {
            wire.setOffer(Wire.CallOffer.newBuilder().setSdp(offer.sdp()));
        } else if (call instanceof Call.Ringing) {
            wire.setRinging(Wire.CallRinging.getDefaultInstance());
        } else if (call instanceof Call.Answer answer) {
            wire.setAnswer(Wire.CallAnswer.newBuilder().setSdp(answer.sdp()));
        } else if (call instanceof Call.Candidates candidates) {
            wire.setCandidates(Wire.CallCandidates.newBuilder().addAllCandidates(candidates.candidates()));
        } else if (call instanceof Call.HangUp hangUp) {
            wire.setHangUp(Wire.CallHangUp.newBuilder().setReason(wire(hangUp.reason())));
        }
        return wire.build();
    }

    private static Optional<Address> to(String clientId) {
        Optional<Address> to = Address.fromClientId(clientId);
        Bounds.that(clientId.isEmpty() || to.isPresent(), ContentFault.BAD_ADDRESS, "Call.to must be account/device");
        return to;
    }

    /** Nothing for an outcome of a later version. */
    private static Optional<Call.Outcome> outcome(CallId call, Wire.CallOutcome wire) {
        MessageRef start = RefCodec.ref(wire.getStart());
        return switch (wire.getOutcome()) {
            case ANSWERED -> Optional.of(new Call.Outcome(call, start, Result.ANSWERED));
            case DECLINED -> Optional.of(new Call.Outcome(call, start, Result.DECLINED));
            case REPLACED -> Optional.of(new Call.Outcome(call, start, Result.REPLACED));
            case CANCELLED -> Optional.of(new Call.Outcome(call, start, Result.CANCELLED));
            case OUTCOME_UNSPECIFIED -> throw new OutOfBounds(ContentFault.BAD_CALL, "CallOutcome.outcome is missing");
            case UNRECOGNIZED -> Optional.empty();
        };
    }

    private static Wire.CallOutcome.Outcome wire(Result result) {
        return switch (result) {
            case ANSWERED -> Wire.CallOutcome.Outcome.ANSWERED;
            case DECLINED -> Wire.CallOutcome.Outcome.DECLINED;
            case REPLACED -> Wire.CallOutcome.Outcome.REPLACED;
            case CANCELLED -> Wire.CallOutcome.Outcome.CANCELLED;
        };
    }

    /** However a call ends for a reason that this version does not know, it has ended. */
    private static Reason reason(Wire.CallHangUp.Reason wire) {
        return switch (wire) {
            case BUSY -> Reason.BUSY;
            case FAILED -> Reason.FAILED;
            default -> Reason.ENDED;
        };
    }

    private static Wire.CallHangUp.Reason wire(Reason reason) {
        return switch (reason) {
            case ENDED -> Wire.CallHangUp.Reason.ENDED;
            case BUSY -> Wire.CallHangUp.Reason.BUSY;
            case FAILED -> Wire.CallHangUp.Reason.FAILED;
        };
    }
}
