package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.waggle.client.fake.Fault;
import io.waggle.client.fake.Texts;
import io.waggle.client.store.Act;
import io.waggle.client.store.ConversationSummary;
import io.waggle.client.store.Draft;
import io.waggle.client.store.MemberProgress;
import io.waggle.client.store.MessageState;
import io.waggle.client.store.MessageStatus;
import io.waggle.client.store.Place;
import io.waggle.client.store.ShownMessage;
import io.waggle.client.store.TimelineEntry;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Attachment;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.ConversationSettings;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.DeleteForEveryone;
import io.waggle.protocol.content.DeviceSync;
import io.waggle.protocol.content.Edit;
import io.waggle.protocol.content.Image;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.ReadPosition;
import io.waggle.protocol.content.Revision;
import io.waggle.protocol.content.Text;
import io.waggle.protocol.content.ViewOnceOpened;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.ReceiptKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What contents do to what is shown, on one device and on all of a person's. */
class ConversationsTest extends SimulatedWorld {

    private SimulatedClient ann;
    private SimulatedClient bob;
    private SimulatedClient tablet;

    @SuppressWarnings("NullAway.Init")
    ConversationsTest() {}

    private void meet() {
        ann = online(ANN);
        bob = online(BOB);
        tablet = online(BOB_TABLET);
    }

    // --- what is done to messages

    @Test
    void anEditIsSeenAtOnceByItsAuthorAndThenByEverybody() {
        meet();
        MessageRef message = sent("helo");
        ann.disconnect();
        letTimePass();

        ann.perform(new Act.Edit(ANN_AND_BOB, message, Optional.of(Text.of("hello"))));
        letTimePass();
        assertThat(text(ann, message)).isEqualTo("hello");
        assertThat(text(bob, message)).isEqualTo("helo");

        ann.connect();
        letTimePass();
        assertThat(List.of(text(bob, message), text(tablet, message))).containsOnly("hello");
        assertThat(shown(bob, message).edited()).isTrue();
        assertThat(bob.history().search("hello", Optional.empty(), 10)).hasSize(1);
        assertThat(bob.history().search("helo ", Optional.empty(), 10)).isEmpty();
    }

    @Test
    void nobodyEditsOrTakesBackWhatAnotherWrote() {
        meet();
        MessageRef message = sent("mine");

        bob.perform(new Act.Edit(ANN_AND_BOB, message, Optional.of(Text.of("yours"))));
        bob.perform(new Act.DeleteForEveryone(ANN_AND_BOB, message));
        inject(BOB, ANN, ANN_AND_BOB, Content.of(new DeleteForEveryone(message)));
        inject(BOB, ANN, ANN_AND_BOB, Content.of(new Edit(message, Revision.FIRST, Optional.of(Text.of("yours")))));
        letTimePass();

        assertThat(text(ann, message)).isEqualTo("mine");
        assertThat(text(bob, message)).isEqualTo("mine");
    }

    @Test
    void whatIsTakenBackIsGoneFromEveryDeviceWithWhatWasSaidAboutIt() {
        meet();
        MessageRef message = sent("oops");
        bob.perform(new Act.React(ANN_AND_BOB, message, "😂"));
        letTimePass();
        assertThat(shown(ann, message).reactions()).isEqualTo(Map.of(BOB.account(), "😂"));

        ann.perform(new Act.DeleteForEveryone(ANN_AND_BOB, message));
        letTimePass();

        for (SimulatedClient client : List.of(ann, bob, tablet)) {
            ShownMessage left = shown(client, message);
            assertThat(left.deleted()).isTrue();
            assertThat(left.reactions()).isEmpty();
            assertThat(left.message().content()).isEqualTo(ContentCodec.decode(ByteString.EMPTY));
            assertThat(client.history().search("oops", Optional.empty(), 10)).isEmpty();
        }
    }

