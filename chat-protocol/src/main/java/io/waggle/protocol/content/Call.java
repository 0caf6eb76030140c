package io.waggle.protocol.content;

import io.waggle.protocol.Address;
import io.waggle.protocol.CallId;
import java.util.List;
import java.util.Optional;

/**
 * A signal of a call between two people; what they say and show flows between their clients. The {@link Start} is what stands in
 * the conversation, the {@link Outcome} what became of it; the others are between devices, while it rings and they talk.
 */
public sealed interface Call
        permits Call.Start, Call.Outcome, Call.Offer, Call.Ringing, Call.Answer, Call.Candidates, Call.HangUp {

    /** Which call. */
    CallId call();

    /** The device that it is for; nothing: whichever. A device that it is not for ignores it. */
    Optional<Address> to();

    /** Somebody calls. Unread only when it was missed. */
    record Start(CallId call, boolean video) implements Call, Shown {

        @Override
        public Optional<Address> to() {
            return Optional.empty();
        }

        @Override
        public Type type() {
            return Type.CALL;
        }
    }

    /**
     * What became of a call, on all devices of both.
     *
     * @param message the {@link Start}
     */
    record Outcome(CallId call, MessageRef message, Result result) implements Call, MessageChange {

        /** What it was. */
        public enum Result {
            /** The callee has answered. */
            ANSWERED(4),
            /** The callee did not want it. */
            DECLINED(3),
            /** The caller took it back: each called the other, and the other call goes on. */
            REPLACED(2),
            /** The caller gave up before anybody answered: it was missed. */
            CANCELLED(1);

            private final int rank;

            Result(int rank) {
                this.rank = rank;
            }

            /** Of several outcomes of a call, the one of the highest rank counts, whenever it came. Above 0. */
            public int rank() {
                return rank;
            }
        }

        @Override
        public Optional<Address> to() {
            return Optional.empty();
        }
    }

    /**
     * Rings.
     *
     * @param sdp as RFC 8866 has it, 1 to {@value ContentLimits#SDP_BYTES} bytes of UTF-8
     */
    record Offer(CallId call, Optional<Address> to, String sdp) implements Call, Change {

        /** Takes an offer within the bounds. @throws IllegalArgumentException if it is not */
        public Offer {
            Bounds.text(ContentFault.BAD_CALL, "CallOffer.sdp", sdp, 1, ContentLimits.SDP_BYTES);
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

    /** One device ends its part. */
    record HangUp(CallId call, Optional<Address> to, Reason reason) implements Call, Change {

        /** Why. One of a later version is read as {@link #ENDED}. */
        public enum Reason {
            /** A call that was going on ends. */
            ENDED,
            /** The callee is in another call on this device; others may still answer. */
            BUSY,
            /** The connection between the clients failed. */
            FAILED
        }
    }
}
