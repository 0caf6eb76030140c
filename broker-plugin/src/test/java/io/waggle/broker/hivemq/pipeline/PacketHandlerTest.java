package io.waggle.broker.hivemq.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.waggle.broker.config.LimitConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.contact.TakesEverything;
import io.waggle.broker.delivery.Dispatcher;
import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.ingest.Ingest;
import io.waggle.broker.ingest.PresenceUplink;
import io.waggle.broker.ingest.ReasonCode;
import io.waggle.broker.ingest.Uplink;
import io.waggle.broker.ingest.Verdict;
import io.waggle.broker.limit.RateLimits;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.Topics;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.Welcome;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is taken from the bytes of a connection, what goes on to the host, and what is answered. */
final class PacketHandlerTest {

    private static final Address ALICE = Address.of("alice", "phone");
    private static final String OUTBOX = Topics.outbox(ALICE);
    private static final int MAX_PACKET = 70_000;
    private static final int RECEIVE_MAXIMUM = 8;

    private final HeldInbox inbox = new HeldInbox();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<Verdict.End> ends = new ArrayList<>();
    private final WaggleConfig config = WaggleConfig.defaults(Path.of("unused"));
    private final Dispatcher dispatcher = new Dispatcher(
            inbox,
            config.delivery(),
            new Welcome.Limits(1, 1, 1, 1, Duration.ofDays(1), 1, 1),
            Clock.systemUTC(),
            events::add);
    private boolean betweenPackets = true;
    private final PacketHandler handler = new PacketHandler(MAX_PACKET, () -> betweenPackets);
    private final RateLimits limits = new RateLimits(LimitConfig.off(), System::nanoTime, events::add);
    private final EmbeddedChannel channel = new EmbeddedChannel(handler);
    private final Heard presence = new Heard();

    /** Counts how often the device was heard. */
    private static final class Heard implements PresenceUplink {

        private int times;

        @Override
        public int most() {
            return 0;
        }

        @Override
        public void heard() {
            times++;
        }

        @Override
        public void set(boolean available) {
            throw new AssertionError("nobody says so");
        }

        @Override
        public void watch(List<AccountId> accounts) {
            throw new AssertionError("nobody says so");
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        dispatcher.close();
    }

    private Link connect(boolean mqtt5, int frameMaximum) {
        Link link = new Link(
                new TestPeer(mqtt5, frameMaximum),
                channel.pipeline().context(handler),
                downlink -> new Uplink(
                        new Ingest(
                                inbox,
                                dispatcher,
                                new TakesEverything(),
                                TakesEverything.IN_GROUPS,
                                limits,
                                events::add),
                        dispatcher.attach(ALICE, downlink),
                        presence,
                        mqtt5,
                        events::add));
        handler.begin(link);
        receive(); // a read that ends between two packets
        return link;
    }

    // --- presence

    @Test
    void everyReadSaysThatTheDeviceIsThereWhateverIsInIt() {
        connect(true, 8);
        int before = presence.times;
        receive(publish(1));
        receive(Wire.PINGREQ);
        receive(new byte[] {0x32});
        receive(Wire.frame());

        assertThat(presence.times).isEqualTo(before + 4);
    }

    // --- order

    @Test
    void answersInTheOrderOfReceptionWhateverTheOrderOfDecision() {
        connect(true, 8);
        receive(publish(1), publish(2), publish(3));

        decide(2, new Decision.AllAccepted(List.of()));
        assertThat(sent()).as("the first is not decided").isEmpty();

        decide(0, new Decision.AllAccepted(List.of()));
        assertThat(sent()).isEqualTo("40020001");

        decide(1, new Decision.SeeOutcomes());
        assertThat(sent()).as("both in one write").isEqualTo("4003000210" + "40020003");
    }

    @Test
    void whatIsRefusedAtOnceWaitsForWhatCameBefore() {
        connect(true, 8);
        receive(publish(1), Wire.publish(OUTBOX, 2, new byte[] {1}));
        assertThat(sent()).isEmpty();

        decide(0, new Decision.AllAccepted(List.of()));
        assertThat(sent()).startsWith("40020001" + "40").contains("000299");
    }

