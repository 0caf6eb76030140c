package io.waggle.broker.ingest;

import io.waggle.broker.delivery.Lane;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.PublishRefused.PublishRefusal;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.Decision;
import io.waggle.protocol.AcceptedAfter;
import io.waggle.protocol.Topics;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from one connected device, whichever door it came through: what it may publish, and what it is answered. A door
 * only applies the verdicts. Never throws, for what a host makes of that is not ours to say. For one packet at a time.
 */
public final class Uplink {

    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

    private final Ingest ingest;
    private final Lane lane;
    private final PresenceUplink presence;
    private final Order order = new Order();
    private final boolean canAnswer;
    private final Events events;

    /** @param canAnswer whether the device can be told reason codes */
    public Uplink(Ingest ingest, Lane lane, PresenceUplink presence, boolean canAnswer, Events events) {
        this.ingest = ingest;
        this.lane = lane;
        this.presence = presence;
        this.canAnswer = canAnswer;
        this.events = events;
    }

    /** The only topic that the device may publish to. */
    public String topic() {
        return Topics.outbox(lane.device());
    }

    /** What the device is sent. */
    public Lane lane() {
        return lane;
    }

    /** A packet of any kind has come: the device is there. */
    public void heard() {
        presence.heard();
    }

    /**
     * Decides about a PUBLISH of any kind.
     *
     * @param qos 0 to 2
     * @param payload must not change until the decision is made
     */
    public Verdict receive(String publishedTo, int qos, boolean retain, ByteBuffer payload) {
        if (!Topics.isOutbox(publishedTo, lane.device())) {
            refused(PublishRefusal.FOREIGN_TOPIC);
            return new Verdict.Answer(ReasonCode.NOT_AUTHORIZED, "publish to " + topic());
        }
        if (qos != 1) {
            refused(PublishRefusal.NOT_QOS_1);
            return new Verdict.End(ReasonCode.QOS_NOT_SUPPORTED, "publish with QoS 1");
        }
        if (retain) {
            refused(PublishRefusal.RETAINED);
            return new Verdict.Answer(ReasonCode.NOT_AUTHORIZED, "publish without retain");
        }
        return receive(payload);
    }

    /**
     * Decides about a PUBLISH to {@link #topic}, with QoS 1 and not retained.
     *
     * @param payload must not change until the decision is made
     */
    public Verdict receive(ByteBuffer payload) {
        try {
            return ingest.receive(lane, presence, order, payload, canAnswer);
        } catch (Throwable e) {
            LOG.error("A PUBLISH of {} failed", lane.device(), e);
            refused(PublishRefusal.INTERNAL_ERROR);
            return new Verdict.Answer(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, "internal error");
        }
    }

    /**
     * What to do now that the decision is made, or is known never to be made. To be asked once.
     *
     * @param decided what the future completed with; null if it failed
     */
    public Verdict.Final settle(Verdict.Pending pending, @Nullable Decision decided) {
        if (decided == null) {
            refused(PublishRefusal.STORE_FAILED);
            return pending.mayRefuse()
                    ? new Verdict.Answer(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, "the store is not available")
                    : new Verdict.End(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, "the store failed; send again");
        }
        if (decided instanceof Decision.RefusedForRoom refused) {
            return new Verdict.Answer(
                    ReasonCode.QUOTA_EXCEEDED, refused.result().name());
        }
        if (decided instanceof Decision.AllAccepted accepted) {
            return new Verdict.Answer(ReasonCode.SUCCESS, new AcceptedAfter(accepted.after()).reason());
        }
        return decided instanceof Decision.SeeOutcomes ? Verdict.Answer.SEE_OUTCOMES : Verdict.Answer.SUCCESS;
    }

    private void refused(PublishRefusal reason) {
        events.publish(new Event.PublishRefused(lane.device(), reason));
    }
}
