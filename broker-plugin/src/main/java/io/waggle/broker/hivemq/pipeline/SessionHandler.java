package io.waggle.broker.hivemq.pipeline;

import com.hivemq.mqtt.message.connack.CONNACK;
import com.hivemq.mqtt.message.reason.Mqtt5ConnAckReasonCode;
import com.hivemq.mqtt.message.reason.Mqtt5SubAckReasonCode;
import com.hivemq.mqtt.message.suback.SUBACK;
import com.hivemq.mqtt.message.subscribe.SUBSCRIBE;
import com.hivemq.mqtt.message.subscribe.Topic;
import com.hivemq.mqtt.message.unsubscribe.UNSUBSCRIBE;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.waggle.broker.ingest.Uplink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind the host's encoder and sees what the host says to an admitted device: with the CONNACK its connection is attached,
 * with the SUBACK for its inbox frames begin to flow. What it may subscribe to is the host's to decide. Belongs to the channel's
 * event loop.
 */
final class SessionHandler extends ChannelDuplexHandler {

    private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);

    private final Admission admission;
    private final Attaching attaching;

    /** Where the inbox stands in a SUBSCRIBE that has no SUBACK yet, by the packet identifier; only of those in which it does. */
    private final Map<Integer, Integer> places = new HashMap<>(2);

    private @Nullable Uplink uplink;

    /** Puts the other handlers into the pipeline. */
    interface Attaching {

        /** Says what PUBLISHes are handed to. @throws RuntimeException if the connection cannot be served; it is closed then */
        Uplink attach(ChannelHandlerContext context, Admission admission);
    }

    SessionHandler(Admission admission, Attaching attaching) {
        this.admission = admission;
        this.attaching = attaching;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean accepted =
                message instanceof CONNACK connack && connack.getReasonCode() == Mqtt5ConnAckReasonCode.SUCCESS;
        if (accepted && !attach(context, promise)) {
            return;
        }
        var unused = context.write(message, promise);
        if (message instanceof SUBACK suback) {
            subscribed(suback);
        }
    }

    /** False if the connection cannot go on. */
    private boolean attach(ChannelHandlerContext context, ChannelPromise promise) {
        try {
            uplink = attaching.attach(context, admission);
            return true;
        } catch (RuntimeException | LinkageError e) {
            if (context.channel().isActive()) {
                LOG.error("A connection could not be attached", e);
            }
            promise.setFailure(e);
            var unused = context.close();
            return false;
        }
    }

    private void subscribed(SUBACK suback) {
        List<Mqtt5SubAckReasonCode> codes = suback.getReasonCodes();
        Integer place = places.remove(suback.getPacketIdentifier());
        if (place != null
                && uplink != null
                && place < codes.size()
                && codes.get(place) == Mqtt5SubAckReasonCode.GRANTED_QOS_1) {
            uplink.lane().subscribed();
        }
        if (codes.stream().anyMatch(code -> code != Mqtt5SubAckReasonCode.GRANTED_QOS_1)) {
            admission.subscribeRefused();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof SUBSCRIBE subscribe) {
            note(subscribe);
        } else if (message instanceof UNSUBSCRIBE unsubscribe
                && uplink != null
                && unsubscribe.getTopics().contains(admission.inbox())) {
            uplink.lane().unsubscribed();
        }
        context.fireChannelRead(message);
    }

    private void note(SUBSCRIBE subscribe) {
        List<Topic> topics = subscribe.getTopics();
        for (int i = 0; i < topics.size(); i++) {
            if (topics.get(i).getTopic().equals(admission.inbox())) {
                places.put(subscribe.getPacketIdentifier(), i);
            }
        }
    }
}
