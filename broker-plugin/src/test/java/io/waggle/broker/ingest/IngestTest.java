package io.waggle.broker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.config.LimitConfig;
import io.waggle.broker.config.Rate;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.contact.TakesEverything;
import io.waggle.broker.delivery.Dispatcher;
import io.waggle.broker.delivery.Lane;
import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.memory.InMemoryInbox;
import io.waggle.broker.limit.RateLimits;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.SetPresence;
import io.waggle.protocol.frame.WatchPresence;
import io.waggle.protocol.frame.Welcome;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of frames that say something of presence, and of live events that are too many. */
final class IngestTest {

    private static final Address ANN = Address.of("ann", "phone");

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final WaggleConfig config = WaggleConfig.defaults(Path.of("unused"));
    private final InMemoryInbox inbox =
            new InMemoryInbox(new InMemoryInbox.Storage(), config.inbox(), Clock.systemUTC(), event -> {});
    private final Dispatcher dispatcher = new Dispatcher(
            inbox,
            config.delivery(),
            new Welcome.Limits(1, 1, 1, 1, Duration.ofDays(1), 1, 1),
            Clock.systemUTC(),
            event -> {});
    private final Lane lane = dispatcher.attach(ANN, frame -> {});
    private final Order order = new Order();

    @BeforeEach
    void open() {
        inbox.open(ANN).join();
    }

    @AfterEach
    void close() {
        dispatcher.close();
    }

    /** What a connection has said. */
    private static final class Heard implements PresenceUplink {

        private final int most;
        private final List<Object> said = new ArrayList<>();

        Heard(int most) {
            this.most = most;
        }

        @Override
        public int most() {
            return most;
        }

        @Override
        public void heard() {
            said.add("a packet");
        }

        @Override
        public void set(boolean available) {
            said.add(available);
        }

        @Override
        public void watch(List<AccountId> accounts) {
            said.add(accounts);
        }
    }

    @Test
    void presenceIsTakenAndAnsweredWithSuccess() {
        Heard presence = new Heard(2);

        assertThat(receive(presence, new SetPresence(true), watch(2), new SetPresence(false)))
                .isEqualTo(Verdict.Answer.SUCCESS);
        assertThat(presence.said).containsExactly(true, watch(2).accounts(), false);
    }

    @Test
    void moreWatchesThanThisServerAllowsRefuseTheFrameWithTheirFault() {
        Heard presence = new Heard(2);

        assertThat(receive(presence, new SetPresence(true), watch(3)))
                .isEqualTo(new Verdict.Answer(
                        ReasonCode.PAYLOAD_FORMAT_INVALID, "at most 2 accounts may be watched here"));
        assertThat(presence.said).as("nothing of the frame is taken").isEmpty();
        assertThat(events).containsExactly(new Event.FrameMalformed(ANN, Fault.BAD_PRESENCE));
    }

    @Test
    void aServerWithoutPresenceRefusesAllOfIt() {
        for (OutboxItem item : List.of(new SetPresence(true), watch(0), watch(1))) {
            assertThat(receive(PresenceUplink.NONE, item))
                    .isEqualTo(new Verdict.Answer(ReasonCode.PAYLOAD_FORMAT_INVALID, "this server knows no presence"));
        }
        assertThat(events).hasSize(3).containsOnly(new Event.FrameMalformed(ANN, Fault.BAD_PRESENCE));
    }

    @Test
    void tooMuchOfPresenceIsRefusedWithTheTimeToWait() {
        Heard presence = new Heard(10);
        Ingest ingest = ingest(Map.of(RateLimit.PRESENCE, new Rate(3, Duration.ofMinutes(1))));

        assertThat(receive(ingest, presence, watch(3))).isEqualTo(Verdict.Answer.SUCCESS);
        assertThat(receive(ingest, presence, new SetPresence(true)))
                .isEqualTo(new Verdict.Answer(ReasonCode.QUOTA_EXCEEDED, "RATE_LIMITED 20"));
        assertThat(presence.said).hasSize(1);
    }

    @Test
    void liveEventsBeyondTheirLimitAreDroppedAndTheFrameIsAnsweredAsIfTheyWereNot() {
        Ingest ingest = ingest(Map.of(RateLimit.LIVE_EVENTS, new Rate(2, Duration.ofMinutes(1))));
        LiveEvent typing = new LiveEvent(List.of(new AccountId("bob")), new ConversationId(1, 2), ByteString.EMPTY);

        assertThat(receive(ingest, PresenceUplink.NONE, typing, typing, typing, typing))
                .isEqualTo(Verdict.Answer.SUCCESS);
        assertThat(events).filteredOn(Event.LiveEventDropped.class::isInstance).hasSize(2);
    }

    private Verdict receive(PresenceUplink presence, OutboxItem... items) {
        return receive(ingest(Map.of()), presence, items);
    }

    private Verdict receive(Ingest ingest, PresenceUplink presence, OutboxItem... items) {
        return ingest.receive(lane, presence, order, ByteBuffer.wrap(OutboxCodec.encode(OutboxFrame.of(items))), true);
    }

    private Ingest ingest(Map<RateLimit, Rate> rates) {
        RateLimits limits = new RateLimits(new LimitConfig(100, rates), () -> 0, events::add);
        return new Ingest(inbox, dispatcher, new TakesEverything(), TakesEverything.IN_GROUPS, limits, events::add);
    }

    private static WatchPresence watch(int accounts) {
        return new WatchPresence(IntStream.range(0, accounts)
                .mapToObj(i -> new AccountId("a" + i))
                .toList());
    }
}
