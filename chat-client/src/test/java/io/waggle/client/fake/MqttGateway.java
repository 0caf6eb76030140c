package io.waggle.client.fake;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.ssl.SslContext;
import io.waggle.client.transport.Answer;
import io.waggle.protocol.Address;
import io.waggle.protocol.Topics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The fake server behind real MQTT 5 on loopback: TCP or WebSocket, with TLS or without, and with faults of its own. */
@SuppressWarnings("FutureReturnValueIgnored") // writes that fail end with their channel
public final class MqttGateway implements AutoCloseable {

    private static final int MAX_PACKET = 1_000_000;
    private static final int FRAGMENT = 500;

    private final FakeServer server;
    private final boolean webSocket;
    private final Optional<SslContext> tls;
    private final NioEventLoopGroup threads = new NioEventLoopGroup(1);
    private final Channel channel;

    /** Every CONNECT that arrived. */
    public final List<MqttConnectMessage> connects = new CopyOnWriteArrayList<>();

    /** The connections that are open. */
    public final List<Channel> connections = new CopyOnWriteArrayList<>();

    /** The reason code of the CONNACK. */
    public volatile MqttConnectReturnCode connack = MqttConnectReturnCode.CONNECTION_ACCEPTED;

    /** The Receive Maximum that CONNACK announces. */
    public volatile int receiveMaximum = 16;

    /** Whether anything is answered. */
    public volatile boolean mute;

    /** Whether a connection is closed as soon as it is there. */
    public volatile boolean slam;

    /** Whether WebSocket messages go out in fragments with pings in between. */
    public volatile boolean fragment;

    /** Whether a SUBSCRIBE is refused. */
    public volatile boolean refuseSubscribe;

    public MqttGateway(FakeServer server, boolean webSocket, Optional<SslContext> tls) {
        this.server = server;
        this.webSocket = webSocket;
        this.tls = tls;
        this.channel = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        initialize(connection);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    public MqttGateway(FakeServer server) {
        this(server, false, Optional.empty());
    }

    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Every connection ends without a word. */
    public void cut() {
        connections.forEach(Channel::close);
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        cut();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void initialize(SocketChannel connection) {
        if (slam) {
            connection.close();
            return;
        }
        connections.add(connection);
        connection.closeFuture().addListener(closed -> connections.remove(connection));
        ChannelPipeline pipeline = connection.pipeline();
        tls.ifPresent(context -> pipeline.addLast(context.newHandler(connection.alloc())));
        if (webSocket) {
            pipeline.addLast(
                    new HttpServerCodec(),
                    new HttpObjectAggregator(65_536),
                    new WebSocketServerProtocolHandler("/mqtt", "mqtt", true, MAX_PACKET),
                    new WebSocketFrameAggregator(MAX_PACKET),
                    new WebSocketBytes());
        }
        pipeline.addLast(new MqttDecoder(MAX_PACKET), MqttEncoder.INSTANCE, new Session());
    }

    /** Binary frames to bytes and back. */
    private final class WebSocketBytes extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {

        @Override
        protected void encode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
            if (!fragment || bytes.readableBytes() <= FRAGMENT) {
                out.add(new BinaryWebSocketFrame(bytes.retainedDuplicate()));
                return;
            }
            out.add(new BinaryWebSocketFrame(false, 0, bytes.readRetainedSlice(FRAGMENT)));
            while (bytes.readableBytes() > FRAGMENT) {
                out.add(new PingWebSocketFrame(Unpooled.copiedBuffer(new byte[] {1, 2, 3})));
                out.add(new ContinuationWebSocketFrame(false, 0, bytes.readRetainedSlice(FRAGMENT)));
            }
            out.add(new ContinuationWebSocketFrame(true, 0, bytes.readRetainedSlice(bytes.readableBytes())));
        }

        @Override
        protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out) {
            out.add(frame.content().retain());
        }
    }

    private final class Session extends SimpleChannelInboundHandler<MqttMessage> {

        private final Map<Integer, Runnable> unanswered = new ConcurrentHashMap<>();
        private final AtomicInteger packetIds = new AtomicInteger();
        private @Nullable Address device;
        private FakeServer.@Nullable Link link;