    @Test
    void aChangeThatComesBeforeItsMessageWaitsForIt() {
        bob = online(BOB);
        MessageId id = MessageId.create(simulation.clock().instant());
        MessageRef message = new MessageRef(ANN, id);

        inject(ANN, BOB, ANN_AND_BOB, Content.of(new DeleteForEveryone(message)));
        simulation.server.append(
                BOB,
                new Message(
                        id,
                        ANN,
                        ANN_AND_BOB,
                        Texts.bytes("late"),
                        simulation.clock().instant()));
        letTimePass();

        assertThat(shown(bob, message).deleted()).isTrue();
        assertThat(unread(bob)).isZero();
        assertThat(bob.history().search("late", Optional.empty(), 10)).isEmpty();
    }

    @Test
    void aReactionThatTheServerRefusesIsNotShownAnyMore() {
        meet();
        MessageRef message = sent("hello");
        simulation.server.remove(ANN);

        bob.perform(new Act.React(ANN_AND_BOB, message, "👍"));
        simulation.run(Duration.ofSeconds(2));

        assertThat(shown(bob, message).reactions()).isEmpty();
    }

    // --- ticks

    @Test
    void whatOneDeviceSentHasItsTicksOnTheOthersToo() {
        meet();
        SimulatedClient laptop = online(ANN_LAPTOP);
        bob.disconnect();
        tablet.disconnect();
        letTimePass();

        MessageRef message = sent("hello");
        assertThat(List.of(state(ann, message), state(laptop, message))).containsOnly(MessageState.SENT);

        tablet.connect();
        letTimePass();
        assertThat(List.of(state(ann, message), state(laptop, message))).containsOnly(MessageState.DELIVERED);

        laptop.disconnect();
        tablet.markRead(ANN_AND_BOB, shown(tablet, message).place());
        letTimePass();
        laptop.connect();
        letTimePass();
        assertThat(List.of(state(ann, message), state(laptop, message))).containsOnly(MessageState.READ);
        assertThat(laptop.listener.statuses(message.id()))
                .extracting(MessageStatus::state)
                .containsExactly(MessageState.DELIVERED, MessageState.READ);
        assertThat(laptop.history().progress(message)).isEqualTo(ann.history().progress(message));
    }

    @Test
    void whatTwoDevicesSentHasTicksOfItsOwn() {
        meet();
        SimulatedClient laptop = online(ANN_LAPTOP);
        MessageRef first = sent("from the phone");
        MessageRef second = new MessageRef(ANN_LAPTOP, laptop.send(BOB, "from the laptop"));
        letTimePass();
        MessageRef third = sent("from the phone again");

        bob.markRead(ANN_AND_BOB, shown(bob, second).place());
        letTimePass();

        for (SimulatedClient client : List.of(ann, laptop)) {
            assertThat(List.of(state(client, first), state(client, second), state(client, third)))
                    .containsExactly(MessageState.READ, MessageState.READ, MessageState.DELIVERED);
        }
    }

    @Test
    void whatNobodyGotHasNoSecondTickOnAnyDeviceThoughLaterMessagesHave() {
        meet();
        SimulatedClient laptop = online(ANN_LAPTOP);
        bob.disconnect();
        tablet.disconnect();
        letTimePass();
        MessageRef lost = sent("too late");
        simulation.server.expire(BOB, lost.id());
        simulation.server.expire(BOB_TABLET, lost.id());
        MessageRef later = sent("in time");
        bob.connect();
        letTimePass();

        assertThat(texts(bob)).containsExactly("in time");
        for (SimulatedClient client : List.of(ann, laptop)) {
            assertThat(List.of(state(client, lost), state(client, later)))
                    .containsExactly(MessageState.EXPIRED, MessageState.DELIVERED);
        }
        assertThat(laptop.listener.notices).noneMatch(Notice.NotReceived.class::isInstance);
    }

    // --- what only this person sees

