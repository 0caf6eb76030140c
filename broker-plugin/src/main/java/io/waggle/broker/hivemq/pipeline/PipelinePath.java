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
import io.waggle.broker.delivery.Downlink;
import io.waggle.broker.ingest.Uplink;
import io.waggle.broker.ingest.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
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

    private final @Nullable HostShape host;
    private final AtomicBoolean usable;

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

    /**
     * Takes a connection, between its CONNECT and its CONNACK.
     *
     * @param inbox the Topic Name that the device is sent frames on
     * @param uplinkOf told how to send, makes what its PUBLISHes are handed to; not called if the connection is not taken
     * @return what was made; nothing if the SDK path has to serve the connection
     */
    public Optional<Uplink> take(ConnectionInformation connection, String inbox, Function<Downlink, Uplink> uplinkOf) {
        if (host == null || !usable.get()) {
            return Optional.empty();
        }
        try {
            return take(host, connection, inbox, uplinkOf);
        } catch (LinkageError | ClassCastException | IllegalArgumentException e) {
            giveUp(e.toString());
            return Optional.empty();
        }
    }

    private void giveUp(String difference) {
        if (usable.compareAndSet(true, false)) {
            differs(difference);
        }
    }

    private Optional<Uplink> take(
            HostShape shape, ConnectionInformation connection, String inbox, Function<Downlink, Uplink> uplinkOf) {
        boolean mqtt5 = connection.getMqttVersion() == MqttVersion.V_5;
        Channel channel = shape.channel(connection.getConnectionAttributeStore());
        ChannelPipeline pipeline = channel.pipeline();
        Optional<String> difference = shape.difference(pipeline, mqtt5);
        if (difference.isPresent()) {
            if (channel.isActive()) { // a closed channel has lost its handlers
                giveUp(difference.get());
            }
            return Optional.empty();
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
                inbox.getBytes(StandardCharsets.UTF_8));
        try {
            pipeline.addBefore(ChannelHandlerNames.MQTT_MESSAGE_DECODER, PACKETS, packets);
        } catch (NoSuchElementException e) {
            return Optional.empty(); // it was closed meanwhile
        }
        Link link = new Link(peer, pipeline.context(packets), uplinkOf);
        packets.begin(link);
        try {
            pipeline.addAfter(ChannelHandlerNames.MQTT_MESSAGE_DECODER, DECODED, new DecodedHandler(link, connected));
            pipeline.addAfter(ChannelHandlerNames.MQTT_MESSAGE_BARRIER, RELEASED, new DecodedHandler(link, () -> true));
            if (flowControl != null) {
                pipeline.remove(flowControl); // the link counts
            }
        } catch (NoSuchElementException e) {
            LOG.debug("A connection was closed before its CONNACK", e);
            var unused = channel.close();
        }
        return Optional.of(link.uplink());
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
