package io.waggle.client.store;

import io.waggle.protocol.frame.ReceiptKind;
import java.util.Optional;

/**
 * The state of a message, and why it failed if it did.
 *
 * <p>A status only ever moves up the following ladder, whatever order the news arrives in: queued, failed before the
 * server accepted it, sent, expired or failed after that, delivered, read, played. So an acceptance beats a refusal, and
 * a person who has the message beats a device that lost it. Only a retry that the user asks for begins again.
 *
 * @param failure present if the state is {@link MessageState#FAILED}
 */
public record MessageStatus(MessageState state, Optional<FailureReason> failure) {

    static final MessageStatus RECEIVED = of(MessageState.RECEIVED);
    static final MessageStatus QUEUED = of(MessageState.QUEUED);
    static final MessageStatus SENT = of(MessageState.SENT);
    static final MessageStatus EXPIRED = of(MessageState.EXPIRED);

    static MessageStatus failed(FailureReason reason) {
        return new MessageStatus(MessageState.FAILED, Optional.of(reason));
    }

    static MessageStatus reached(ReceiptKind kind) {
        return of(
                switch (kind) {
                    case DELIVERED -> MessageState.DELIVERED;
                    case READ -> MessageState.READ;
                    case PLAYED -> MessageState.PLAYED;
                });
    }

    static MessageStatus fromCodes(long state, long failure) {
        return failure == 0
                ? of(MessageState.fromCode(state))
                : new MessageStatus(MessageState.fromCode(state), Optional.of(FailureReason.fromCode(failure)));
    }

    private static MessageStatus of(MessageState state) {
        return new MessageStatus(state, Optional.empty());
    }

    boolean isAbove(MessageStatus other) {
        return rank() > other.rank();
    }

    /** Whether the server has accepted the message. */
    boolean isAccepted() {
        return rank() >= SENT.rank();
    }

    int failureCode() {
        return failure.map(FailureReason::code).orElse(0);
    }

    private int rank() {
        return switch (state) {
            case QUEUED -> 0;
            case FAILED -> failure.filter(FailureReason::isAfterAcceptance).isPresent() ? 3 : 1;
            case SENT -> 2;
            case EXPIRED -> 3;
            case DELIVERED -> 4;
            case READ -> 5;
            case PLAYED -> 6;
            case RECEIVED -> 7;
        };
    }

    @Override
    public String toString() {
        return failure.map(reason -> state + " (" + reason + ")").orElse(state.toString());
    }
}
