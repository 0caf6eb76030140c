package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.waggle.broker.HttpCaller;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupChange.Change;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupLiveEvent;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import io.waggle.protocol.frame.SendOutcomes;
import io.waggle.protocol.frame.Welcome;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups on the real broker: what their people see, whatever happens in between. */
final class GroupIT {

    private static final int SEE_OUTCOMES = 0x10;
    private static final Address ALICE = Address.of("alice", "phone");
    private static final Address BOB = Address.of("bob", "phone");
    private static final Address TABLET = Address.of("bob", "tablet");
    private static final Address CAROL = Address.of("carol", "phone");
    private static final ConversationId GROUP = new ConversationId(0x0123456789abcdefL, 42);

    private final SmsGateway gateway = new SmsGateway();
    private BrokerProcess broker;

    @SuppressWarnings("NullAway.Init")
    GroupIT() {}

    @BeforeEach
    void start() {
        broker = BrokerProcess.start(BrokerOptions.defaults()
                .set("verification.sms", "webhook")
                .set("verification.webhook.url", gateway.url()));
    }

    @AfterEach
    void stop() {
        broker.close();
        gateway.close();
    }

    @Test
    void aGroupIsMadeWrittenToAndLeftAndSurvivesACrash() throws Exception {
        TestDevice.connected(broker, CAROL).close(); // carol is away
        TestDevice.connected(broker, TABLET).close();
        try (TestDevice a = TestDevice.online(broker, ALICE);
                TestDevice b = TestDevice.online(broker, BOB)) {
            b.hello(Epoch.NONE, InboxSequence.NONE);
            assertThat(a.publish(create(BOB, CAROL), post("hello all"))).isZero();

            b.awaitTexts("hello all");
            assertThat(limits(b).groupMembers()).isEqualTo(1_024);
            assertThat(b.contents(GroupState.class).get(0).members())
                    .extracting(GroupMember::account)
                    .containsExactly(ALICE.account(), BOB.account(), CAROL.account());
            assertThat(b.contents(Message.class).get(0).groupVersion()).isEqualTo(1);
            b.acknowledgeAll();
            assertThat(a.awaitContent(Receipt.class).member()).isEqualTo(BOB);
        }
        broker.kill();
        broker.restart();
        try (TestDevice b = TestDevice.online(broker, BOB);
                TestDevice t = TestDevice.online(broker, TABLET);
                TestDevice c = TestDevice.online(broker, CAROL)) {
            assertThat(b.publish(post("after the crash"))).isZero();
            t.awaitTexts("hello all", "after the crash");
            c.awaitTexts("hello all", "after the crash");
            assertThat(c.publish(change(new GroupChange.Leave()))).isZero();
            await().atMost(TestDevice.PATIENCE).until(() -> t.contents(GroupEvent.class), events -> events.size() == 1);

            assertThat(c.publish(post("still here?"))).isEqualTo(SEE_OUTCOMES);
            assertThat(c.awaitContent(SendOutcomes.class).outcomes())
                    .extracting(SendOutcome::result)
                    .containsExactly(Result.NO_SUCH_GROUP);
            assertThat(b.publish(post("without carol"))).isZero();
            t.awaitTexts("hello all", "after the crash", "without carol");
            assertThat(c.texts()).containsExactly("hello all", "after the crash");
        }
    }

