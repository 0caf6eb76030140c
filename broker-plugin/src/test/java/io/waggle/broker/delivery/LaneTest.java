package io.waggle.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.config.DeliveryConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.inbox.memory.InMemoryInbox;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.Welcome;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One lane against an inbox in memory, with time and threads in the test's hand. */
final class LaneTest {

    private static final Address ALICE = Address.of("alice", "phone");
    private static final Address BOB = Address.of("bob", "phone");
    private static final ConversationId CHAT = ConversationId.direct(ALICE.account(), BOB.account());
    private static final int WINDOW = 2;
    private static final int UNACKNOWLEDGED_ROWS = 10;
    private static final Duration REDELIVERY = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<Event> events = new ArrayList<>();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final WaggleConfig config = WaggleConfig.defaults(Path.of("unused"));
    private final InMemoryInbox inbox =
            new InMemoryInbox(new InMemoryInbox.Storage(), config.inbox(), clock, events::add);
    private final DeliveryConfig delivery =
            new DeliveryConfig(WINDOW, 64 * 1024, UNACKNOWLEDGED_ROWS, REDELIVERY, Duration.ofMinutes(2), 3, 1, 4);
    private final Welcome.Limits limits = new Welcome.Limits(
            ProtocolLimits.FRAME_BYTES, 256, ProtocolLimits.CONTENT_BYTES, 1_024, Duration.ofDays(90), 10, 1_024);
    private final Dispatcher dispatcher =
            new Dispatcher(inbox, delivery, limits, clock, events::add, number -> scheduler, scheduler);

    private final List<InboxFrame> sent = new ArrayList<>();
    private Lane lane;

    @BeforeEach
    void connect() {
        inbox.onAppend(dispatcher);
        inbox.open(ALICE).join();
        inbox.open(BOB).join();
        lane = attach();
    }

    // --- starting

    @Test
    void sendsNothingBeforeTheDeviceSubscribes() {
        send("m0");
        hello(InboxSequence.NONE);
        assertThat(sent).isEmpty();

        subscribe();
        assertThat(sent).hasSize(1);
    }

    @Test
    void answersHelloWithWelcomeThenReplaysFromThereAndMarksTheEndOfTheBacklog() {
        send("m0");
        send("m1");
        InboxSequence first = inbox.read(BOB, InboxSequence.NONE, 1_000, 1).last();
        hello(first);
        subscribe();

        InboxFrame frame = sent.get(0);
        assertThat(frame.epoch()).isEqualTo(epoch());
        assertThat(frame.after()).isEqualTo(first);
        assertThat(frame.welcome()).contains(new Welcome(first, clock.instant(), limits));
        assertThat(texts(frame)).containsExactly("m1");
        assertThat(frame.endOfBacklog()).isTrue();
        assertThat(inbox.state(BOB).orElseThrow().acknowledged())
                .as("hello acknowledges")
                .isEqualTo(first);
    }

    @Test
    void replaysFromTheAcknowledgedRowToASubscriberThatSaysNothing() {
        send("m0");
        subscribe();

        assertThat(texts(sent.get(0))).containsExactly("m0");
        assertThat(sent.get(0).welcome()).isEmpty();
        assertThat(sent.get(0).endOfBacklog()).isTrue();
    }

