package io.waggle.broker.hivemq.pipeline;

import com.hivemq.bootstrap.ClientConnectionContext;
import com.hivemq.bootstrap.netty.ChannelHandlerNames;
import com.hivemq.codec.decoder.MQTTMessageDecoder;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.packets.general.MqttVersion;
import com.hivemq.mqtt.handler.disconnect.MqttServerDisconnector;
import com.hivemq.mqtt.handler.publish.FlowControlHandler;
import com.hivemq.mqtt.message.reason.Mqtt5DisconnectReasonCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.waggle.broker.ingest.Uplink;
import io.waggle.broker.ingest.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections from the SDK into the pipeline, if the host is the one this was made for. What differs is logged once, and
 * from then on no connection is taken. Thread-safe.
 */
public final class PipelinePath {

    private static final Logger LOG = LoggerFactory.getLogger(PipelinePath.class);

    private static final String PACKETS = "waggle_packets";
    private static final String DECODED = "waggle_decoded";
    private static final String RELEASED = "waggle_released";
    private static final String SESSION = "waggle_session";

    private final @Nullable HostShape host;
    private final AtomicBoolean usable;
    private volatile Runnable givenUp = () -> {};

    private PipelinePath(@Nullable HostShape host) {
        this.host = host;
        this.usable = new AtomicBoolean(host != null);
    }

    /** A path that is never taken. */
    public static PipelinePath none() {
        return new PipelinePath(null);
    }

    /** The path through the host that this runs in, if it is the expected one. */
    public static PipelinePath throughHost() {
        try {
            return new PipelinePath(HostShape.ofHost());
        } catch (ReflectiveOperationException | LinkageError e) {
            differs(e.toString());
            return none();
        }
    }

    private static void differs(String what) {
        LOG.warn("The pipeline path does not fit this host, so the SDK path is used: {}", what);
    }

    /** Whether connections are taken, as far as is known. */
    public boolean isUsable() {
        return usable.get();
    }

    /** Says who is told, before it happens, that no connection will be taken any more. At most one; set before the first. */
    public void onGivenUp(Runnable listener) {
        givenUp = listener;
    }

    /**
     * Takes a connection whose CONNECT has been found good, before the host is told so: its session becomes a clean one that ends
     * with it, and it is attached when it gets its CONNACK.
     *
     * @return false if it cannot be served: then the device has to connect again
     */
    public boolean admit(ConnectionInformation connection, Admission admission) {
        if (host == null || !usable.get()) {
            return false;
        }
        try {
            return admit(host, connection, admission);
        } catch (NoSuchElementException e) {
            return false; // it was closed meanwhile
        } catch (LinkageError | ClassCastException | IllegalArgumentException e) {
            giveUp(e.toString());
            return false;
        }
    }

    /** Whether a connection has been {@link #admit admitted}. */
    public boolean hasAdmitted(ConnectionInformation connection) {
        return host != null
                && host.channel(connection.getConnectionAttributeStore())
                                .pipeline()
                                .get(SessionHandler.class)
                        != null;
    }

    private boolean admit(HostShape shape, ConnectionInformation connection, Admission admission) {
        boolean mqtt5 = connection.getMqttVersion() == MqttVersion.V_5;
        Channel channel = shape.channel(connection.getConnectionAttributeStore());
        ChannelPipeline pipeline = channel.pipeline();
        Optional<String> difference = shape.difference(pipeline, mqtt5);
        if (difference.isPresent()) {
            if (channel.isActive()) { // a closed channel has lost its handlers
                giveUp(difference.get());
            }
            return false;
        }
        if (!shape.makeClean(channel)) {
            return false;
        }
        pipeline.addAfter(
                ChannelHandlerNames.MQTT_MESSAGE_ENCODER,
                SESSION,
                new SessionHandler(admission, (context, admitted) -> attachOrGiveUp(shape, channel, mqtt5, admitted)));
        return true;
    }

    private synchronized void giveUp(String difference) {
        if (usable.get()) {
            differs(difference);
            givenUp.run();
            usable.set(false);
        }
    }