        @Override
        protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
            if (mute) {
                return;
            }
            switch (message.fixedHeader().messageType()) {
                case CONNECT -> connect(context.channel(), (MqttConnectMessage) message);
                case PUBLISH -> publish(context.channel(), (MqttPublishMessage) message);
                case SUBSCRIBE -> subscribe(context.channel(), (MqttSubscribeMessage) message);
                case PUBACK -> {
                    Runnable task =
                            unanswered.remove(((MqttMessageIdVariableHeader) message.variableHeader()).messageId());
                    if (task != null) {
                        task.run();
                    }
                }
                case PINGREQ -> context.writeAndFlush(MqttMessage.PINGRESP);
                default -> context.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (link != null) {
                link.gone();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        private void connect(Channel connection, MqttConnectMessage message) {
            connects.add(message);
            Optional<Address> named = Address.fromClientId(message.payload().clientIdentifier());
            if (connack == MqttConnectReturnCode.CONNECTION_ACCEPTED && named.isPresent()) {
                device = named.get();
                link = server.connect(named.get(), new ChannelWire(connection));
            }
            MqttProperties properties = new MqttProperties();
            properties.add(new IntegerProperty(MqttPropertyType.RECEIVE_MAXIMUM.value(), receiveMaximum));
            properties.add(new IntegerProperty(MqttPropertyType.TOPIC_ALIAS_MAXIMUM.value(), 5));
            connection.writeAndFlush(MqttMessageBuilders.connAck()
                    .returnCode(connack)
                    .sessionPresent(false)
                    .properties(properties)
                    .build());
        }

        private void publish(Channel connection, MqttPublishMessage message) {
            String topic = message.variableHeader().topicName();
            int packetId = message.variableHeader().packetId();
            boolean allowed = device != null
                    && (topic.isEmpty() || topic.equals(Topics.outbox(device)))
                    && message.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE;
            if (!allowed || link == null) {
                connection.close();
                return;
            }
            link.publish(ByteBufUtil.getBytes(message.payload()), answer -> puback(connection, packetId, answer));
        }

        private void puback(Channel connection, int packetId, Answer answer) {
            MqttProperties properties = new MqttProperties();
            if (!answer.reason().isEmpty()) {
                properties.add(new StringProperty(MqttPropertyType.REASON_STRING.value(), answer.reason()));
            }
            connection.writeAndFlush(new MqttMessage(
                    new MqttFixedHeader(MqttMessageType.PUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
                    new MqttPubReplyMessageVariableHeader(packetId, (byte) answer.reasonCode(), properties)));
        }

        private void subscribe(Channel connection, MqttSubscribeMessage message) {
            boolean own = device != null
                    && message.payload()
                            .topicSubscriptions()
                            .get(0)
                            .topicFilter()
                            .equals(Topics.inbox(device));
            connection.writeAndFlush(MqttMessageBuilders.subAck()
                    .packetId(message.variableHeader().messageId())
                    .addGrantedQos(own && !refuseSubscribe ? MqttQoS.AT_LEAST_ONCE : MqttQoS.FAILURE)
                    .build());
            if (own && link != null) {
                link.subscribe();
            }
        }

        private final class ChannelWire implements Wire {

            private final Channel connection;

            ChannelWire(Channel connection) {
                this.connection = connection;
            }

            @Override
            public void frame(byte[] payload, Runnable onPuback) {
                int packetId = packetIds.incrementAndGet() & 0xFFFF;
                Address to = java.util.Objects.requireNonNull(device);
                unanswered.put(packetId, onPuback);
                connection.writeAndFlush(MqttMessageBuilders.publish()
                        .topicName(Topics.inbox(to))
                        .qos(MqttQoS.AT_LEAST_ONCE)
                        .messageId(packetId)
                        .payload(Unpooled.wrappedBuffer(payload))
                        .build());
            }

            @Override
            public void disconnect(int reasonCode) {
                connection.writeAndFlush(new MqttMessage(
                        new MqttFixedHeader(MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0),
                        new MqttReasonCodeAndPropertiesVariableHeader(
                                (byte) reasonCode, MqttProperties.NO_PROPERTIES)));
                connection.close();
            }

            @Override
            public void cut() {
                connection.close();
            }
        }
    }
}