    @Test
    void whatOneDeviceReadsIsReadOnTheOthersAndTheAuthorIsToldOnce() {
        meet();
        sent("one");
        MessageRef two = sent("two");
        assertThat(List.of(unread(bob), unread(tablet))).containsExactly(2L, 2L);

        bob.markRead(ANN_AND_BOB, shown(bob, two).place());
        letTimePass();

        assertThat(List.of(unread(bob), unread(tablet))).containsExactly(0L, 0L);
        assertThat(ann.state(two.id())).isEqualTo("READ");
        assertThat(ann.history().progress(two))
                .extracting(MemberProgress::account, MemberProgress::reached)
                .containsExactly(tuple(BOB.account(), Optional.of(ReceiptKind.READ)));
    }

    @Test
    void unreadFollowsFromTheReadPositionAlone() {
        meet();
        sent("one");
        MessageRef two = sent("two");
        sent("three");
        bob.markRead(ANN_AND_BOB, shown(bob, two).place());
        letTimePass();
        assertThat(unread(tablet)).isEqualTo(1);

        ann.perform(new Act.DeleteForEveryone(
                ANN_AND_BOB, Texts.messages(ann.history(), ANN_AND_BOB).get(2).ref()));
        letTimePass();

        assertThat(List.of(unread(bob), unread(tablet))).containsExactly(0L, 0L);
    }

    @Test
    void settingsStarsAndRemovalsShowOnThePersonsOtherDevicesAndOnNobodyElses() {
        meet();
        MessageRef message = sent("hello");
        MessageRef other = sent("other");

        bob.perform(new Act.Mute(ANN_AND_BOB, ConversationSettings.MUTED));
        bob.perform(new Act.Archive(ANN_AND_BOB, true));
        bob.perform(new Act.Star(ANN_AND_BOB, message, true));
        bob.perform(new Act.DeleteForMe(ANN_AND_BOB, List.of(other)));
        letTimePass();

        ConversationSummary line = tablet.history().conversation(ANN_AND_BOB).orElseThrow();
        assertThat(line.mutedUntil()).isEqualTo(ConversationSettings.MUTED);
        assertThat(line.archived()).isTrue();
        assertThat(tablet.history().starred(ANN_AND_BOB)).hasSize(1);
        assertThat(tablet.history().message(other)).isEmpty();
        assertThat(ann.history().message(other)).isPresent();
        assertThat(ann.history().starred(ANN_AND_BOB)).isEmpty();
    }

    @Test
    void somebodyElseCannotMarkThingsAsRead() {
        meet();
        MessageRef message = sent("hello");
        ConversationId ownOfBob = ConversationId.direct(BOB.account(), BOB.account());
        Content sync = Content.of(new DeviceSync(List.of(new ReadPosition(ANN_AND_BOB, message))));

        inject(ANN, BOB, ownOfBob, sync);
        inject(ANN, BOB, ANN_AND_BOB, sync);
        letTimePass();

        assertThat(unread(bob)).isEqualTo(1);
    }

    @Test
    void aDraftStaysOnItsDevice() {
        meet();
        var unused = bob.core.setDraft(ANN_AND_BOB, "well, ");
        letTimePass();

        assertThat(bob.history()
                        .conversation(ANN_AND_BOB)
                        .orElseThrow()
                        .draft()
                        .orElseThrow()
                        .text())
                .isEqualTo("well, ");
        assertThat(tablet.history().conversation(ANN_AND_BOB)).isEmpty();
    }

    // --- what goes by itself

    @Test
    void whatDisappearsDoesSoOnEveryDeviceOnceItIsRead() {
        meet();
        sent("let us be careful");
        ann.perform(new Act.SetTimer(ANN_AND_BOB, Duration.ofHours(1)));
        letTimePass();
        Duration timer = bob.history().conversation(ANN_AND_BOB).orElseThrow().timer();
        assertThat(timer).isEqualTo(Duration.ofHours(1));
        MessageId id = ann.send(Draft.direct(
                ANN.account(), BOB.account(), Texts.content("secret").disappearing(timer)));
        letTimePass();
        MessageRef message = new MessageRef(ANN, id);

        simulation.run(Duration.ofMinutes(61));
        assertThat(ann.history().message(message)).as("on the author's").isEmpty();
        assertThat(bob.history().message(message)).as("nobody has read it").isPresent();

        bob.markRead(ANN_AND_BOB, Place.NEWEST);
        simulation.run(Duration.ofMinutes(30));
        tablet.kill();
        simulation.run(Duration.ofMinutes(31));
        assertThat(bob.history().message(message)).isEmpty();

        tablet.begin();
        letTimePass();
        assertThat(tablet.history().message(message))
                .as("it was off when its time came")
                .isEmpty();
    }

