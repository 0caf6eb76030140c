package io.waggle.broker.hivemq.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.connack.CONNACK;
import com.hivemq.mqtt.message.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.mqtt.message.reason.Mqtt5SubAckReasonCode;
import com.hivemq.mqtt.message.suback.SUBACK;
import com.hivemq.mqtt.message.subscribe.SUBSCRIBE;
import com.hivemq.mqtt.message.subscribe.Topic;
import com.hivemq.mqtt.message.unsubscribe.UNSUBSCRIBE;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.waggle.broker.config.LimitConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.contact.TakesEverything;
import io.waggle.broker.delivery.Dispatcher;
import io.waggle.broker.delivery.Downlink;
import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.memory.InMemoryInbox;
import io.waggle.broker.ingest.Ingest;
import io.waggle.broker.ingest.PresenceUplink;
import io.waggle.broker.ingest.Uplink;
import io.waggle.broker.limit.RateLimits;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Topics;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.Welcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What follows from what the host says to a device: with real messages of the host, a real lane and a real inbox. */
final class SessionHandlerTest {

    private static final Address ALICE = Address.of("alice", "phone");
    private static final String INBOX = Topics.inbox(ALICE);
    private static final ConversationId CHAT =
            ConversationId.direct(ALICE.account(), Address.of("bob", "phone").account());
    private static final Mqtt5SubAckReasonCode GRANTED = Mqtt5SubAckReasonCode.GRANTED_QOS_1;
    private static final Mqtt5SubAckReasonCode DENIED = Mqtt5SubAckReasonCode.NOT_AUTHORIZED;

    private final WaggleConfig config = WaggleConfig.defaults(Path.of("unused"));
    private final InMemoryInbox inbox =
            new InMemoryInbox(new InMemoryInbox.Storage(), config.inbox(), Clock.systemUTC(), event -> {});
    private final Dispatcher dispatcher = new Dispatcher(
            inbox,
            config.delivery(),
            new Welcome.Limits(1, 1, 1, 1, Duration.ofDays(1), 1, 1),
            Clock.systemUTC(),
            this::note);

    /** What the lane did: a frame that it sent, or its word that a live event was dropped. */
    private final BlockingQueue<Object> done = new LinkedBlockingQueue<>();

