package io.waggle.broker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.config.LimitConfig;
import io.waggle.broker.config.Rate;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.event.Event;
import io.waggle.broker.limit.RateLimits;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SetPresence;
import io.waggle.protocol.frame.WatchPresence;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MessageLimitsTest {

    private static final Address ANN = Address.of("ann", "phone");
    private static final Address BOB = Address.of("bob", "phone");
    private static final Address CY = Address.of("cy", "phone");
    private static final Address DAN = Address.of("dan", "phone");

    private final AtomicLong nanos = new AtomicLong();
    private final List<Event> events = new CopyOnWriteArrayList<>();

    private MessageLimits limits(Map<RateLimit, Rate> rates) {
        return new MessageLimits(new RateLimits(new LimitConfig(1_000, rates), nanos::get, events::add));
    }

    private static Rate perMinute(int count) {
        return new Rate(count, Duration.ofMinutes(1));
    }

    private static Send send(Address... to) {
        return new Send(
                MessageId.create(Instant.EPOCH),
                new ConversationId(1, 2),
                Arrays.stream(to)
                        .map(device -> new Recipient(device.account(), List.of()))
                        .toList(),
                ByteString.EMPTY,
                Duration.ZERO);
    }

    private static OutboxFrame frame(OutboxItem... items) {
        return OutboxFrame.of(items);
    }

    @Test
    void aStrangerGetsSoManyRequestsThroughToEachPersonAndIsCounted() {
        MessageLimits limits = limits(Map.of(RateLimit.STRANGER_MESSAGES, perMinute(2)));

        assertThat(limits.request(ANN.account(), BOB.account())).isTrue();
        assertThat(limits.request(ANN.account(), BOB.account())).isTrue();
        assertThat(limits.request(ANN.account(), BOB.account())).isFalse();
        assertThat(limits.request(ANN.account(), CY.account())).isTrue();
        assertThat(limits.request(BOB.account(), ANN.account())).isTrue();
        assertThat(events).containsExactly(new Event.LimitRefused(RateLimit.STRANGER_MESSAGES));
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(limits.request(ANN.account(), BOB.account())).isTrue();
        assertThat(limits(Map.of()).request(ANN.account(), BOB.account()))
                .as("where there is no limit")
                .isTrue();
    }

    @Test
    void onlyMessagesCountAsMessages() {
        MessageLimits limits = limits(Map.of(RateLimit.MESSAGES, perMinute(1), RateLimit.PAIR_MESSAGES, perMinute(1)));
        OutboxFrame others = frame(
                new InboxAck(new Epoch(1), new InboxSequence(1)),
                new Hello(new Epoch(1), new InboxSequence(1)),
                new ReceiptUpdate(ReceiptKind.READ, new ConversationId(1, 2), MessageId.create(Instant.EPOCH), BOB));
        for (int i = 0; i < 10; i++) {
            assertThat(limits.messages(ANN, others)).isEmpty();
        }
        assertThat(limits.messages(ANN, frame(send(BOB)))).isEmpty();
        assertThat(limits.messages(ANN, frame(send(BOB)))).contains(Duration.ofMinutes(1));
        assertThat(limits.messages(ANN, others))
                .as("also when no message may go")
                .isEmpty();
        assertThat(events).containsExactly(new Event.LimitRefused(RateLimit.MESSAGES));
    }

    @Test
    void aRefusedFrameHasTakenNothingOfAnyBucket() {
        MessageLimits limits = limits(Map.of(RateLimit.MESSAGES, perMinute(12), RateLimit.PAIR_MESSAGES, perMinute(4)));
        assertThat(limits.messages(ANN, frame(send(CY), send(CY)))).isEmpty();

        assertThat(limits.messages(ANN, frame(send(BOB, CY, DAN), send(BOB, CY, DAN), send(BOB, CY, DAN))))
                .as("one message to Cy too many")
                .contains(Duration.ofSeconds(15));

        for (Address all : List.of(BOB, DAN)) {
            assertThat(limits.messages(ANN, frame(send(all), send(all), send(all), send(all))))
                    .isEmpty();
            assertThat(limits.messages(ANN, frame(send(all)))).isPresent();
        }
        assertThat(events).hasSize(3).containsOnly(new Event.LimitRefused(RateLimit.PAIR_MESSAGES));
        assertThat(limits.messages(ANN, frame(send(ANN), send(ANN)))).isEmpty();
        assertThat(limits.messages(ANN, frame(send(ANN)))).contains(Duration.ofSeconds(5));
        assertThat(events).hasSize(4).endsWith(new Event.LimitRefused(RateLimit.MESSAGES));
    }

    @Test
    void aMessageToManyCountsOnceForTheDeviceAndOnceForEach() {
        MessageLimits limits = limits(Map.of(RateLimit.MESSAGES, perMinute(2), RateLimit.PAIR_MESSAGES, perMinute(2)));

        assertThat(limits.messages(ANN, frame(send(BOB, CY, DAN, ANN), send(BOB, CY, DAN, ANN))))
                .isEmpty();

        assertThat(limits.messages(Address.of("ann", "tablet"), frame(send(BOB))))
                .as("the pair is of accounts")
                .isPresent();
        assertThat(limits.messages(Address.of("ann", "tablet"), frame(send(ANN), send(ANN))))
                .as("to oneself there is no pair")
                .isEmpty();
        assertThat(limits.messages(BOB, frame(send(ANN)))).as("the other way").isEmpty();
    }

    @Test
    void eachLimitWorksWithoutTheOthers() {
        MessageLimits pairs = limits(Map.of(RateLimit.PAIR_MESSAGES, perMinute(1)));
        assertThat(pairs.frame(ANN)).isEmpty();
        assertThat(pairs.messages(ANN, frame(send(BOB)))).isEmpty();
        assertThat(pairs.messages(ANN, frame(send(BOB)))).isPresent();
        assertThat(pairs.messages(ANN, frame(send(CY)))).isEmpty();

        MessageLimits frames = limits(Map.of(RateLimit.FRAMES, perMinute(2)));
        assertThat(frames.frame(ANN)).isEmpty();
        assertThat(frames.frame(ANN)).isEmpty();
        assertThat(frames.frame(ANN)).contains(Duration.ofSeconds(30));
        assertThat(frames.frame(BOB)).isEmpty();
        assertThat(frames.messages(ANN, frame(send(BOB)))).isEmpty();

        MessageLimits none = limits(Map.of());
        for (int i = 0; i < 1_000; i++) {
            assertThat(none.frame(ANN)).isEmpty();
            assertThat(none.messages(ANN, frame(send(BOB)))).isEmpty();
        }
    }

    @Test
    void whatGoesToGroupsHasLimitsOfItsOwn() {
        MessageLimits limits = limits(Map.of(
                RateLimit.MESSAGES,
                perMinute(6),
                RateLimit.GROUP_MESSAGES,
                perMinute(2),
                RateLimit.GROUP_CHANGES,
                perMinute(2),
                RateLimit.GROUP_QUERIES,
                perMinute(3)));
        ConversationId group = new ConversationId(1, 2);
        GroupSend post = new GroupSend(MessageId.create(Instant.EPOCH), group, 0, ByteString.EMPTY, Duration.ZERO);
        GroupChange leave = new GroupChange(MessageId.create(Instant.EPOCH), group, 0, new GroupChange.Leave());
        GroupQuery two = new GroupQuery(List.of(group, new ConversationId(3, 4)));

        assertThat(limits.messages(ANN, frame(post, post))).isEmpty();
        assertThat(limits.messages(ANN, frame(post))).as("messages to groups").contains(Duration.ofSeconds(30));
        assertThat(limits.messages(ANN, frame(send(BOB), send(BOB), send(BOB), send(BOB))))
                .as("those are messages, too, and the refused one is none")
                .isEmpty();
        assertThat(limits.messages(ANN, frame(send(BOB)))).isPresent();

        assertThat(limits.messages(ANN, frame(leave))).isEmpty();
        assertThat(limits.messages(Address.of("ann", "tablet"), frame(leave))).isEmpty();
        assertThat(limits.messages(ANN, frame(leave)))
                .as("changes are the account's")
                .isPresent();

        assertThat(limits.messages(ANN, frame(two))).isEmpty();
        assertThat(limits.messages(ANN, frame(two)))
                .as("each group is a question")
                .isPresent();
        assertThat(limits.messages(ANN, frame(new GroupQuery(List.of()))))
                .as("and so is the list")
                .isEmpty();
        assertThat(limits.messages(Address.of("ann", "tablet"), frame(two))).isEmpty();
    }

    @Test
    void whatIsSaidOfPresenceHasALimitOfItsOwnAndEachAccountToWatchIsOne() {
        MessageLimits limits = limits(Map.of(RateLimit.PRESENCE, perMinute(6)));
        WatchPresence three =
                new WatchPresence(Stream.of("a", "b", "c").map(AccountId::new).toList());

        assertThat(limits.messages(ANN, frame(three, new SetPresence(true), new WatchPresence(List.of()))))
                .isEmpty();
        assertThat(limits.messages(ANN, frame(new SetPresence(false)))).isEmpty();
        assertThat(limits.messages(ANN, frame(new SetPresence(true)))).contains(Duration.ofSeconds(10));
        assertThat(limits.messages(ANN, frame(send(BOB)))).as("messages go on").isEmpty();
        assertThat(limits.messages(Address.of("ann", "tablet"), frame(three))).isEmpty();
    }

    @Test
    void liveEventsHaveALimitOfTheirOwnThatHoldsNoFrameUp() {
        MessageLimits limits = limits(Map.of(RateLimit.LIVE_EVENTS, perMinute(2)));
        LiveEvent typing = new LiveEvent(List.of(BOB.account()), new ConversationId(1, 2), ByteString.EMPTY);

        for (int i = 0; i < 10; i++) {
            assertThat(limits.messages(ANN, frame(typing))).isEmpty();
        }
        assertThat(limits.liveEvent(ANN)).isTrue();
        assertThat(limits.liveEvent(ANN)).isTrue();
        assertThat(limits.liveEvent(ANN)).isFalse();
        assertThat(limits.liveEvent(BOB)).isTrue();
        assertThat(limits(Map.of()).liveEvent(ANN)).isTrue();
    }
}
