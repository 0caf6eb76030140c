package io.waggle.loadtest.run;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.waggle.loadtest.broker.Speech;
import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.device.Login;
import io.waggle.loadtest.ledger.Stamp;
import io.waggle.loadtest.measure.ProcessProbe;
import io.waggle.protocol.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A real MQTT broker over real sockets that misbehaves as it is told: the instrument has to catch it. One event loop owns
 * everything.
 */
public final class FakeBroker implements Target {

    /** Every so many messages is mistreated; not always those of the same conversation. */
    static final int EVERY = 7;

    /** Nothing is held back so late that nothing may follow. */
    private static final int LATE = 900;

    static final Duration STALL = Duration.ofSeconds(1);

    private final String name;
    private final Misdeed misdeed;
    private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
    private final Map<String, Set<Channel>> subscribers = new HashMap<>();
    private final Map<String, byte[]> heldBack = new HashMap<>();
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger accepted = new AtomicInteger();
    private final Channel listening;
    private final InetSocketAddress address;
    private int published;
    private int mistreated;
    private final long nanosEach;
    private long nextTurn = System.nanoTime();

    FakeBroker(Misdeed misdeed) {
        this("fake", misdeed);
    }

    /** One of several. */
    public FakeBroker(String name, Misdeed misdeed) {
        this(name, misdeed, Integer.MAX_VALUE);
    }

    /** A good one that carries no more than so many messages per second: others wait for their turn. */
    static FakeBroker carrying(int perSecond) {
        return new FakeBroker("fake", Misdeed.NONE, perSecond);
    }

    private FakeBroker(String name, Misdeed misdeed, int perSecond) {
        this.name = name;
        this.misdeed = misdeed;
        this.nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
        listening = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        open.add(channel);
                        accepted.incrementAndGet();
                        channel.pipeline()
                                .addLast(new MqttDecoder(100_000))
                                .addLast(MqttEncoder.INSTANCE)
                                .addLast(new Session());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        address = (InetSocketAddress) listening.localAddress();
    }