    // --- order

    @Test
    void whatWasSentStandsWhereTheServerAcceptedItOnAllDevices() {
        meet();
        SimulatedClient laptop = online(ANN_LAPTOP);
        MessageRef first = sent("one");
        ann.disconnect();
        letTimePass();
        ann.send(BOB, "written first, accepted last");
        bob.send(ANN, "two");
        letTimePass();
        ann.connect();
        letTimePass();

        for (SimulatedClient client : List.of(ann, laptop, bob, tablet)) {
            assertThat(Texts.messages(client.history(), ANN_AND_BOB))
                    .extracting(Texts::of)
                    .as(client.device.clientId())
                    .containsExactly("one", "two", "written first, accepted last");
        }
        assertThat(unread(laptop))
                .as("what one wrote on another device is not unread")
                .isEqualTo(1);
        assertThat(shown(ann, first).message().id()).isEqualTo(first.id());
    }

    @Test
    void anAnswerThatIsLostDoesNotChangeThePlace() {
        meet();
        SimulatedClient laptop = online(ANN_LAPTOP);
        sent("one");
        simulation.server.setFaults((device, frame) -> {
            if (device.equals(ANN) && SendingTest.hasSend(frame)) {
                simulation.server.setFaults((any, other) -> Fault.NONE);
                return Fault.CUT_AFTER;
            }
            return Fault.NONE;
        });
        ann.send(BOB, "two");
        bob.send(ANN, "three");
        letTimePass();

        List<String> order = texts(laptop);
        assertThat(order).contains("one", "two", "three");
        assertThat(texts(ann)).isEqualTo(order);
        assertThat(texts(bob)).isEqualTo(order);
    }

    // --- contents that are not what they should be

    @Test
    void aContentThatNobodyCanReadIsRefusedAndTheRestGoesOn() {
        meet();
        simulation.server.append(
                BOB,
                new Message(
                        MessageId.create(Instant.EPOCH),
                        ANN,
                        ANN_AND_BOB,
                        ByteString.copyFromUtf8("no content of any version"),
                        Instant.EPOCH));
        MessageRef message = sent("hello");

        assertThat(texts(bob)).containsExactly("hello");
        assertThat(bob.listener.notices).hasAtLeastOneElementOfType(Notice.RowRejected.class);
        assertThat(simulation.server.deadLetters(BOB)).hasSize(1);
        assertThat(text(bob, message)).isEqualTo("hello");
    }

    @Test
    void aKindOfALaterVersionStandsInItsPlace() {
        meet();
        MessageId id = MessageId.create(Instant.EPOCH);
        ByteString later = ByteString.copyFrom(new byte[] {(byte) 0x6a, 0}); // field 13, a message
        simulation.server.append(BOB, new Message(id, ANN, ANN_AND_BOB, later, Instant.EPOCH));
        letTimePass();

        assertThat(shown(bob, new MessageRef(ANN, id)).message().content()).isInstanceOf(DecodedContent.Unknown.class);
        assertThat(unread(bob)).isEqualTo(1);
    }

    @Test
    void aThirdPersonCannotSpeakInAConversationOfTwo() {
        meet();
        sent("hello");

        inject(CY, BOB, ANN_AND_BOB, Texts.content("I am Ann"));
        letTimePass();

        assertThat(texts(bob)).containsExactly("hello");
    }

    // --- words

