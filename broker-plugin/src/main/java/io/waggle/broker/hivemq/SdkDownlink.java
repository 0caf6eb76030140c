package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.publish.PublishToClientResult;
import io.waggle.broker.delivery.Downlink;
import io.waggle.broker.delivery.Lane;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends frames through the host's queue for one client. The host says "successful" when it has queued, and also when it has
 * dropped; the lane relies on neither and waits for the device's PUBACK.
 */
final class SdkDownlink implements Downlink {

    private static final Logger LOG = LoggerFactory.getLogger(SdkDownlink.class);

    private final String clientId;
    private final String topic;
    private @Nullable Lane lane;

    SdkDownlink(String clientId, String topic) {
        this.clientId = clientId;
        this.topic = topic;
    }

    String topic() {
        return topic;
    }

    /** Whom to tell that a frame did not get away; before the first is sent. */
    void feeds(Lane fed) {
        lane = fed;
    }

    @Override
    public void send(byte[] frame) {
        var publish = Builders.publish()
                .topic(topic)
                .qos(Qos.AT_LEAST_ONCE)
                .payload(ByteBuffer.wrap(frame))
                .build();
        var unused =
                Services.publishService().publishToClient(publish, clientId).whenComplete(this::note);
    }

    private void note(@Nullable PublishToClientResult result, @Nullable Throwable failure) {
        if (lane == null || result == PublishToClientResult.SUCCESSFUL) {
            return;
        }
        if (failure != null) {
            LOG.warn("A frame could not be handed to {}", clientId, failure);
        }
        lane.frameFailed();
    }
}
