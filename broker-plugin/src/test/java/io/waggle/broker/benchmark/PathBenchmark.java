package io.waggle.broker.benchmark;

import com.google.protobuf.ByteString;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.Topics;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import io.waggle.testkit.Trees;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole path, over sockets, beside its own load generator: {@value #PAIRS} senders write messages of 256 bytes with
 * QoS 1 and a window of PUBLISHes under way each, {@value #PAIRS} recipients get them. {@code bare} is HiveMQ CE without
 * us, in memory; the others are the standalone broker with fsync, delivered receipts and acknowledgements, on one of its two
 * paths, one and eight messages to a frame. One operation is one message at its recipient; {@code cpuMicros} is the
 * broker's CPU time for it, all threads; JMH's last table adds up the iterations, so divide it by their number.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 25)
@Measurement(iterations = 15)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@SuppressWarnings({"NullAway.Init", "FutureReturnValueIgnored"
}) // JMH sets it up; a lost write is a message that does not arrive
public class PathBenchmark {

    private static final int PAIRS = 100;
    private static final int PER_PAIR = 400;
    private static final int MESSAGES = PAIRS * PER_PAIR;
    private static final ByteString CONTENT = ByteString.copyFrom(new byte[256]);

    /** Which broker, and how many messages to a frame. */
    @Param({"bare", "sdk-1", "sdk-8", "pipeline-1", "pipeline-8"})
    private String system;

    /** PUBLISHes under way per sender: 10 is a device that sends what has gathered, 1 one that waits for each tick. */
    @Param({"1", "10"})
    private int window;

    private Path directory;
    private BareBroker bare;
    private BrokerProcess waggle;
    private NioEventLoopGroup threads;
    private final List<Device> senders = new ArrayList<>();
    private volatile CountDownLatch arrived = new CountDownLatch(0);
    private volatile @Nullable Throwable failure;

    /** CPU time of the broker for one message, microseconds. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {
        /** Per message. */
        public double cpuMicros;
    }

    /** Starts the broker and connects everybody. */
    @Setup(Level.Trial)
    public void start() throws Exception {
        directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "path-benchmark");
        threads = new NioEventLoopGroup(1);
        InetSocketAddress address;
        if (system.equals("bare")) {
            bare = BareBroker.start(directory);
            address = bare.address();
        } else {
            waggle = BrokerProcess.start(BrokerOptions.defaults()
                    .home(directory)
                    .heap("1g")
                    .set("mqtt.path", system.substring(0, system.indexOf('-'))));
            address = waggle.mqtt();
        }
        for (int i = 0; i < PAIRS; i++) {
            Device recipient = new Device(Address.of("recipient" + i, "phone"), null);
            recipient.connect(address);
            Device sender = new Device(Address.of("sender" + i, "phone"), recipient);
            sender.connect(address);
            senders.add(sender);
        }
    }

    /** Ends everything. */
    @TearDown(Level.Trial)
    public void stop() throws Exception {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        if (bare != null) {
            bare.close();
        }
        if (waggle != null) {
            waggle.close();
        }
        Trees.delete(directory);
    }

    /** Sends a round of messages and waits until all are at their recipients. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void deliver(Cpu cpu) throws InterruptedException {
        arrived = new CountDownLatch(MESSAGES);
        Duration before = cpuTime();
        senders.forEach(Device::begin);
        if (!arrived.await(120, TimeUnit.SECONDS)) {
            throw new IllegalStateException(arrived.getCount() + " messages did not arrive");
        }
        if (failure != null) {
            throw new IllegalStateException("a connection failed", failure);
        }
        cpu.cpuMicros = cpuTime().minus(before).toNanos() / 1_000.0 / MESSAGES;
    }

    private Duration cpuTime() {
        return bare != null ? bare.cpuTime() : waggle.cpuTime();
    }

    private boolean isBare() {
        return bare != null;
    }

    private int perFrame() {
        return isBare() ? 1 : Integer.parseInt(system.substring(system.indexOf('-') + 1));
    }

    /** A connection on the event loop: sends its share of a round, or counts what arrives and acknowledges it. */
    private final class Device extends SimpleChannelInboundHandler<MqttMessage> {

        private final Address address;
        private final @Nullable Device partner;
        private final CompletableFuture<Void> ready = new CompletableFuture<>();
        private final AtomicLong lastPacketId = new AtomicLong();
        private Channel channel;
        private Epoch epoch = Epoch.NONE;
        private int left;
        private boolean ackDue;
        private InboxSequence seen = InboxSequence.NONE;

        Device(Address address, @Nullable Device partner) {
            this.address = address;
            this.partner = partner;
        }

        void connect(InetSocketAddress broker) throws Exception {
            channel = new Bootstrap()
                    .group(threads)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel created) {
                            created.pipeline()
                                    .addLast(new MqttDecoder(100_000))
                                    .addLast(MqttEncoder.INSTANCE)
                                    .addLast(Device.this);
                        }
                    })
                    .connect(broker)
                    .sync()
                    .channel();
            channel.writeAndFlush(MqttMessageBuilders.connect()
                    .protocolVersion(MqttVersion.MQTT_5)
                    .clientId(address.clientId())
                    .cleanSession(true)
                    .keepAlive(600)
                    .username(address.account().value())
                    .password(token().getBytes(StandardCharsets.UTF_8))
                    .build());
            ready.get(30, TimeUnit.SECONDS);
        }

        private String token() {
            return isBare() ? "none" : waggle.mintToken(address);
        }

        void begin() {
            channel.eventLoop().execute(() -> {
                left = PER_PAIR;
                for (int i = 0; i < window; i++) {
                    sendNext();
                }
                channel.flush();
            });
        }

        private void sendNext() {
            int count = Math.min(left, perFrame());
            if (count > 0) {
                left -= count;
                publish(isBare() ? Unpooled.wrappedBuffer(CONTENT.asReadOnlyByteBuffer()) : frame(count));
            }
        }

        private Device partner() {
            return Objects.requireNonNull(partner, "a recipient does not send");
        }

        private ByteBuf frame(int count) {
            List<OutboxItem> items = new ArrayList<>(count);
            Address to = partner().address;
            for (int i = 0; i < count; i++) {
                items.add(new Send(
                        MessageId.create(Instant.now()),
                        new ConversationId(1, System.identityHashCode(this)),
                        List.of(new Recipient(
                                to.account(),
                                List.of(new Recipient.Device(to.device(), Epoch.NONE, ByteString.EMPTY)))),
                        CONTENT,
                        Duration.ZERO));
            }
            return Unpooled.wrappedBuffer(OutboxCodec.encode(new OutboxFrame(items)));
        }

        private void publish(ByteBuf payload) {
            channel.write(MqttMessageBuilders.publish()
                    .topicName(isBare() ? Topics.inbox(partner().address) : Topics.outbox(address))
                    .qos(MqttQoS.AT_LEAST_ONCE)
                    .messageId((int) (lastPacketId.incrementAndGet() % 60_000) + 1)
                    .payload(payload)
                    .build());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
            switch (message.fixedHeader().messageType()) {
                case CONNACK -> connected((MqttConnAckMessage) message);
                case SUBACK -> ready.complete(null);
                case PUBACK -> answered(message);
                case PUBLISH -> received((MqttPublishMessage) message);
                default -> ready.completeExceptionally(new IllegalStateException("got " + message));
            }
        }

        private void connected(MqttConnAckMessage answer) {
            if (answer.variableHeader().connectReturnCode() != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
                ready.completeExceptionally(new IllegalStateException("refused: " + answer));
            }
            channel.writeAndFlush(MqttMessageBuilders.subscribe()
                    .messageId(1)
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, Topics.inbox(address))
                    .build());
        }

        private void answered(MqttMessage puback) {
            int code = puback.variableHeader() instanceof MqttPubReplyMessageVariableHeader header
                    ? Byte.toUnsignedInt(header.reasonCode())
                    : 0;
            if (code != 0) {
                throw new IllegalStateException("a message was answered with 0x" + Integer.toHexString(code));
            }
            sendNext();
        }

        private void received(MqttPublishMessage publish) {
            if (isBare()) {
                arrived.countDown();
            } else {
                read(publish.payload());
            }
            channel.write(MqttMessageBuilders.pubAck()
                    .packetId(publish.variableHeader().packetId())
                    .reasonCode((byte) 0)
                    .build());
        }

        private void read(ByteBuf payload) {
            InboxFrame frame = ((Decoded.Valid<InboxFrame>) InboxCodec.decode(payload.nioBuffer())).frame();
            epoch = frame.epoch();
            for (InboxItem item : frame.items()) {
                seen = item.sequence();
                if (item.content() instanceof Message) {
                    arrived.countDown();
                }
            }
            acknowledgeSoon();
        }

        /** Within the protocol's 200 ms, as a client does. */
        private void acknowledgeSoon() {
            if (!ackDue && seen.isAfter(InboxSequence.NONE)) {
                ackDue = true;
                var unused = channel.eventLoop()
                        .schedule(
                                () -> {
                                    ackDue = false;
                                    publish(Unpooled.wrappedBuffer(
                                            OutboxCodec.encode(OutboxFrame.of(new InboxAck(epoch, seen)))));
                                    channel.flush();
                                },
                                50,
                                TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure = cause;
            ready.completeExceptionally(cause);
            context.close();
            for (CountDownLatch waiting = arrived; waiting.getCount() > 0; ) {
                waiting.countDown();
            }
        }
    }
}
