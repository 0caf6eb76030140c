package io.waggle.protocol.content;

/** A kind that changes how something else is shown: a message, a call, or the conversation. Never unread. */
public sealed interface Change extends Kind
        permits MessageChange, TimerChange, Call.Offer, Call.Ringing, Call.Answer, Call.Candidates, Call.HangUp {

    @Override
    default Effect effect() {
        return Effect.CHANGE;
    }
}