    private final Guest guest = new Guest();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new SessionHandler(guest, SessionHandlerTest.this::attach));

    private @Nullable RuntimeException fault;
    private @Nullable Uplink uplink;

    /** A device that was let in. */
    private final class Guest implements Admission {

        private int attached;
        private int refused;

        @Override
        public String inbox() {
            return INBOX;
        }

        @Override
        public Uplink attach(Downlink downlink, boolean mqtt5) {
            attached++;
            RateLimits limits = new RateLimits(LimitConfig.off(), System::nanoTime, event -> {});
            return new Uplink(
                    new Ingest(
                            inbox, dispatcher, new TakesEverything(), TakesEverything.IN_GROUPS, limits, event -> {}),
                    dispatcher.attach(ALICE, downlink),
                    PresenceUplink.NONE,
                    mqtt5,
                    event -> {});
        }

        @Override
        public void subscribeRefused() {
            refused++;
        }

        @Override
        public void detach() {
            throw new AssertionError("the handler does not hear of that");
        }
    }

    private Uplink attach(ChannelHandlerContext context, Admission admission) {
        if (fault != null) {
            throw fault;
        }
        Uplink made = admission.attach(done::add, true);
        uplink = made;
        return made;
    }

    private void note(Event event) {
        if (event instanceof Event.LiveEventDropped) {
            done.add(event);
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        dispatcher.close();
        inbox.close();
    }

    private @Nullable Object sent() {
        return channel.readOutbound();
    }

    private @Nullable Object passedOn() {
        return channel.readInbound();
    }

    private void connect() {
        inbox.open(ALICE).join();
        CONNACK connack = CONNACK.builder()
                .withMqtt3ReturnCode(Mqtt3ConnAckReturnCode.ACCEPTED)
                .build();
        channel.writeOutbound(connack);
        assertThat(sent()).isSameAs(connack);
    }

    private void subscribe(int packetId, String... topics) {
        Topic[] wanted = new Topic[topics.length];
        for (int i = 0; i < topics.length; i++) {
            wanted[i] = new Topic(topics[i], QoS.AT_LEAST_ONCE);
        }
        SUBSCRIBE subscribe = new SUBSCRIBE(packetId, wanted);
        channel.writeInbound(subscribe);
        assertThat(passedOn()).as("goes on to the host").isSameAs(subscribe);
    }

    private void answer(int packetId, Mqtt5SubAckReasonCode... codes) {
        SUBACK suback = new SUBACK(packetId, List.of(codes));
        channel.writeOutbound(suback);
        assertThat(sent()).isSameAs(suback);
    }

    /** Offers something that only goes to who is subscribed, and waits for what becomes of it. */
    private boolean framesFlow() throws InterruptedException {
        Objects.requireNonNull(uplink).lane().offer(new LiveNotice(ALICE, CHAT, ByteString.EMPTY));
        Object first = done.poll(10, TimeUnit.SECONDS);
        assertThat(first).as("the lane did something").isNotNull();
        return first instanceof byte[];
    }

    @Test
    void framesFlowOnceTheInboxIsSubscribedTo() throws InterruptedException {
        connect();
        assertThat(guest.attached).isOne();

        subscribe(7, "elsewhere", INBOX);
        answer(7, DENIED, GRANTED);

        assertThat(framesFlow()).isTrue();
        assertThat(guest.refused).isOne();
    }

    @Test
    void eachAnswerIsForItsOwnQuestion() throws InterruptedException {
        connect();
        subscribe(1, INBOX);
        subscribe(2, "elsewhere", "nowhere");
        answer(2, GRANTED, DENIED);
        answer(1, GRANTED);

        assertThat(framesFlow()).isTrue();
        assertThat(guest.refused).isOne();
    }

    @Test
    void whatIsGrantedElsewhereIsNotTheInbox() throws InterruptedException {
        connect();
        subscribe(1, "elsewhere", INBOX);
        answer(1, GRANTED, DENIED);
        answer(1, GRANTED, GRANTED); // nobody has asked

        assertThat(framesFlow()).isFalse();
    }

    @Test
    void aRefusedInboxStaysSilent() throws InterruptedException {
        connect();
        subscribe(1, INBOX);
        answer(1, Mqtt5SubAckReasonCode.QUOTA_EXCEEDED);

        assertThat(guest.refused).isOne();
        assertThat(framesFlow()).isFalse();
    }

    @Test
    void afterUnsubscribingNothingFlows() throws InterruptedException {
        connect();
        subscribe(1, INBOX);
        answer(1, GRANTED);
        assertThat(framesFlow()).isTrue();

        UNSUBSCRIBE unsubscribe = new UNSUBSCRIBE(List.of("elsewhere", INBOX), 2);
        channel.writeInbound(unsubscribe);
        assertThat(passedOn()).isSameAs(unsubscribe);
        boolean flows = framesFlow();
        while (flows) {
            flows = done.poll(10, TimeUnit.SECONDS) instanceof byte[]; // what was sent before
        }
        assertThat(done).isEmpty();
    }

    @Test
    void whoIsNotAcceptedIsNotAttached() {
        CONNACK refusal = CONNACK.builder()
                .withMqtt3ReturnCode(Mqtt3ConnAckReturnCode.REFUSED_NOT_AUTHORIZED)
                .build();
        channel.writeOutbound(refusal);

        assertThat(sent()).isSameAs(refusal);
        assertThat(guest.attached).isZero();
    }

    @Test
    void whoCannotBeAttachedGetsNoConnackAndIsClosed() {
        fault = new IllegalArgumentException("not the host that was expected");
        var unused = channel.write(CONNACK.builder()
                .withMqtt3ReturnCode(Mqtt3ConnAckReturnCode.ACCEPTED)
                .build());

        assertThat(sent()).isNull();
        assertThat(channel.isOpen()).isFalse();
    }
}