    /** On the event loop. Where it is the host that differs, nobody else is to be let in only to be closed. */
    private Uplink attachOrGiveUp(HostShape shape, Channel channel, boolean mqtt5, Admission admission) {
        try {
            return attach(shape, channel, mqtt5, admission);
        } catch (NoSuchElementException | LinkageError | ClassCastException | IllegalArgumentException e) {
            if (channel.isActive()) {
                giveUp(e.toString());
            }
            throw e;
        }
    }

    private Uplink attach(HostShape shape, Channel channel, boolean mqtt5, Admission admission) {
        ChannelPipeline pipeline = channel.pipeline();
        Optional<String> difference = shape.difference(pipeline, mqtt5);
        if (difference.isPresent()) {
            throw new NoSuchElementException(difference.get());
        }
        MQTTMessageDecoder decoder = pipeline.get(MQTTMessageDecoder.class);
        FlowControlHandler flowControl = pipeline.get(FlowControlHandler.class);
        BooleanSupplier connected = () -> pipeline.context(ChannelHandlerNames.MQTT_MESSAGE_BARRIER) == null;

        PacketHandler packets = new PacketHandler(
                shape.maxPacketSize(decoder), () -> connected.getAsBoolean() && !shape.isInsidePacket(decoder));
        HostPeer peer = new HostPeer(
                ClientConnectionContext.of(channel),
                shape.disconnector(decoder),
                mqtt5,
                shape.receiveMaximum(flowControl),
                admission.inbox().getBytes(StandardCharsets.UTF_8));
        pipeline.addBefore(ChannelHandlerNames.MQTT_MESSAGE_DECODER, PACKETS, packets);
        Link link = new Link(peer, pipeline.context(packets), downlink -> admission.attach(downlink, mqtt5));
        channel.closeFuture().addListener(closed -> admission.detach());
        packets.begin(link);
        pipeline.addAfter(ChannelHandlerNames.MQTT_MESSAGE_DECODER, DECODED, new DecodedHandler(link, connected));
        pipeline.addAfter(ChannelHandlerNames.MQTT_MESSAGE_BARRIER, RELEASED, new DecodedHandler(link, () -> true));
        if (flowControl != null) {
            pipeline.remove(flowControl); // the link counts
        }
        return link.uplink();
    }

    /** A connection of the host. */
    private static final class HostPeer implements Peer {

        private final ClientConnectionContext connection;
        private final MqttServerDisconnector disconnector;
        private final boolean mqtt5;
        private final boolean wantsReasonStrings;
        private final int receiveMaximum;
        private final int frameMaximum;
        private final byte[] inbox;

        HostPeer(
                ClientConnectionContext connection,
                MqttServerDisconnector disconnector,
                boolean mqtt5,
                int receiveMaximum,
                byte[] inbox) {
            this.connection = connection;
            this.disconnector = disconnector;
            this.mqtt5 = mqtt5;
            this.wantsReasonStrings = !Boolean.FALSE.equals(connection.getRequestProblemInformation());
            this.receiveMaximum = receiveMaximum;
            Integer clients = connection.getClientReceiveMaximum();
            this.frameMaximum = clients == null ? FrameIds.COUNT : Math.min(clients, FrameIds.COUNT);
            this.inbox = inbox;
        }

        @Override
        public boolean mqtt5() {
            return mqtt5;
        }

        @Override
        public boolean wantsReasonStrings() {
            return wantsReasonStrings;
        }

        @Override
        public int receiveMaximum() {
            return receiveMaximum;
        }

        @Override
        public int frameMaximum() {
            return frameMaximum;
        }

        @Override
        public byte[] inbox() {
            return inbox;
        }

        @Override
        public boolean isEnding() {
            return connection.getClientState().disconnectingOrDisconnected();
        }

        @Override
        public void disconnect(Verdict.End end) {
            disconnector.disconnect(
                    connection.getChannel(),
                    null,
                    end.detail(),
                    Mqtt5DisconnectReasonCode.valueOf(end.code().name()),
                    end.detail());
        }
    }
}