    @Test
    void changesOfTwoAdminsAtOnceEndTheSameEverywhereAndARemovedMemberGetsNothingMore() {
        List<Address> people = Stream.of("m0", "m1", "m2", "m3", "m4", "m5")
                .map(name -> Address.of(name, "phone"))
                .toList();
        try (TestDevice a = TestDevice.online(broker, ALICE);
                TestDevice b = TestDevice.online(broker, BOB);
                TestDevice t = TestDevice.online(broker, TABLET)) {
            List<TestDevice> members = people.stream()
                    .map(person -> TestDevice.online(broker, person))
                    .toList();
            a.publish(create(Stream.concat(Stream.of(BOB), people.stream()).toArray(Address[]::new)));
            a.publish(change(new GroupChange.SetRole(BOB.account(), GroupRole.ADMIN)));

            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                AccountId one = people.get(round % people.size()).account();
                AccountId other = people.get((round * 5 + 3) % people.size()).account();
                answers.add(a.publishing(
                        change(new GroupChange.Remove(List.of(one))),
                        change(new GroupChange.SetName("of alice " + round)),
                        post("a" + round)));
                answers.add(b.publishing(
                        change(new GroupChange.Add(List.of(one, other))),
                        change(new GroupChange.SetName("of bob " + round)),
                        post("b" + round)));
            }
            assertThat(answers.stream().map(CompletableFuture::join)).allMatch(code -> code == 0);
            a.publish(new GroupQuery(List.of(GROUP)));
            GroupState end = last(a);

            for (TestDevice device : List.of(a, b, t)) {
                await().atMost(TestDevice.PATIENCE).until(() -> view(device).version() == end.version());
                assertThat(view(device)).isEqualTo(new View(end.version(), end.name(), end.members()));
            }
            assertThat(versions(b)).isEqualTo(versions(t)).isSorted();
            for (TestDevice device : members) {
                assertSeesOnlyItsOwnTime(device);
                device.close();
            }
        }
    }

    /** Between the state with which it came in and the event with which it went out, every version; outside of it, nothing. */
    private static void assertSeesOnlyItsOwnTime(TestDevice device) {
        long known = 0;
        for (InboxItem item : device.items()) {
            if (item.content() instanceof GroupState state) {
                assertThat(state.version()).isGreaterThan(known);
                known = state.version();
            } else if (item.content() instanceof GroupEvent event) {
                assertThat(event.version()).as("of %s", device.address()).isEqualTo(known + 1);
                boolean out = event.effect() instanceof GroupEvent.MembersSet members
                        && members.gone().contains(device.address().account());
                known = out ? Long.MIN_VALUE : event.version();
            } else if (item.content() instanceof Message message) {
                assertThat(message.groupVersion()).as("of %s", device.address()).isEqualTo(known);
            }
        }
    }

    @Test
    void typingIsShownToMembersAlone() {
        TestDevice.connected(broker, CAROL).close();
        try (TestDevice a = TestDevice.online(broker, ALICE);
                TestDevice b = TestDevice.online(broker, BOB);
                TestDevice c = TestDevice.online(broker, CAROL)) {
            a.publish(create(BOB));
            GroupLiveEvent typing = new GroupLiveEvent(GROUP, ByteString.copyFromUtf8("typing"));
            assertThat(c.publish(typing)).as("as if it were taken").isZero();
            assertThat(b.publish(typing)).isZero();

            await().atMost(TestDevice.PATIENCE).until(() -> live(a) == 1);
            assertThat(a.frames().stream().flatMap(frame -> frame.live().stream()))
                    .allMatch(notice ->
                            notice.from().equals(BOB) && notice.conversation().equals(GROUP));
            assertThat(live(c)).isZero();
            assertThat(live(b)).isZero();
        }
    }

    @Test
    void whomThePersonDoesNotKnowTheyLetInOnlyIfAskedAndWhomTheyBlockNotAtAll() throws Exception {
        Tokens anna = signIn("+4915123456701");
        Tokens bob = signIn("+4915123456702");
        Tokens carl = signIn("+4915123456703");
        http(carl).put("/v1/contacts/" + anna.account(), Map.of()).expect(204);
        try (TestDevice annas = online(anna);
                TestDevice bobs = online(bob);
                TestDevice carls = online(carl)) {
            assertThat(annas.publish(create(address(bob), address(carl)), post("hello")))
                    .isZero();

            carls.awaitTexts("hello");
            assertThat(bobs.awaitContent(GroupState.class).members())
                    .containsExactly(new GroupMember(
                            address(bob).account(),
                            GroupRole.INVITED,
                            1,
                            Optional.of(address(anna).account())));
            assertThat(bobs.texts()).isEmpty();

            assertThat(bobs.publish(change(new GroupChange.Leave()))).isZero();
            http(bob).put("/v1/blocks/" + anna.account(), Map.of()).expect(204);
            assertThat(annas.publish(
                            change(new GroupChange.Add(List.of(address(bob).account())))))
                    .as("as if bob were only asked")
                    .isZero();
            assertThat(annas.publish(new GroupQuery(List.of(GROUP)))).isZero();
            await().atMost(TestDevice.PATIENCE)
                    .until(() -> last(annas).members().stream().anyMatch(member -> member.role() == GroupRole.INVITED));
            assertThat(bobs.contents(GroupState.class))
                    .as("nothing but the refusal's")
                    .hasSize(2);

            http(anna).delete("/v1/account?confirm=" + anna.account()).expect(204);
            await().atMost(TestDevice.PATIENCE)
                    .until(() -> carls.contents(GroupEvent.class).stream()
                            .anyMatch(event -> event.effect() instanceof GroupEvent.MembersSet members
                                    && members.gone().contains(address(anna).account())));
            assertThat(carls.publish(change(new GroupChange.SetName("Mine now"))))
                    .isZero();
        }
    }

    // --- vocabulary

    /** What a device knows of the group from the rows it got, without asking. */
    private record View(long version, String name, List<GroupMember> members) {}

    private static View view(TestDevice device) {
        long version = 0;
        String name = "";
        Map<AccountId, GroupMember> members = new TreeMap<>();
        for (InboxItem item : device.items()) {
            if (item.content() instanceof GroupState state && state.version() > version) {
                version = state.version();
                name = state.name();
                members.clear();
                state.members().forEach(member -> members.put(member.account(), member));
            } else if (item.content() instanceof GroupEvent event && event.version() == version + 1) {
                version = event.version();
                if (event.effect() instanceof GroupEvent.NameSet set) {
                    name = set.name();
                } else if (event.effect() instanceof GroupEvent.MembersSet set) {
                    set.set().forEach(member -> members.put(member.account(), member));
                    set.gone().forEach(members::remove);
                }
            }
        }
        return new View(version, name, List.copyOf(members.values()));
    }

    private static List<Long> versions(TestDevice device) {
        return device.contents(GroupEvent.class).stream()
                .map(GroupEvent::version)
                .toList();
    }

    private static GroupState last(TestDevice device) {
        await().atMost(TestDevice.PATIENCE)
                .until(() -> device.contents(GroupState.class).stream()
                        .anyMatch(state -> state.cause().isEmpty()));
        List<GroupState> states = device.contents(GroupState.class);
        return states.get(states.size() - 1);
    }

    private static long live(TestDevice device) {
        return device.frames().stream()
                .map(InboxFrame::live)
                .mapToLong(List::size)
                .sum();
    }

    private static Welcome.Limits limits(TestDevice device) {
        return device.frames().stream()
                .flatMap(frame -> frame.welcome().stream())
                .findFirst()
                .orElseThrow()
                .limits();
    }

    private static OutboxItem create(Address... members) {
        return change(new GroupChange.Create(
                "Bees",
                "",
                GroupSettings.DEFAULT,
                Stream.of(members).map(Address::account).toList()));
    }

    private static OutboxItem change(Change change) {
        return new GroupChange(MessageId.create(Instant.now()), GROUP, 0, change);
    }

    private static GroupSend post(String text) {
        return new GroupSend(MessageId.create(Instant.now()), GROUP, 0, ByteString.copyFromUtf8(text), Duration.ZERO);
    }

    private HttpCaller http(Tokens person) {
        return new HttpCaller(broker.http("")).as(person);
    }

    private Tokens signIn(String number) {
        return new HttpCaller(broker.http("")).signIn("phone", number, gateway::codeFor);
    }

    private static Address address(Tokens tokens) {
        return Address.of(tokens.account(), tokens.device());
    }

    private TestDevice online(Tokens tokens) {
        TestDevice device = TestDevice.offline(broker.mqtt(), address(tokens), tokens.access());
        device.connect();
        device.subscribe();
        return device;
    }
}
