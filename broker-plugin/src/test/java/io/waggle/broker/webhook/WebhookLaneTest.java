package io.waggle.broker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.account.AccountChanges;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Devices;
import io.waggle.broker.account.Seals;
import io.waggle.broker.config.BotConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.database.Database;
import io.waggle.broker.database.Engine;
import io.waggle.broker.delivery.ManualScheduler;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.WebhookPosted.PostResult;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.inbox.memory.InMemoryInbox;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcomes;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is posted, when, and when again: a real inbox in memory and a real table, a receiver that does what it is told, and no clock. */
final class WebhookLaneTest {

    private static final Address ALICE = Address.of("alice", "phone");
    private static final WebhookUrl URL =
            WebhookUrl.parse("https://bot.example.org/in").orElseThrow();
    private static final Duration HOUR = Duration.ofHours(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-27T12:00:00Z"));
    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<Event> events = new ArrayList<>();
    private final AccountChanges changes = new AccountChanges(clock);
    private final Accounts accounts = new Accounts(Seals.random(), clock);
    private final Webhooks webhooks = new Webhooks(new Devices(changes, 6, clock), changes, Seals.aead(), clock);
    private final InMemoryInbox.Storage storage = new InMemoryInbox.Storage();
    private final List<Posted> posted = new ArrayList<>();
    private final Deque<Object> answers = new ArrayDeque<>();
    private Runnable afterReading = () -> {};
    private boolean tooLateToCancel;

    private Database database;
    private InMemoryInbox inbox;
    private AccountId bot;
    private String secret;
    private WebhookLane lane;

    @SuppressWarnings("NullAway.Init")
    WebhookLaneTest() {}

    /** A request as it was made. */
    private record Posted(WebhookUrl url, Map<String, String> headers, String body) {

        String id() {
            return headers.getOrDefault("webhook-id", "");
        }

        JsonNode items() {
            return JSON.readTree(body).get("items");
        }

        List<String> texts() {
            List<String> texts = new ArrayList<>();
            items().forEach(item -> {
                if (item.has("content")) {
                    texts.add(new String(
                            Base64.getDecoder().decode(item.get("content").asString()), StandardCharsets.UTF_8));
                }
            });
            return texts;
        }
    }

    @BeforeEach
    void open() {
        database = Engine.H2.open(folder);
        bot = database.write(accounts::create);
        Webhooks.Set set = database.write(handle -> webhooks.set(handle, bot, URL));
        secret = ((Webhooks.Set.Added) set).secret().text();
        start();
        inbox.open(ALICE).join();
        inbox.open(Webhooks.address(bot)).join();
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** As a process does, with what the one before has left. */
    private void start() {
        inbox = new InMemoryInbox(storage, WaggleConfig.defaults(folder).inbox(), clock, events::add);
        BotConfig config = new BotConfig(20, 1, Duration.ofSeconds(10), Duration.ofSeconds(1), HOUR, List.of());
        lane = new WebhookLane(
                bot,
                new WebhookLane.Parts(
                        database,
                        webhooks,
                        withMeanwhile(inbox),
                        this::receive,
                        new RetryDelay(config, new SplittableRandom(7), clock),
                        new WebhookBody(),
                        executor(),
                        clock,
                        events::add));
        WebhookLane listening = lane;
        inbox.onAppend(device -> {
            if (device.device().equals(Webhooks.DEVICE)) {
                listening.wake();
            }
        });
    }

    /** Does what the test says when a page has been read and before anybody has looked at it. */
    private Inbox withMeanwhile(Inbox real) {
        return (Inbox) Proxy.newProxyInstance(
                Inbox.class.getClassLoader(), new Class<?>[] {Inbox.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(real, arguments);
                    if (method.getName().equals("read")) {
                        Runnable now = afterReading;
                        afterReading = () -> {};
                        now.run();
                    }
                    return result;
                });
    }

    /** The scheduler; where the test says so, a task cannot be cancelled any more, for a thread has just taken it. */
    private ScheduledExecutorService executor() {
        return (ScheduledExecutorService) Proxy.newProxyInstance(
                ScheduledExecutorService.class.getClassLoader(),
                new Class<?>[] {ScheduledExecutorService.class},
                (proxy, method, arguments) -> uncancellable(method.invoke(scheduler, arguments)));
    }

    private Object uncancellable(Object future) {
        return Proxy.newProxyInstance(
                ScheduledFuture.class.getClassLoader(),
                new Class<?>[] {ScheduledFuture.class},
                (proxy, method, arguments) ->
                        tooLateToCancel && method.getName().equals("cancel") ? true : method.invoke(future, arguments));
    }

    private Receiver.Answer receive(WebhookUrl url, Map<String, String> headers, byte[] body) throws PostFailed {
        posted.add(new Posted(url, Map.copyOf(headers), new String(body, StandardCharsets.UTF_8)));
        Object answer = answers.isEmpty() ? 200 : answers.removeFirst();
        if (answer instanceof Runnable meanwhile) {
            meanwhile.run();
            answer = 200;
        } else if (answer instanceof Meanwhile meanwhile) {
            meanwhile.done().run();
            answer = meanwhile.answer();
        }
        if (answer instanceof PostResult failure) {
            throw new PostFailed(failure);
        }
        return answer instanceof Receiver.Answer whole
                ? whole
                : new Receiver.Answer((Integer) answer, Optional.empty());
    }

    /** Something that happens while the receiver makes up its mind. */
    private record Meanwhile(Runnable done, int answer) {}

    /** Moves on to the next attempt and not beyond. */
    private void tryAgain() {
        advance(Duration.between(clock.instant(), lane.state().nextAttemptAt().orElseThrow()));
    }

    private void then(Object... next) {
        answers.addAll(List.of(next));
    }

    private MessageId send(String text) {
        return send(text, Duration.ZERO);
    }

    private MessageId send(String text, Duration expiresIn) {
        clock.advance(Duration.ofMillis(1));
        MessageId id = MessageId.create(clock.instant());
        Send send = new Send(
                id,
                ConversationId.direct(ALICE.account(), bot),
                List.of(new Recipient(
                        bot, List.of(new Recipient.Device(Webhooks.DEVICE, Epoch.NONE, ByteString.EMPTY)))),
                ByteString.copyFromUtf8(text),
                expiresIn);
        assertThat(inbox.append(new Submission(ALICE, List.of(send), Submission.Refusals.BY_ROW))
                        .join())
                .isInstanceOf(Decision.AllAccepted.class);
        return id;
    }

    private void advance(Duration by) {
        clock.advance(by);
        scheduler.advance(by);
    }

    private List<List<String>> texts() {
        return posted.stream().map(Posted::texts).toList();
    }

    private boolean isEverythingAcknowledged() {
        return inbox.waiting(Webhooks.address(bot)).orElseThrow().messages() == 0;
    }

    // --- what is posted

    @Test
    void aMessageIsPostedAsTheDescriptionSaysSignedAndThenAcknowledged() {
        MessageId id = send("Hi bot");
        scheduler.run();

        Posted request = posted.get(0);
        assertThat(request.url()).isEqualTo(URL);
        assertThat(request.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry(
                        "webhook-timestamp", Long.toString(clock.instant().getEpochSecond()));
        String epoch = inbox.state(Webhooks.address(bot)).orElseThrow().epoch().toString();
        String sequence = request.items().get(0).get("sequence").asString();
        assertThat(request.id()).isEqualTo(epoch + "-0-" + sequence);
        assertThat(JSON.readTree(request.body())).isEqualTo(JSON.readTree("""
                {"bot": "%s", "items": [{"sequence": "%s", "type": "message", "message_id": "%s",
                  "sender": {"account": "alice", "device": "phone"}, "conversation_id": "%s",
                  "content": "SGkgYm90", "request": false, "accepted_at": "%s"}]}""".formatted(
                        bot, sequence, id, ConversationId.direct(ALICE.account(), bot), clock.instant())));
        assertThat(signedWith(request)).isTrue();
        assertThat(isEverythingAcknowledged()).isTrue();
        assertThat(inbox.read(ALICE, io.waggle.protocol.InboxSequence.NONE, 1 << 20, 10)
                        .items())
                .as("the sender hears that it was delivered")
                .anyMatch(item -> item.content() instanceof Receipt);
        assertThat(lane.state().lastSuccessAt()).contains(clock.instant());
    }

    private boolean signedWith(Posted request) {
        Map<String, String> lower = new java.util.TreeMap<>();
        request.headers().forEach((name, value) -> lower.put(name.toLowerCase(java.util.Locale.ROOT), value));
        return new ScriptedReceiver.Request("", lower, request.body()).isSignedWith(secret);
    }

    @Test
    void whatHasPiledUpIsPostedInOrderInBatchesOneAfterTheOther() {
        List<String> all = IntStream.range(0, 250).mapToObj(Integer::toString).toList();
        all.forEach(this::send);
        scheduler.run();

        assertThat(posted).hasSize(3);
        assertThat(texts().stream().flatMap(List::stream)).containsExactlyElementsOf(all);
        assertThat(posted).extracting(Posted::id).doesNotHaveDuplicates();
        assertThat(isEverythingAcknowledged()).isTrue();
    }

    @Test
    void aBatchHasABoundInBytesToo() {
        String large = "x".repeat(60_000);
        IntStream.range(0, 10).forEach(i -> send(large));
        scheduler.run();

        assertThat(posted).hasSize(3);
        assertThat(posted)
                .allSatisfy(request -> assertThat(request.body().length()).isLessThan(400_000));
    }

    @Test
    void whatComesWhileSomethingIsPostedComesNextAndNothingElseIsUnderWay() {
        then((Runnable) () -> {
            send("second");
            scheduler.run();
        });
        send("first");
        scheduler.run();

        assertThat(texts()).containsExactly(List.of("first"), List.of("second"));
    }

    @Test
    void whatComesWhenNothingWasFoundAMomentAgoIsPostedAllTheSame() {
        afterReading = () -> send("just now");
        lane.wake();
        scheduler.run();

        assertThat(texts()).containsExactly(List.of("just now"));
    }

    @Test
    void aTaskThatCouldNotBeCancelledAnyMoreDoesNothing() {
        then(500, 500);
        send("m");
        scheduler.run();
        tooLateToCancel = true;
        Duration wait =
                Duration.between(clock.instant(), lane.state().nextAttemptAt().orElseThrow());
        advance(wait.minusMillis(1));
        lane.changed();
        scheduler.run();
        assertThat(posted).hasSize(2);

        advance(Duration.ofMillis(1)); // when the first repetition was due
        assertThat(posted).hasSize(2);
        tryAgain();
        assertThat(posted).hasSize(3);
    }

    /** A message of the bot to Alice. */
    private Send sendOfTheBot(Duration expiresIn) {
        Send send = new Send(
                MessageId.create(clock.instant()),
                ConversationId.direct(ALICE.account(), bot),
                List.of(new Recipient(
                        ALICE.account(), List.of(new Recipient.Device(ALICE.device(), Epoch.NONE, ByteString.EMPTY)))),
                ByteString.copyFromUtf8("Hi"),
                expiresIn);
        inbox.append(new Submission(Webhooks.address(bot), List.of(send), Submission.Refusals.BY_DECISION))
                .join();
        return send;
    }

    @Test
    void whatBecomesOfMessagesOfTheBotIsPostedToo() {
        Send send = sendOfTheBot(Duration.ofHours(1));
        clock.advance(HOUR);
        inbox.expire().join();
        scheduler.run();

        JsonNode item = posted.get(0).items().get(0);
        assertThat(item.get("type").asString()).isEqualTo("outcomes");
        JsonNode outcome = item.get("outcomes").get(0);
        assertThat(outcome.get("message_id").asString())
                .isEqualTo(send.messageId().toString());
        assertThat(outcome.at("/recipients/0/result").asString()).isEqualTo("expired");
        assertThat(outcome.at("/recipients/0/device").asString()).isEqualTo("phone");
    }

    @Test
    void aReceiptSaysWhoseItIsAndUpToWhere() {
        Send send = sendOfTheBot(Duration.ZERO);
        var alices = inbox.state(ALICE).orElseThrow();
        inbox.acknowledge(ALICE, alices.epoch(), alices.last()).join();
        scheduler.run();

        JsonNode item = posted.get(0).items().get(0);
        assertThat(item.get("type").asString()).isEqualTo("receipt");
        assertThat(item.get("kind").asString()).isEqualTo("delivered");
        assertThat(item.get("message_id").asString()).isEqualTo(send.messageId().toString());
        assertThat(item.at("/sender/account").asString()).isEqualTo("alice");
    }

    // --- when it is not taken

    @Test
    void whatIsNotTakenComesAgainTheSameUnderTheSameIdThoughMoreHasCome() {
        then(500, 302, PostResult.TIMED_OUT);
        send("first");
        scheduler.run();
        assertThat(isEverythingAcknowledged()).isFalse();
        send("second");
        for (int i = 0; i < 3; i++) {
            advance(Duration.ofSeconds(10));
        }
        assertThat(texts())
                .containsExactly(
                        List.of("first"), List.of("first"), List.of("first"), List.of("first"), List.of("second"));
        assertThat(new HashSet<>(posted.subList(0, 4).stream().map(Posted::id).toList()))
                .hasSize(1);
        assertThat(posted.subList(0, 4).stream().map(Posted::body).distinct()).hasSize(1);
        assertThat(posted.get(3).headers().get("webhook-timestamp"))
                .isNotEqualTo(posted.get(0).headers().get("webhook-timestamp"));
        assertThat(isEverythingAcknowledged()).isTrue();
        assertThat(events)
                .filteredOn(Event.WebhookPosted.class::isInstance)
                .extracting(event -> ((Event.WebhookPosted) event).result())
                .containsExactly(
                        PostResult.REFUSED,
                        PostResult.REFUSED,
                        PostResult.TIMED_OUT,
                        PostResult.TAKEN,
                        PostResult.TAKEN);
    }

    @Test
    void theWaitDoublesUpToAnHourAndNeverEnds() {
        send("m");
        scheduler.run();
        posted.clear();
        for (int i = 0; i < 200; i++) {
            then(503);
        }
        send("m");
        scheduler.run();
        Duration wait = Duration.ofSeconds(1);
        for (int failures = 1; failures < 100; failures++) {
            assertThat(posted).hasSize(failures);
            assertThat(lane.state().failures()).isEqualTo(failures);
            Instant next = lane.state().nextAttemptAt().orElseThrow();
            assertThat(Duration.between(clock.instant(), next)).isBetween(wait.dividedBy(2), wait);
            tryAgain();
            wait = wait.multipliedBy(2).compareTo(HOUR) > 0 ? HOUR : wait.multipliedBy(2);
        }
        send("what comes does not shorten the wait");
        scheduler.run();
        assertThat(posted).hasSize(100);
    }

    @Test
    void aReceiverThatAsksForTimeGetsIt() {
        then(new Receiver.Answer(429, Optional.of("120")));
        send("m");
        scheduler.run();
        advance(Duration.ofSeconds(119));
        assertThat(posted).hasSize(1);
        advance(Duration.ofSeconds(1));
        assertThat(posted).hasSize(2);
        assertThat(lane.state()).isEqualTo(WebhookState.NEW.succeeded(clock.instant()));
    }

    @Test
    void aReceiverThatIsGoneIsLeftAloneUntilTheWebhookIsSetAgain() {
        then(410);
        send("first");
        scheduler.run();
        send("second");
        advance(Duration.ofDays(2));
        assertThat(posted).hasSize(1);
        assertThat(database.<Optional<Webhook>>read(handle -> webhooks.find(handle, bot))
                        .orElseThrow()
                        .goneAt())
                .isPresent();
        assertThat(lane.state().lastFailure()).contains(PostResult.GONE);

        database.write(handle -> webhooks.set(handle, bot, URL));
        lane.changed();
        scheduler.run();
        assertThat(texts()).containsExactly(List.of("first"), List.of("first"), List.of("second"));
        assertThat(posted.get(1).id()).isEqualTo(posted.get(0).id());
    }

    @Test
    void settingItAgainEndsAWaitAlsoThatOfARequestThatIsUnderWay() {
        WebhookUrl other = WebhookUrl.parse("https://other.example.org").orElseThrow();
        IntStream.range(0, 20).forEach(i -> then(500));
        send("m");
        scheduler.run();
        for (int i = 0; i < 15; i++) {
            tryAgain();
        }
        int before = posted.size();
        database.write(handle -> webhooks.set(handle, bot, other));
        lane.changed();
        scheduler.run();
        assertThat(posted).hasSize(before + 1);
        assertThat(posted.get(before).url()).isEqualTo(other);
        assertThat(lane.state().failures()).as("counted anew").isEqualTo(1);

        answers.clear();
        for (int i = 0; i < 10; i++) {
            then(500);
            tryAgain();
        }
        then(new Meanwhile(() -> lane.changed(), 500));
        tryAgain();
        assertThat(isEverythingAcknowledged())
                .as("tried again at once, for what failed was perhaps what is not there any more")
                .isTrue();
    }

    // --- what changes meanwhile

    @Test
    void aSuspendedBotIsPostedNothingAndLaterAllOfIt() {
        database.write(handle -> {
            accounts.suspend(handle, bot);
            return true;
        });
        send("m");
        advance(HOUR);
        assertThat(posted).isEmpty();
        database.write(handle -> {
            accounts.resume(handle, bot);
            return true;
        });
        advance(Duration.ofMinutes(1));
        assertThat(texts()).containsExactly(List.of("m"));
    }

    @Test
    void forADayRequestsAreSignedWithBothSecrets() {
        String second = database.write(handle -> webhooks.rotate(handle, bot))
                .orElseThrow()
                .text();
        send("m");
        scheduler.run();

        String[] signatures =
                posted.get(0).headers().getOrDefault("webhook-signature", "").split(" ");
        assertThat(signatures).hasSize(2).allMatch(signature -> signature.startsWith("v1,"));
        assertThat(signedWith(posted.get(0))).isTrue();
        secret = second;
        assertThat(signedWith(posted.get(0))).isTrue();
    }

    @Test
    void aRemovedWebhookIsPostedNothingMore() {
        then(500);
        send("m");
        scheduler.run();
        lane.close();
        advance(HOUR);
        send("n");
        scheduler.run();

        assertThat(posted).hasSize(1);
    }

    // --- when this server fails

    @Test
    void afterACrashTheSameBatchComesUnderTheSameIdThoughMoreHasCome() {
        then((Runnable) () -> inbox.failing(true)); // taken, and then this process is no more
        send("first");
        scheduler.run();
        assertThat(posted).hasSize(1);
        lane.close();

        inbox.failing(false);
        start();
        send("second");
        scheduler.run();

        assertThat(texts()).containsExactly(List.of("first"), List.of("first"), List.of("second"));
        assertThat(posted.get(1).id()).isEqualTo(posted.get(0).id());
        assertThat(posted.get(1).body()).isEqualTo(posted.get(0).body());
    }

    @Test
    void whatTheStoreDoesNotAcknowledgeIsPostedAgain() {
        then((Runnable) () -> inbox.failing(true));
        send("m");
        scheduler.run();
        assertThat(lane.state().lastFailure()).contains(PostResult.STORE_UNAVAILABLE);
        inbox.failing(false);
        advance(Duration.ofSeconds(1));

        assertThat(texts()).containsExactly(List.of("m"), List.of("m"));
        assertThat(posted.get(1).id()).isEqualTo(posted.get(0).id());
        assertThat(isEverythingAcknowledged()).isTrue();
    }

    @Test
    void nothingIsPostedWhileTheDatabaseCannotSayWhere() {
        send("m");
        database.close();
        scheduler.run();

        assertThat(posted).isEmpty();
        assertThat(lane.state().lastFailure()).contains(PostResult.STORE_UNAVAILABLE);
        database = Engine.H2.open(folder);
        start();
        lane.wake();
        scheduler.run();
        assertThat(texts()).containsExactly(List.of("m"));
    }

    // --- expiry

    @Test
    void whatExpiresIsNotPostedAndItsSenderIsTold() {
        IntStream.range(0, 30).forEach(i -> then(500));
        send("short", Duration.ofHours(2));
        send("long");
        scheduler.run();
        for (int i = 0; i < 15; i++) {
            tryAgain();
        }
        inbox.expire().join();
        answers.clear();
        tryAgain();

        assertThat(posted.get(0).texts()).containsExactly("short", "long");
        Posted last = posted.get(posted.size() - 1);
        assertThat(last.texts()).containsExactly("long");
        assertThat(last.id()).isEqualTo(posted.get(0).id());
        assertThat(isEverythingAcknowledged()).isTrue();
        assertThat(inbox.read(ALICE, io.waggle.protocol.InboxSequence.NONE, 1 << 20, 10)
                        .items())
                .anyMatch(item -> item.content() instanceof SendOutcomes outcomes
                        && outcomes.outcomes().get(0).recipients().get(0).result()
                                == io.waggle.protocol.frame.SendOutcome.Result.EXPIRED);
    }
}
