package io.waggle.protocol.content;

import io.waggle.protocol.Address;
import io.waggle.protocol.CallId;
import io.waggle.protocol.content.Call.HangUp.Reason;
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
            case OFFER ->
                Optional.of(new Call.Offer(
                        call, to, wire.getOffer().getSdp(), wire.getOffer().getVideo()));
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
        if (call instanceof Call.Offer offer) {
            wire.setOffer(Wire.CallOffer.newBuilder().setSdp(offer.sdp()).setVideo(offer.video()));
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

    /** However a call ends for a reason that this version does not know, it has ended. */
    private static Reason reason(Wire.CallHangUp.Reason wire) {
        return switch (wire) {
            case CANCELLED -> Reason.CANCELLED;
            case DECLINED -> Reason.DECLINED;
            case BUSY -> Reason.BUSY;
            case ANSWERED_ELSEWHERE -> Reason.ANSWERED_ELSEWHERE;
            case DECLINED_ELSEWHERE -> Reason.DECLINED_ELSEWHERE;
            case FAILED -> Reason.FAILED;
            case ENDED, REASON_UNSPECIFIED, UNRECOGNIZED -> Reason.ENDED;
        };
    }

    private static Wire.CallHangUp.Reason wire(Reason reason) {
        return switch (reason) {
            case ENDED -> Wire.CallHangUp.Reason.ENDED;
            case CANCELLED -> Wire.CallHangUp.Reason.CANCELLED;
            case DECLINED -> Wire.CallHangUp.Reason.DECLINED;
            case BUSY -> Wire.CallHangUp.Reason.BUSY;
            case ANSWERED_ELSEWHERE -> Wire.CallHangUp.Reason.ANSWERED_ELSEWHERE;
            case DECLINED_ELSEWHERE -> Wire.CallHangUp.Reason.DECLINED_ELSEWHERE;
            case FAILED -> Wire.CallHangUp.Reason.FAILED;
        };
    }
}