    /**
     * Takes no more connections and breaks those there are, as a process that is killed; returns when that is done. For any
     * thread but its own.
     */
    public void die() {
        listening.close().syncUninterruptibly();
        open.close().awaitUninterruptibly();
        while (accepts()) { // until its selector has seen that the channel is closed
            Thread.onSpinWait();
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** How many connections it has ever taken. For any thread. */
    public int connections() {
        return accepted.get();
    }

    /** How it is named on a command line. */
    public String uri() {
        return "mqtt://127.0.0.1:" + address.getPort();
    }

    /** How many messages it has mistreated. */
    int mistreated() {
        return loop.submit(() -> mistreated).syncUninterruptibly().getNow();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "a broker that " + misdeed;
    }

    @Override
    public String acknowledgementMeans() {
        return "nothing";
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Speech speech() {
        return Speech.PLAIN;
    }

    @Override
    public Login login(Address device, boolean durable) {
        return new Login("anybody", "none", Duration.ZERO);
    }

    @Override
    public Optional<ProcessProbe> probe() {
        return Optional.empty();
    }

    @Override
    public void crash() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private boolean isNext(Misdeed what) {
        boolean next = misdeed == what && published % EVERY == 0;
        if (next) {
            mistreated++;
        }
        return next;
    }

    private void deliver(String topic, byte[] content) {
        for (Channel subscriber : subscribers.getOrDefault(topic, Set.of())) {
            var unused = subscriber.writeAndFlush(MqttMessageBuilders.publish()
                    .topicName(topic)
                    .qos(MqttQoS.AT_LEAST_ONCE)
                    .messageId(1 + published % 60_000)
                    .payload(Unpooled.wrappedBuffer(content))
                    .build());
        }
    }

    /** One connection. */
    private final class Session extends SimpleChannelInboundHandler<MqttMessage> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
            switch (message.fixedHeader().messageType()) {
                case CONNECT ->
                    write(
                            context,
                            MqttMessageBuilders.connAck()
                                    .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                                    .build());
                case SUBSCRIBE -> subscribe(context, (MqttSubscribeMessage) message);
                case PUBLISH -> inTurn(context, (MqttPublishMessage) message);
                default -> {
                    // PUBACK and PINGREQ need no answer here
                }
            }
        }

        private void subscribe(ChannelHandlerContext context, MqttSubscribeMessage subscribe) {
            List<MqttReasonCodes.SubAck> codes = new ArrayList<>();
            subscribe.payload().topicSubscriptions().forEach(subscription -> {
                subscribers
                        .computeIfAbsent(subscription.topicFilter(), topic -> new HashSet<>())
                        .add(context.channel());
                codes.add(MqttReasonCodes.SubAck.GRANTED_QOS_1);
            });
            write(
                    context,
                    MqttMessageBuilders.subAck()
                            .packetId(subscribe.variableHeader().messageId())
                            .addGrantedQoses(codes.stream()
                                    .map(code -> MqttQoS.AT_LEAST_ONCE)
                                    .toArray(MqttQoS[]::new))
                            .build());
        }

        private void inTurn(ChannelHandlerContext context, MqttPublishMessage publish) {
            long now = System.nanoTime();
            nextTurn = Math.max(now, nextTurn + nanosEach);
            if (nextTurn - now < TimeUnit.MILLISECONDS.toNanos(1)) {
                publish(context, publish);
                return;
            }
            publish.retain();
            var unused = loop.schedule(
                    () -> {
                        publish(context, publish);
                        publish.release();
                    },
                    nextTurn - now,
                    TimeUnit.NANOSECONDS);
        }

        private void publish(ChannelHandlerContext context, MqttPublishMessage publish) {
            published++;
            String topic = publish.variableHeader().topicName();
            byte[] content = bytes(publish.payload());
            int packetId = publish.variableHeader().packetId();
            if (misdeed == Misdeed.STALLS && published == 10 * EVERY) {
                mistreated++;
                doNothing();
            }
            if (misdeed == Misdeed.DIES && published == 10 * EVERY) {
                mistreated++;
                listening.close().addListener(closed -> open.close().addListener(broken -> {}));
                return;
            }
            if (misdeed == Misdeed.HANGS_UP && published == 10 * EVERY) {
                mistreated++;
                var unused = context.close();
                return;
            }
            if (isNext(Misdeed.REFUSES)) {
                answer(context, packetId, 0x97);
                return;
            }
            if (!isNext(Misdeed.KEEPS_SILENT)) {
                answer(context, packetId, 0);
            }
            if (isNext(Misdeed.LOSES)) {
                return;
            }
            if (published < LATE && !heldBack.containsKey(topic) && isNext(Misdeed.REORDERS)) {
                heldBack.put(topic, content);
                return;
            }
            deliver(topic, content);
            if (isNext(Misdeed.REPEATS)) {
                deliver(topic, content);
            }
            if (isNext(Misdeed.INVENTS)) {
                Stamp stamp =
                        Stamp.of(Unpooled.wrappedBuffer(content).nioBuffer()).orElseThrow();
                deliver(
                        topic,
                        new Stamp(stamp.run(), stamp.stream(), stamp.number() + 1_000_000, stamp.intended())
                                .content(content.length));
            }
            byte[] late = heldBack.remove(topic);
            if (late != null) {
                deliver(topic, late);
            }
        }

        /** On the only thread there is. */
        private static void doNothing() {
            long end = System.nanoTime() + STALL.toNanos();
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }

        private static byte[] bytes(ByteBuf payload) {
            byte[] bytes = new byte[payload.readableBytes()];
            payload.getBytes(payload.readerIndex(), bytes);
            return bytes;
        }

        private void answer(ChannelHandlerContext context, int packetId, int code) {
            write(
                    context,
                    MqttMessageBuilders.pubAck()
                            .packetId(packetId)
                            .reasonCode((byte) code)
                            .build());
        }

        private void write(ChannelHandlerContext context, MqttMessage message) {
            var unused = context.writeAndFlush(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close(); // devices break their connections without a word
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            subscribers.values().forEach(channels -> channels.remove(context.channel()));
        }
    }
}
