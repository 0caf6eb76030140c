package io.waggle.loadtest.device;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One MQTT 5 connection: CONNECT, SUBSCRIBE, PUBLISH with QoS 1 in both directions, PINGREQ. It has no state that another
 * connection needs, and tells its device what happens. Belongs to its channel's event loop.
 */
final class Connection extends SimpleChannelInboundHandler<MqttMessage> {

    /** A PUBLISH that a broker may send: more than any frame. */
    private static final int MAX_PACKET_BYTES = 1 << 20;

    private static final int SUBSCRIBE_ID = 65_535;
    private static final int LAST_PUBLISH_ID = 60_000;

    /** What a connection tells. After {@link #closed} it tells nothing. */
    interface Listener {

        /**
         * CONNECT was accepted.
         *
         * @param receiveMaximum PUBLISHes that the broker takes at a time
         */
        void accepted(int receiveMaximum);

        /** SUBSCRIBE was granted. */
        void subscribed();

        /** A PUBLISH came; its PUBACK is written when this returns. */
        void published(ByteBuf payload);

        /** A PUBACK came. */
        void answered(int packetId, int reasonCode);

        /** Everything that could be read for now was read. */
        void readComplete();

        /**
         * The connection ended.
         *
         * @param reason for a person
         */
        void closed(String reason);
    }

    private final Listener listener;
    private @Nullable Channel channel;
    private @Nullable String reason;
    private boolean over;
    private int lastPacketId;

    Connection(Listener listener) {
        this.listener = listener;
    }

    /**
     * Begins to connect.
     *
     * @param bootstrap has the event loop, the kind of channel and its options
     */
    void open(
            Bootstrap bootstrap,
            SocketAddress broker,
            @Nullable SocketAddress from,
            String clientId,
            Login login,
            boolean cleanStart,
            Duration keepAlive) {
        ChannelFuture connecting = bootstrap
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel created) {
                        created.pipeline()
                                .addLast(
                                        new IdleStateHandler(0, keepAlive.toMillis() * 3 / 4, 0, TimeUnit.MILLISECONDS))
                                .addLast(new MqttDecoder(MAX_PACKET_BYTES))
                                .addLast(MqttEncoder.INSTANCE)
                                .addLast(Connection.this);
                    }
                })
                .connect(broker, from);
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                write(connect(clientId, login, cleanStart, keepAlive));
                connecting.channel().flush();
            } else {
                close("cannot connect: " + done.cause().getMessage());
            }
        });
    }

    private static MqttMessage connect(String clientId, Login login, boolean cleanStart, Duration keepAlive) {
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.IntegerProperty(
                MqttProperties.MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(),
                Math.toIntExact(login.sessionExpiry().toSeconds())));
        return MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId(clientId)
                .cleanSession(cleanStart)
                .properties(properties)
                .keepAlive(Math.toIntExact(keepAlive.toSeconds()))
                .username(login.userName())
                .password(login.password().getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /** Subscribes with QoS 1. */
    void subscribe(List<String> topicFilters) {
        MqttMessageBuilders.SubscribeBuilder subscribe =
                MqttMessageBuilders.subscribe().messageId(SUBSCRIBE_ID);
        topicFilters.forEach(filter -> subscribe.addSubscription(MqttQoS.AT_LEAST_ONCE, filter));
        write(subscribe.build());
    }

    /** Publishes with QoS 1, at the next {@link #flush}. Returns the Packet Identifier. */
    int publish(Publication publication) {
        lastPacketId = lastPacketId % LAST_PUBLISH_ID + 1;
        write(MqttMessageBuilders.publish()
                .topicName(publication.topic())
                .qos(MqttQoS.AT_LEAST_ONCE)
                .messageId(lastPacketId)
                .payload(Unpooled.wrappedBuffer(publication.payload()))
                .build());
        return lastPacketId;
    }

    void flush() {
        if (channel != null) {
            channel.flush();
        }
    }

    /** Breaks the connection, as a link that is gone: without DISCONNECT. Says so to the listener, at once, if it is news. */
    void close(String why) {
        if (over) {
            return;
        }
        over = true;
        if (channel != null) {
            var unused = channel.close();
        }
        listener.closed(reason == null ? why : reason);
    }

    /** Says DISCONNECT and ends the connection. Says so to the listener, at once, if it is news. */
    void leave() {
        write(MqttMessage.DISCONNECT);
        flush();
        close("on purpose");
    }

    private void write(MqttMessage message) {
        if (channel != null && !over) {
            var unused = channel.write(message); // a write that fails ends the connection
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
        if (over) {
            return;
        }
        if (message.decoderResult().isFailure()) {
            close("a malformed packet: " + message.decoderResult().cause());
            return;
        }
        switch (message.fixedHeader().messageType()) {
            case CONNACK -> connected((MqttConnAckMessage) message);
            case SUBACK -> subscribed((MqttSubAckMessage) message);
            case PUBLISH -> published((MqttPublishMessage) message);
            case PUBACK -> answered(message);
            case PINGRESP -> {
                // that it came is all it says
            }
            case DISCONNECT -> reason = "the broker said DISCONNECT: " + message.variableHeader();
            default -> close("an unexpected " + message.fixedHeader().messageType());
        }
    }

    private void connected(MqttConnAckMessage answer) {
        if (answer.variableHeader().connectReturnCode() != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            close("CONNECT was answered with " + answer.variableHeader().connectReturnCode());
            return;
        }
        MqttProperties.MqttProperty<?> maximum = answer.variableHeader()
                .properties()
                .getProperty(MqttProperties.MqttPropertyType.RECEIVE_MAXIMUM.value());
        listener.accepted(maximum == null ? 65_535 : (Integer) maximum.value());
    }

    private void subscribed(MqttSubAckMessage answer) {
        if (answer.payload().grantedQoSLevels().stream().allMatch(code -> code == 1)) {
            listener.subscribed();
        } else {
            close("SUBSCRIBE was answered with " + answer.payload().grantedQoSLevels());
        }
    }

    private void published(MqttPublishMessage publish) {
        listener.published(publish.payload());
        if (publish.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) {
            write(MqttMessageBuilders.pubAck()
                    .packetId(publish.variableHeader().packetId())
                    .build());
        }
    }

    private void answered(MqttMessage puback) {
        int code = puback.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
                ? Byte.toUnsignedInt(reply.reasonCode())
                : 0;
        listener.answered(((MqttMessageIdVariableHeader) puback.variableHeader()).messageId(), code);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!over) {
            listener.readComplete();
        }
        context.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            write(MqttMessage.PINGREQ);
            context.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        close("the broker closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(cause.toString());
    }
}