    @Test
    void saysTheEndOfAnEmptyBacklogInAFrameOfItsOwn() {
        hello(InboxSequence.NONE);
        subscribe();

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).items()).isEmpty();
        assertThat(sent.get(0).endOfBacklog()).isTrue();
        send("live");
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).endOfBacklog()).isFalse();
    }

    @Test
    void startsAtTheAcknowledgedRowForADeviceOfAnotherEpoch() {
        send("m0");
        scheduler.run();
        lane.hello(new Hello(new Epoch(999), new InboxSequence(77)));
        subscribe();

        assertThat(sent.get(0).epoch()).isEqualTo(epoch());
        assertThat(sent.get(0).welcome().orElseThrow().acknowledged()).isEqualTo(InboxSequence.NONE);
        assertThat(texts(sent.get(0))).containsExactly("m0");
    }

    @Test
    void sendsNothingTwiceToADeviceThatSubscribesWhileItsHelloWaits() {
        CompletableFuture<Void> decision = new CompletableFuture<>();
        Dispatcher slow = new Dispatcher(
                acknowledgingAfter(decision), delivery, limits, clock, events::add, number -> scheduler, scheduler);
        inbox.onAppend(slow);
        lane = slow.attach(BOB, bytes -> sent.add(decode(bytes)));
        send("m0");
        hello(InboxSequence.NONE);
        subscribe();
        assertThat(sent).as("where to begin is not decided yet").isEmpty();

        decision.complete(null);
        scheduler.run();
        assertThat(allTexts()).containsExactly("m0");
        assertThat(last().welcome()).isPresent();
    }

    @Test
    void tellsADeviceThatIsBehindItsOwnAcknowledgementThatRowsAreGone() {
        send("m0");
        subscribe();
        acknowledge(sent.get(0));
        hello(InboxSequence.NONE);

        InboxFrame frame = last();
        assertThat(frame.welcome().orElseThrow().acknowledged())
                .isEqualTo(inbox.state(BOB).orElseThrow().acknowledged());
        assertThat(frame.after()).isEqualTo(inbox.state(BOB).orElseThrow().acknowledged());
    }

    @Test
    void startsAgainWhenHelloComesAgain() {
        subscribe();
        send("m0");
        answer(2);
        hello(InboxSequence.NONE);

        assertThat(texts(last())).containsExactly("m0");
        assertThat(last().welcome()).isPresent();
    }

    // --- the window

    @Test
    void keepsNoMoreFramesInFlightThanTheWindowAndFillsTheNextMeanwhile() {
        subscribe();
        answer(1);
        for (int i = 0; i < 5; i++) {
            send("m" + i);
        }
        assertThat(sent).hasSize(1 + WINDOW);

        answer(1);
        assertThat(texts(last())).as("what gathered goes in one frame").containsExactly("m2", "m3", "m4");
        assertThat(last().after()).isEqualTo(sent.get(WINDOW).items().get(0).sequence());
    }

    @Test
    void waitsForAnAcknowledgementWhenTooManyRowsAreInFlight() {
        subscribe();
        answer(1);
        for (int i = 0; i < UNACKNOWLEDGED_ROWS + 5; i++) {
            send("m" + i);
            answer(1);
        }
        assertThat(allTexts()).hasSize(UNACKNOWLEDGED_ROWS);

        acknowledge(sent.get(4));
        answer(9);
        assertThat(allTexts()).hasSize(UNACKNOWLEDGED_ROWS + 4).doesNotHaveDuplicates();
    }

    @Test
    void costsASlowDeviceNothingButItsRows() {
        subscribe();
        for (int i = 0; i < 500; i++) {
            send("m" + i);
        }
        scheduler.advance(Duration.ofHours(1));

        assertThat(sent).as("it never answered, so nothing more was sent").hasSize(WINDOW);
        assertThat(inbox.figures().waiting()).isEqualTo(500);
    }

    @Test
    void fitsLargeMessagesIntoFramesOfTheProtocolsSize() {
        subscribe();
        for (int i = 0; i < 4; i++) {
            send("x".repeat(30_000));
        }
        answer(10);

        assertThat(sent.stream().mapToInt(frame -> InboxCodec.encode(frame).length))
                .allMatch(bytes -> bytes <= ProtocolLimits.FRAME_BYTES);
        assertThat(allTexts()).hasSize(4);
    }

    @Test
    void deliversAMessageOfTheLargestContent() {
        subscribe();
        send("x".repeat(ProtocolLimits.CONTENT_BYTES));

        assertThat(InboxCodec.encode(last()).length).isLessThanOrEqualTo(ProtocolLimits.FRAME_BYTES);
        assertThat(allTexts()).hasSize(1);
    }

    // --- redelivery

    @Test
    void sendsUnacknowledgedRowsAgainToADeviceThatAnswersButDoesNotAcknowledge() {
        subscribe();
        send("m0");
        answer(5);
        scheduler.advance(REDELIVERY.minusMillis(1));
        assertThat(allTexts()).containsExactly("m0");

        scheduler.advance(Duration.ofMillis(1));
        assertThat(allTexts()).containsExactly("m0", "m0");
        answer(5);
        scheduler.advance(REDELIVERY.multipliedBy(2).minusMillis(1));
        assertThat(allTexts()).as("the second wait is twice as long").hasSize(2);
        scheduler.advance(Duration.ofMillis(1));
        assertThat(allTexts()).hasSize(3);
        assertThat(events).contains(new Event.HeadRedelivered());
    }

    @Test
    void sendsNothingAgainOnceItIsAcknowledged() {
        subscribe();
        send("m0");
        answer(5);
        acknowledge(last());
        scheduler.advance(Duration.ofHours(1));

        assertThat(allTexts()).containsExactly("m0");
        assertThat(events.stream().filter(Event.MessageDelivered.class::isInstance))
                .isEmpty();
    }

    @Test
    void redeliversUnacknowledgedMessagesAfterReconnect() {
        subscribe();
        answer(1);
        send("m0");
        send("m1");
        dispatcher.detach(lane);
        lane = attach();
        subscribe();

        assertThat(allTexts()).containsExactly("m0", "m1", "m0", "m1");
    }

    @Test
    void raisesAnAlarmForAHeadThatIsSentAgainAndAgainOverConnectionsAndNeverSkipsIt() {
        send("m0");
        for (int i = 0; i < 4; i++) {
            subscribe();
            dispatcher.detach(lane);
            lane = attach();
        }
        scheduler.run();

        assertThat(allTexts()).containsExactly("m0", "m0", "m0", "m0");
        InboxSequence head = sent.get(0).items().get(0).sequence();
        assertThat(events).contains(new Event.DeliveryStuck(BOB, head, 3), new Event.DeliveryStuck(BOB, head, 4));
        assertThat(inbox.figures().waiting()).isEqualTo(1);
    }

    @Test
    void skipsARejectedRowAndGoesOn() {
        subscribe();
        answer(1);
        send("bad");
        answer(1);
        lane.reject(new InboxReject(epoch(), last().items().get(0).sequence(), "no"));
        send("good");

        assertThat(allTexts()).containsExactly("bad", "good");
        assertThat(inbox.figures().waiting()).isEqualTo(1);
    }

    @Test
    void leavesNoGapForTheDeviceWhereRowsHaveExpired() {
        subscribe();
        answer(1);
        inbox.append(new Submission(
                        ALICE, List.of(message("brief", Duration.ofSeconds(1))), Submission.Refusals.BY_ROW))
                .join();
        clock.advance(Duration.ofSeconds(2));
        scheduler.run();
        send("lasting");

        assertThat(allTexts()).containsExactly("lasting");
        assertThat(last().after()).as("the last row the device knows of").isEqualTo(InboxSequence.NONE);
    }

    // --- taking over, unsubscribing, failing

    @Test
    void sendsNothingMoreToAConnectionThatWasTakenOver() {
        Lane old = lane;
        subscribe();
        sent.clear();
        List<InboxFrame> toTheNew = new ArrayList<>();
        Lane successor = dispatcher.attach(BOB, bytes -> toTheNew.add(decode(bytes)));
        successor.subscribed();
        old.frameAnswered();
        dispatcher.detach(old);
        send("m0");

        assertThat(sent).as("to the old connection").isEmpty();
        assertThat(toTheNew.stream().flatMap(frame -> texts(frame).stream())).containsExactly("m0");
        assertThat(events).contains(new Event.Connected(BOB, true));
        assertThat(dispatcher.connected()).isEqualTo(1);
    }

    @Test
    void stopsWhileTheDeviceIsUnsubscribedAndGoesOnAtTheAcknowledgedRow() {
        subscribe();
        send("m0");
        lane.unsubscribed();
        send("m1");
        assertThat(allTexts()).containsExactly("m0");

        subscribe();
        answer(5);
        assertThat(allTexts()).containsExactly("m0", "m0", "m1");
    }

    @Test
    void triesAgainWhenTheStoreCannotBeRead() {
        subscribe();
        answer(1);
        inbox.failing(true);
        lane.wake();
        scheduler.run();
        assertThat(events.stream().filter(Event.DeliveryFailed.class::isInstance))
                .isNotEmpty();

        inbox.failing(false);
        inbox.append(new Submission(ALICE, List.of(message("m0", Duration.ZERO)), Submission.Refusals.BY_ROW))
                .join();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(allTexts()).containsExactly("m0");
    }

    @Test
    void sendsAFrameAgainThatCouldNotBeHandedToTheConnection() {
        subscribe();
        answer(1);
        send("m0");
        lane.frameFailed();
        scheduler.advance(Duration.ofSeconds(1));

        assertThat(allTexts()).containsExactly("m0", "m0");
    }

    // --- live events

    @Test
    void passesLiveEventsOnOutsideTheSequence() {
        subscribe();
        answer(1);
        live("typing");

        assertThat(last().items()).isEmpty();
        assertThat(last().live()).containsExactly(new LiveNotice(ALICE, CHAT, ByteString.copyFromUtf8("typing")));
        assertThat(inbox.read(BOB, InboxSequence.NONE, 1_000, 10).items()).isEmpty();
    }

    @Test
    void dropsTheOldestLiveEventsOfADeviceThatCannotTakeThem() {
        subscribe();
        send("m");
        for (int i = 0; i < 6; i++) {
            live("t" + i);
        }
        answer(1);

        assertThat(last().live())
                .extracting(notice -> notice.content().toStringUtf8())
                .containsExactly("t2", "t3", "t4", "t5");
        assertThat(events.stream().filter(Event.LiveEventDropped.class::isInstance))
                .hasSize(2);
    }

    @Test
    void dropsLiveEventsForADeviceThatIsNotSubscribed() {
        live("typing");
        subscribe();

        assertThat(last().live()).isEmpty();
        assertThat(events).contains(new Event.LiveEventDropped());
    }

    @Test
    void sendsNoLiveEventBackToWhereItCameFrom() {
        List<InboxFrame> toAlice = new ArrayList<>();
        Lane alice = dispatcher.attach(ALICE, bytes -> toAlice.add(decode(bytes)));
        alice.subscribed();
        scheduler.run();
        dispatcher.live(ALICE, new LiveEvent(List.of(ALICE.account()), CHAT, ByteString.EMPTY));
        scheduler.run();

        assertThat(toAlice.stream().flatMap(frame -> frame.live().stream())).isEmpty();
    }

    // --- presence

    @Test
    void tellsPresenceOutsideTheSequenceAndTheLastOfEachAccount() {
        subscribe();
        answer(1);
        stopAnswering();
        tell(true, online("carl"), Presence.hidden(new AccountId("dora")));
        tell(false, seen("carl"));
        int before = sent.size();
        answer(WINDOW);

        assertThat(sent).hasSize(before + 1);
        assertThat(last().presence()).containsExactly(seen("carl"), Presence.hidden(new AccountId("dora")));
        assertThat(last().items()).isEmpty();
        assertThat(events).contains(new Event.PresenceSent(2));
    }

    @Test
    void presenceWaitsForTheDeviceToSubscribeAndWhatIsOfNoUseAnyMoreIsNotTold() {
        for (int i = 0; i < 1_000; i++) {
            tell(true, online("x" + i), online("y" + i));
        }
        assertThat(sent).isEmpty();
        subscribe();

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).presence()).containsExactly(online("x999"), online("y999"));
    }

    @Test
    void muchPresenceTakesSeveralFrames() {
        subscribe();
        Presence[] many = IntStream.range(0, 256)
                .mapToObj(i -> online(String.format(Locale.ROOT, "%04d", i) + "x".repeat(60)))
                .toArray(Presence[]::new);
        tell(true, many);
        answer(10);

        assertThat(sent.stream().flatMap(frame -> frame.presence().stream())).containsExactly(many);
        assertThat(sent)
                .allSatisfy(frame -> assertThat(InboxCodec.encode(frame).length).isLessThan(10_000));
    }

    @Test
    void aRowSoLargeThatNothingFitsBesideItTravelsAloneAndTheRestFollows() {
        subscribe();
        answer(1);
        stopAnswering();
        for (int i = 0; i < 4; i++) {
            live("t".repeat(1_000));
        }
        tell(true, IntStream.range(0, 80).mapToObj(i -> online("x" + i)).toArray(Presence[]::new));
        send("x".repeat(ProtocolLimits.CONTENT_BYTES));
        int before = sent.size();
        answer(WINDOW + 1);

        assertThat(sent.get(before).items()).hasSize(1);
        assertThat(sent.get(before).live()).isEmpty();
        assertThat(sent.get(before).presence()).isEmpty();
        assertThat(sent.get(before + 1).live()).hasSize(4);
        assertThat(sent.get(before + 1).presence()).hasSize(80);
    }

    /** The window is full of frames that the device does not answer. */
    private void stopAnswering() {
        for (int i = 0; i < WINDOW; i++) {
            send("fills the window");
        }
    }

    private void tell(boolean anew, Presence... presence) {
        lane.tell(List.of(presence), anew);
        scheduler.run();
    }

    private static Presence online(String account) {
        return new Presence(new AccountId(account), true, Optional.empty());
    }

    private static Presence seen(String account) {
        return new Presence(new AccountId(account), false, Optional.of(Instant.EPOCH.plusSeconds(1)));
    }

    // --- vocabulary

    /** The inbox, whose answer to a Hello waits. */
    private Inbox acknowledgingAfter(CompletableFuture<Void> decision) {
        return (Inbox) Proxy.newProxyInstance(
                Inbox.class.getClassLoader(), new Class<?>[] {Inbox.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(inbox, arguments);
                    return method.getName().equals("acknowledgeNow")
                            ? decision.thenCompose(unused -> (CompletableFuture<?>) result)
                            : result;
                });
    }

    private Lane attach() {
        return dispatcher.attach(BOB, bytes -> sent.add(decode(bytes)));
    }

    private void subscribe() {
        lane.subscribed();
        scheduler.run();
    }

    private void hello(InboxSequence last) {
        lane.hello(new Hello(epoch(), last));
        scheduler.run();
    }

    private void answer(int frames) {
        for (int i = 0; i < frames; i++) {
            lane.frameAnswered();
            scheduler.run();
        }
    }

    private void acknowledge(InboxFrame frame) {
        lane.acknowledge(new InboxAck(
                epoch(), frame.items().get(frame.items().size() - 1).sequence()));
        scheduler.run();
    }

    private void send(String text) {
        inbox.append(new Submission(ALICE, List.of(message(text, Duration.ZERO)), Submission.Refusals.BY_ROW))
                .join();
        scheduler.run();
    }

    private Send message(String text, Duration expiresIn) {
        Recipient bob =
                new Recipient(BOB.account(), List.of(new Recipient.Device(BOB.device(), Epoch.NONE, ByteString.EMPTY)));
        return new Send(
                MessageId.create(clock.instant()), CHAT, List.of(bob), ByteString.copyFromUtf8(text), expiresIn);
    }

    private void live(String text) {
        dispatcher.live(ALICE, new LiveEvent(List.of(BOB.account()), CHAT, ByteString.copyFromUtf8(text)));
        scheduler.run();
    }

    private Epoch epoch() {
        return inbox.state(BOB).orElseThrow().epoch();
    }

    private InboxFrame last() {
        return sent.get(sent.size() - 1);
    }

    private List<String> allTexts() {
        return sent.stream().flatMap(frame -> texts(frame).stream()).toList();
    }

    private static List<String> texts(InboxFrame frame) {
        return frame.items().stream()
                .map(item -> ((Message) item.content()).content().toStringUtf8())
                .toList();
    }

    private static InboxFrame decode(byte[] bytes) {
        if (InboxCodec.decode(ByteBuffer.wrap(bytes)) instanceof Decoded.Valid<InboxFrame> valid) {
            return valid.frame();
        }
        throw new AssertionError("the lane sent something that is no frame");
    }
}
