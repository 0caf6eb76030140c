package io.waggle.broker.hivemq.pipeline;

import com.hivemq.mqtt.message.puback.PUBACK;
import com.hivemq.mqtt.message.publish.PUBLISH;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.BooleanSupplier;

/**
 * Stands behind something of the host and takes the PUBLISHes, and the PUBACKs for frames, that come out of it as objects.
 * Belongs to the channel's event loop.
 */
final class DecodedHandler extends ChannelInboundHandlerAdapter {

    private final Link link;
    private final BooleanSupplier taking;

    /** @param taking whether it is its turn; everything goes on until then */
    DecodedHandler(Link link, BooleanSupplier taking) {
        this.link = link;
        this.taking = taking;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!takes(message)) {
            context.fireChannelRead(message);
        }
    }

    private boolean takes(Object message) {
        try {
            if (message instanceof PUBLISH publish && taking.getAsBoolean()) {
                link.published(
                        publish.getPacketIdentifier(),
                        publish.isDuplicateDelivery(),
                        publish.getTopic(),
                        publish.getQoS().getQosNumber(),
                        publish.isRetain(),
                        publish.getPayload());
                link.flush();
                return true;
            }
            if (message instanceof PUBACK puback && link.acknowledged(puback.getPacketIdentifier())) {
                link.flush();
                return true;
            }
            return false;
        } catch (Throwable e) {
            link.fail(e);
            return true;
        }
    }
}