    @Test
    void decidesLikeTheInbox() {
        inbox.mayRefuse = true;
        connect(true, 8);
        receive(publish(1), publish(2));
        decide(0, new Decision.RefusedForRoom(SendOutcome.Result.RECIPIENT_FULL));
        inbox.decisions.get(1).completeExceptionally(unavailable());
        channel.runPendingTasks();

        assertThat(sent()).contains("000197").contains("000283");
        assertThat(ends).isEmpty();
        assertThat(events).hasAtLeastOneElementOfType(Event.PublishRefused.class);
    }

    @Test
    void withoutADecisionTheConnectionEndsAndNothingIsAcknowledged() {
        connect(true, 8);
        receive(publish(1), publish(2));
        inbox.decisions.get(0).completeExceptionally(unavailable());
        channel.runPendingTasks();
        decide(1, new Decision.AllAccepted(List.of()));

        assertThat(sent()).isEmpty();
        assertThat(ends).extracting(Verdict.End::code).containsExactly(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
    }

    @Test
    void aRefusalEndsAConnectionThatHasNoReasonCodes() {
        connect(false, 8);
        receive(Wire.publish(0x32, OUTBOX, 1, new byte[0], new byte[] {1}));

        assertThat(sent()).isEmpty();
        assertThat(ends).extracting(Verdict.End::code).containsExactly(ReasonCode.PAYLOAD_FORMAT_INVALID);
    }

    @Test
    void aDecisionAfterTheEndOfTheConnectionWritesNothing() {
        connect(true, 8);
        receive(publish(1));
        channel.pipeline().fireChannelInactive();
        decide(0, new Decision.AllAccepted(List.of()));

        assertThat(sent()).isEmpty();
    }

    @Test
    void moreOpenThanTheReceiveMaximumEndsTheConnection() {
        connect(true, 8);
        for (int i = 1; i <= RECEIVE_MAXIMUM; i++) {
            receive(publish(i));
        }
        assertThat(ends).isEmpty();

        receive(publish(RECEIVE_MAXIMUM + 1), publish(RECEIVE_MAXIMUM + 2));
        assertThat(ends).extracting(Verdict.End::code).containsExactly(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
        assertThat(inbox.submissions).hasSize(RECEIVE_MAXIMUM);
    }

    @Test
    void aRepetitionOfWhatIsStillOpenIsIgnored() {
        connect(false, 8);
        receive(Wire.publish(0x32, OUTBOX, 1, new byte[0], Wire.frame()));
        receive(Wire.publish(0x3A, OUTBOX, 1, new byte[0], Wire.frame()));
        decide(0, new Decision.AllAccepted(List.of()));

        assertThat(inbox.submissions).hasSize(1);
        assertThat(sent()).isEqualTo("40020001");
    }

    // --- what goes on

    @Test
    void whatIsNotAPlainPublishToTheOutboxGoesOnAsItIs() {
        connect(true, 8);
        byte[][] others = {
            Wire.publish("waggle/v1/bob/phone/out", 1, Wire.frame()),
            Wire.publish(0x30, OUTBOX, 1, new byte[] {0}, Wire.frame()),
            Wire.publish(0x34, OUTBOX, 1, new byte[] {0}, Wire.frame()),
            Wire.publish(0x33, OUTBOX, 1, new byte[] {0}, Wire.frame()),
            Wire.publish(0x32, OUTBOX, 1, new byte[] {3, 0x23, 0, 1}, Wire.frame()),
            Wire.publish(OUTBOX, 0, Wire.frame()),
            Wire.packet(0x32, Unpooled.buffer().writeShort(1)),
            Wire.packet(0x32, Unpooled.EMPTY_BUFFER),
            Wire.packet(0x40, Unpooled.buffer().writeByte(1)),
            Wire.packet(0x41, Unpooled.buffer().writeShort(65_535)),
            Wire.puback(17),
            Wire.PINGREQ
        };
        receive(others);

        assertThat(passed()).isEqualTo(hex(others));
        assertThat(inbox.submissions).isEmpty();
    }

    @Test
    void looksOnlyFromTheFirstReadThatEndsBetweenTwoPackets() {
        betweenPackets = false;
        connect(true, 8);
        byte[] first = publish(1);
        receive(Arrays.copyOf(first, 5));
        betweenPackets = true;
        byte[] rest = Arrays.copyOfRange(first, 5, first.length);
        receive(rest);
        receive(publish(2));

        assertThat(passed()).isEqualTo(hex(first));
        assertThat(inbox.submissions).hasSize(1);
    }

    @Test
    void aPacketThatIsTooLargeGoesOnAtOnceAndNothingIsTakenAnyMore() {
        connect(true, 8);
        byte[] head = {0x32, (byte) 0xF0, (byte) 0xFF, 0x7F, 0};
        receive(publish(1), head);
        receive(publish(2));

        assertThat(inbox.submissions).hasSize(1);
        assertThat(passed()).isEqualTo(hex(head, publish(2)));
    }

    @Test
    void aMalformedLengthGoesOnAtOnceAndNothingIsTakenAnyMore() {
        connect(true, 8);
        byte[] malformed = {0x32, -1, -1, -1, -1};
        receive(malformed);
        receive(publish(2));

        assertThat(inbox.submissions).isEmpty();
        assertThat(passed()).isEqualTo(hex(malformed, publish(2)));
    }

    @Test
    void fragmentsDoNotMatter() {
        connect(true, 8);
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            ByteArrayOutputStream others = new ByteArrayOutputStream();
            StringBuilder expected = new StringBuilder();
            inbox.submissions.clear();
            inbox.decisions.clear();
            int taken = 0;
            for (int i = 0; i < 6; i++) {
                if (random.nextBoolean()) {
                    stream.writeBytes(publish(++taken));
                    expected.append(hex(new byte[] {0x40, 2, 0, (byte) taken}));
                } else {
                    byte[] other = random.nextBoolean()
                            ? Wire.PINGREQ
                            : Wire.publish("somewhere", 7, new byte[random.nextInt(400)]);
                    stream.writeBytes(other);
                    others.writeBytes(other);
                }
            }
            receiveInPieces(stream.toByteArray(), random);
            inbox.decisions.forEach(decision -> decision.complete(new Decision.AllAccepted(List.of())));
            channel.runPendingTasks();

            assertThat(inbox.submissions).as("seed %d", seed).hasSize(taken);
            assertThat(passed()).as("seed %d", seed).isEqualTo(hex(others.toByteArray()));
            assertThat(sent()).as("seed %d", seed).isEqualTo(expected.toString());
        }
    }

    @Test
    void hostileBytesNeitherThrowNorLeak() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            PacketHandler fresh = new PacketHandler(MAX_PACKET, () -> true);
            EmbeddedChannel victim = new EmbeddedChannel(fresh);
            fresh.begin(new Link(
                    new TestPeer(random.nextBoolean(), 8),
                    victim.pipeline().context(fresh),
                    downlink -> new Uplink(
                            new Ingest(
                                    inbox,
                                    dispatcher,
                                    new TakesEverything(),
                                    TakesEverything.IN_GROUPS,
                                    limits,
                                    events::add),
                            dispatcher.attach(ALICE, downlink),
                            PresenceUplink.NONE,
                            true,
                            events::add)));
            victim.writeInbound(Unpooled.EMPTY_BUFFER.retain());
            List<ByteBuf> given = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                byte[] bytes = random.nextBoolean() ? publish(1 + i) : new byte[1 + random.nextInt(40)];
                if (random.nextInt(3) > 0) {
                    byte[] noise = new byte[1 + random.nextInt(3)];
                    random.nextBytes(noise);
                    System.arraycopy(noise, 0, bytes, 0, Math.min(noise.length, bytes.length));
                }
                ByteBuf buffer = Unpooled.copiedBuffer(bytes);
                given.add(buffer);
                victim.writeInbound(buffer);
            }
            victim.checkException();
            victim.finishAndReleaseAll();
            assertThat(given).as("seed %d", seed).allMatch(buffer -> buffer.refCnt() == 0);
        }
        assertThat(events).noneMatch(PacketHandlerTest::isInternalError);
    }

    // --- frames

    @Test
    void sendsNoMoreFramesThanTheDeviceHasRoomFor() {
        Link link = connect(true, 2);
        link.send(new byte[] {1});
        link.send(new byte[] {2});
        link.send(new byte[] {3});
        channel.runPendingTasks();
        String two = sent();
        assertThat(two).isEqualTo(frame(0xFFC0, 1) + frame(0xFFC1, 2));

        receive(Wire.puback(0xFFC5));
        assertThat(sent()).as("no frame has that identifier").isEmpty();
        receive(Wire.puback(0xFFC1));
        assertThat(sent()).isEqualTo(frame(0xFFC2, 3));
        assertThat(passed()).isEmpty();
    }

    @Test
    void framesOfMqtt3HaveNoProperties() {
        Link link = connect(false, 2);
        link.send(new byte[] {1});
        channel.runPendingTasks();

        assertThat(sent()).isEqualTo(hex(Wire.publish(0x32, Topics.inbox(ALICE), 0xFFC0, new byte[0], new byte[] {1})));
    }

    // --- vocabulary

    private static String frame(int packetId, int content) {
        String topic = Topics.inbox(ALICE);
        return hex(Wire.publish(topic, packetId, new byte[] {(byte) content}));
    }

    private static byte[] publish(int packetId) {
        return Wire.publish(OUTBOX, packetId, Wire.frame());
    }

    private void receive(byte[]... packets) {
        channel.writeInbound(Unpooled.copiedBuffer(packets));
    }

    private void receiveInPieces(byte[] stream, Random random) {
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(stream.length - at, 1 + random.nextInt(1 + random.nextInt(200)));
            channel.writeInbound(Unpooled.copiedBuffer(stream, at, length));
            at += length;
        }
    }

    private void decide(int submission, Decision decision) {
        inbox.decisions.get(submission).complete(decision);
        channel.runPendingTasks();
    }

    private static InboxUnavailable unavailable() {
        return new InboxUnavailable(InboxUnavailable.Cause.FAILED, "the disk is gone");
    }

    private static boolean isInternalError(Event event) {
        return event instanceof Event.PublishRefused refused
                && refused.reason() == Event.PublishRefused.PublishRefusal.INTERNAL_ERROR;
    }

    private String passed() {
        return drain(channel::readInbound);
    }

    private String sent() {
        return drain(channel::readOutbound);
    }

    private static String drain(Supplier<ByteBuf> queue) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf next = queue.get(); next != null; next = queue.get()) {
            all.append(ByteBufUtil.hexDump(next));
            next.release();
        }
        return all.toString();
    }

    private static String hex(byte[]... parts) {
        return ByteBufUtil.hexDump(Unpooled.copiedBuffer(parts));
    }

    private final class TestPeer implements Peer {

        private final boolean mqtt5;
        private final int frameMaximum;

        TestPeer(boolean mqtt5, int frameMaximum) {
            this.mqtt5 = mqtt5;
            this.frameMaximum = frameMaximum;
        }

        @Override
        public boolean mqtt5() {
            return mqtt5;
        }

        @Override
        public boolean wantsReasonStrings() {
            return true;
        }

        @Override
        public int receiveMaximum() {
            return RECEIVE_MAXIMUM;
        }

        @Override
        public int frameMaximum() {
            return frameMaximum;
        }

        @Override
        public byte[] inbox() {
            return Topics.inbox(ALICE).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean isEnding() {
            return false;
        }

        @Override
        public void disconnect(Verdict.End end) {
            ends.add(end);
        }
    }
}
