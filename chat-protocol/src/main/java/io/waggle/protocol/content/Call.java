package io.waggle.protocol.content;

import io.waggle.protocol.Address;
import io.waggle.protocol.CallId;
import java.util.List;
import java.util.Optional;

/**
 * A signal of a call between two people; what they say and show flows between their clients. The {@link Offer} is what stands in
 * the conversation, and the others change how.
 */
public sealed interface Call permits Call.Offer, Call.Ringing, Call.Answer, Call.Candidates, Call.HangUp {

    /** Which call. */
    CallId call();

    /** The device that it is for; nothing: whichever. A device that it is not for ignores it. */
    Optional<Address> to();

    /**
     * Somebody calls. Unread only when it was missed.
     *
     * @param sdp as RFC 8866 has it, 1 to {@value ContentLimits#SDP_BYTES} bytes of UTF-8
     */
    record Offer(CallId call, Optional<Address> to, String sdp, boolean video) implements Call, Shown {

        /** Takes an offer within the bounds. @throws IllegalArgumentException if it is not */
        public Offer {
            Bounds.text(ContentFault.BAD_CALL, "CallOffer.sdp", sdp, 1, ContentLimits.SDP_BYTES);
        }

        @Override
        public Type type() {
            return Type.CALL;
        }
    }

    /** The sending device rings. */
    record Ringing(CallId call, Optional<Address> to) implements Call, Change {}

    /**
     * Somebody has taken the call on the sending device.
     *
     * @param sdp as RFC 8866 has it, 1 to {@value ContentLimits#SDP_BYTES} bytes of UTF-8
     */
    record Answer(CallId call, Optional<Address> to, String sdp) implements Call, Change {

        /** Takes an answer within the bounds. @throws IllegalArgumentException if it is not */
        public Answer {
            Bounds.text(ContentFault.BAD_CALL, "CallAnswer.sdp", sdp, 1, ContentLimits.SDP_BYTES);
        }
    }

    /**
     * Where the sending device may be reached.
     *
     * @param candidates as RFC 8839, section 5.1, has them ({@code candidate-attribute}), up to {@value
     *     ContentLimits#CANDIDATES}, each of 1 to {@value ContentLimits#CANDIDATE_BYTES} bytes of UTF-8; none: no more follow
     */
    record Candidates(CallId call, Optional<Address> to, List<String> candidates) implements Call, Change {

        /** Takes candidates within the bounds. @throws IllegalArgumentException if they are not */
        public Candidates {
            candidates = List.copyOf(candidates);
            Bounds.count(
                    ContentFault.BAD_CALL, "CallCandidates.candidates", candidates.size(), 0, ContentLimits.CANDIDATES);
            for (String candidate : candidates) {
                Bounds.text(
                        ContentFault.BAD_CALL,
                        "each of CallCandidates.candidates",
                        candidate,
                        1,
                        ContentLimits.CANDIDATE_BYTES);
            }
        }
    }

    /** The call ends, or does not come to be. */
    record HangUp(CallId call, Optional<Address> to, Reason reason) implements Call, Change {

        /** Why. One of a later version is read as {@link #ENDED}. */
        public enum Reason {
            /** A call that was going on ends. */
            ENDED,
            /** By the caller, before anybody answered. */
            CANCELLED,
            /** By the callee. */
            DECLINED,
            /** The callee is in another call. */
            BUSY,
            /** To the other devices of the callee: this one has answered. */
            ANSWERED_ELSEWHERE,
            /** To the other devices of the callee: this one has declined. */
            DECLINED_ELSEWHERE,
            /** The connection between the clients failed. */
            FAILED
        }
    }
}
