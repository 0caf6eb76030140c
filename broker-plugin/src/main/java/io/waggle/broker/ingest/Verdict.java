package io.waggle.broker.ingest;

import io.waggle.broker.event.Event.PublishRefused.PublishRefusal;
import io.waggle.broker.inbox.Decision;
import io.waggle.protocol.frame.Decoded.Fault;
import java.util.concurrent.CompletableFuture;

/** What the front door is to answer to a PUBLISH. */
public sealed interface Verdict {

    /** Everything the frame says is done: acknowledge. */
    record Done() implements Verdict {}

    /**
     * The inbox decides: acknowledge when the future completes. Where it completes exceptionally nothing is known, and the
     * device must not get an acknowledgement.
     *
     * @param mayRefuse whether the decision may be {@link Decision.RefusedForRoom}; a door that has to know before it
     *     chooses how to wait can rely on this
     */
    record Pending(CompletableFuture<Decision> decision, boolean mayRefuse) implements Verdict {}

    /** Not a frame: nothing was done. */
    record Malformed(Fault fault, String detail) implements Verdict {}

    /** Nothing was done; the device may try again later. */
    record Unavailable(PublishRefusal reason, String detail) implements Verdict {}
}
