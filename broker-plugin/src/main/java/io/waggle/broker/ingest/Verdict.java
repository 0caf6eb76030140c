package io.waggle.broker.ingest;

import io.waggle.broker.inbox.Decision;
import java.util.concurrent.CompletableFuture;

/** What the front door is to do about a PUBLISH. */
public sealed interface Verdict {

    /** A verdict that is known. */
    sealed interface Final extends Verdict {}

    /**
     * Acknowledge.
     *
     * @param code of the PUBACK (MQTT 5.0, section 3.4.2.1)
     * @param detail for whoever debugs the client; empty if there is nothing to say
     */
    record Answer(ReasonCode code, String detail) implements Final {

        static final Answer SUCCESS = new Answer(ReasonCode.SUCCESS, "");
        static final Answer SEE_OUTCOMES = new Answer(ReasonCode.NO_MATCHING_SUBSCRIBERS, "");
    }

    /**
     * End the connection, with no acknowledgement.
     *
     * @param code of the DISCONNECT (MQTT 5.0, section 3.14.2.1)
     * @param detail for whoever debugs the client
     */
    record End(ReasonCode code, String detail) implements Final {}

    /**
     * The inbox decides: {@link Uplink#settle} says what to do when the future completes.
     *
     * @param mayRefuse whether the decision may be {@link Decision.RefusedForRoom}; a door that has to know before it
     *     chooses how to wait can rely on this
     */
    record Pending(CompletableFuture<Decision> decision, boolean mayRefuse) implements Verdict {}
}