    private MessageRef sent(String text) {
        MessageId id = ann.send(BOB, text);
        letTimePass();
        return new MessageRef(ANN, id);
    }

    @Test
    void whatIsToBeViewedOnceIsGoneOnAllDevicesOfWhoViewedIt() {
        meet();
        Attachment file = new Attachment("m1", ByteString.EMPTY, ByteString.copyFrom(new byte[32]), 1, "image/jpeg");
        MessageId picture = ann.send(Draft.direct(
                ANN.account(),
                BOB.account(),
                Content.of(new Image(file, 4, 3, ByteString.EMPTY, Optional.empty()))
                        .viewedOnce()));
        MessageRef once = new MessageRef(ANN, picture);
        MessageRef text = sent("hello");
        MessageRef own = new MessageRef(BOB, bob.send(ANN, "mine"));
        letTimePass();

        for (MessageRef each : List.of(once, text, own)) {
            bob.perform(new Act.ViewOnce(ANN_AND_BOB, each));
            inject(
                    BOB_TABLET,
                    BOB,
                    ConversationId.direct(BOB.account(), BOB.account()),
                    Content.of(new DeviceSync(List.of(new ViewOnceOpened(ANN_AND_BOB, each)))));
        }
        letTimePass();

        for (SimulatedClient device : List.of(bob, tablet)) {
            assertThat(shown(device, once).opened()).isTrue();
            assertThat(shown(device, once).message().content()).isNotInstanceOf(DecodedContent.Known.class);
            assertThat(List.of(shown(device, text).opened(), shown(device, own).opened()))
                    .containsOnly(false);
            assertThat(text(device, text)).isEqualTo("hello");
            assertThat(text(device, own)).isEqualTo("mine");
        }
    }

    @Test
    void whoMerelyNamesAGroupIsNotBelieved() {
        meet();
        ConversationId group = new ConversationId(7, 7);
        MessageRef inIt = said(CY, group, "of the group", 1);
        said(ANN, group, "as if in the group", 0);
        MessageRef first = said(ANN, ANN_AND_BOB, "first", 0);
        inject(CY, BOB, ANN_AND_BOB, Content.of(new DeleteForEveryone(first)));
        inject(ANN, BOB, group, Content.of(new DeleteForEveryone(inIt)));
        letTimePass();

        assertThat(Texts.messages(bob.history(), group).stream().map(Texts::of)).containsExactly("of the group");
        assertThat(text(bob, first)).isEqualTo("first");
    }

    private MessageRef said(Address from, ConversationId conversation, String text, long groupVersion) {
        MessageId id = MessageId.create(simulation.clock().instant());
        simulation.server.append(
                BOB,
                new Message(
                        id,
                        from,
                        conversation,
                        Texts.bytes(text),
                        simulation.clock().instant(),
                        false,
                        groupVersion));
        return new MessageRef(from, id);
    }

    private void inject(Address from, Address to, ConversationId conversation, Content content) {
        simulation.server.append(
                to,
                new Message(
                        MessageId.create(simulation.clock().instant()),
                        from,
                        conversation,
                        ContentCodec.encode(content),
                        simulation.clock().instant()));
    }

    private static ShownMessage shown(SimulatedClient client, MessageRef message) {
        return client.history().message(message).orElseThrow();
    }

    private static MessageState state(SimulatedClient client, MessageRef message) {
        return shown(client, message).message().status().state();
    }

    private static String text(SimulatedClient client, MessageRef message) {
        return shown(client, message).text().orElseThrow().body();
    }

    private static List<String> texts(SimulatedClient client) {
        return client.history().timeline(ANN_AND_BOB, Place.NEWEST, 100).stream()
                .map(ConversationsTest::text)
                .toList();
    }

    private static String text(TimelineEntry entry) {
        return ((ShownMessage) entry).text().orElseThrow().body();
    }

    private static long unread(SimulatedClient client) {
        return client.history().conversation(ANN_AND_BOB).orElseThrow().unread();
    }
}
