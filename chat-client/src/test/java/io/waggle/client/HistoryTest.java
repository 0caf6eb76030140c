package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.store.Act;
import io.waggle.client.store.ConversationSummary;
import io.waggle.client.store.HistoryTransfer;
import io.waggle.client.store.HistoryTransfer.State;
import io.waggle.client.store.MemberProgress;
import io.waggle.client.store.Place;
import io.waggle.client.store.ShownMessage;
import io.waggle.client.store.TimelineEntry;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.TransferId;
import io.waggle.protocol.content.ConversationSettings;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was said before comes to a new device from another one of the person's. */
class HistoryTest extends SimulatedWorld {

    private static final int ALL = 1_000;

    /** So that it takes several chunks. */
    private static final String LONG = " and so on".repeat(60);

    private SimulatedClient ann;
    private SimulatedClient bob;

    @SuppressWarnings("NullAway.Init")
    HistoryTest() {}

    @Test
    void aNewDeviceShowsWhatTheOthersShow() {
        talk(120);
        SimulatedClient laptop = joins();
        bob.send(ANN, "while it goes");
        letTimePass();

        HistoryTransfer asked = waiting(ann);
        assertThat(asked.device()).contains(ANN_LAPTOP.device());
        assertThat(asked.code()).isEqualTo(transfer(laptop).code()).matches("(\\d{5} ){3}\\d{5}");
        assertThat(timeline(laptop, ANN_AND_BOB)).hasSize(1);
        allow(ann, asked);
        simulation.runUntil("it is there", () -> transfer(laptop).state() == State.DONE);
        letTimePass();

        assertThat(transfer(ann).state()).isEqualTo(State.DONE);
        assertShowsTheSame(laptop);
        assertThat(laptop.listener.texts()).as("nothing of it is news").containsExactly("while it goes");
        assertThat(laptop.history().search("seventh", Optional.empty(), 10)).hasSize(1);
        long keyBytes = laptop.database.transaction(
                session -> session.number("SELECT max(length(private_key)) FROM history_transfer"));
        assertThat(keyBytes).as("the key is forgotten").isZero();
    }

    @Test
    void theNewestOfEveryConversationComesFirst() {
        talk(300);
        SimulatedClient cy = online(CY);
        cy.send(ANN, "from cy");
        letTimePass();
        List<String> arrived = new ArrayList<>();
        SimulatedClient laptop = joins();
        laptop.listener.onHistory = transfer -> arrived.add(timeline(laptop, ANN_AND_BOB)
                        .size() + " " + timeline(laptop, ANN_AND_CY).size());
        allow(ann, waiting(ann));
        simulation.runUntil("it is there", () -> transfer(laptop).state() == State.DONE);
        letTimePass();

        assertThat(arrived.get(0)).as("the first chunk").matches("[1-9][0-9] 1");
        assertShowsTheSame(laptop);
    }

    @Test
    void itIsEncryptedToTheDeviceThatAskedAndComesOnlyFromWhereItIsAllowed() {
        talk(20);
        SimulatedClient tablet = online(Address.of("ann", "tablet"));
        SimulatedClient laptop = joins();
        simulation.run(Duration.ofHours(1));
        assertThat(timeline(laptop, ANN_AND_BOB)).as("nobody has allowed it").isEmpty();
        assertThat(waiting(tablet).id()).isEqualTo(waiting(ann).id());

        frames.clear();
        allow(ann, waiting(ann));
        simulation.runUntil("it is there", () -> transfer(laptop).state() == State.DONE);
        letTimePass();

        assertThat(frames.toString()).doesNotContain("word 7");
        assertThat(timeline(tablet, ANN_AND_BOB)).as("it cannot read it").isEmpty();
        assertThat(transfer(tablet).state()).as("another device was chosen").isEqualTo(State.ENDED);
        assertShowsTheSame(laptop);
    }

    @Test
    void ofTwoThatAreAllowedToOneSends() {
        SimulatedClient tablet = online(Address.of("ann", "tablet"));
        talk(200);
        SimulatedClient laptop = joins();
        allow(ann, waiting(ann));
        allow(tablet, waiting(tablet));
        simulation.runUntil("it is there", () -> transfer(laptop).state() == State.DONE);
        letTimePass();

        assertShowsTheSame(laptop);
        assertThat(List.of(transfer(ann).state(), transfer(tablet).state()))
                .containsExactlyInAnyOrder(State.DONE, State.ENDED);
        int taken = laptop.store.transfers().all().get(0).chunks();
        SimulatedClient sender = transfer(ann).state() == State.DONE ? ann : tablet;
        assertThat(taken).as("all of one").isEqualTo(transfer(sender).chunks());
    }

    @Test
    void whoeverIsRefusedGetsNothing() {
        talk(5);
        SimulatedClient laptop = joins();
        assertThat(done(ann.core.endHistory(waiting(ann).id()))).isTrue();
        assertThat(done(ann.core.allowHistory(transfer(ann).id()))).isFalse();
        simulation.run(Duration.ofHours(1));

        assertThat(timeline(laptop, ANN_AND_BOB)).isEmpty();
        assertThat(done(ann.core.allowHistory(TransferId.create()))).isFalse();
    }

    @Test
    void theNewDeviceEndsItAndMayAskAgain() {
        talk(400);
        SimulatedClient laptop = joins();
        laptop.listener.onHistory = transfer -> {
            if (transfer.chunks() == 1 && transfer.state() == State.RUNNING) {
                var unused = laptop.core.endHistory(transfer.id());
            }
        };
        allow(ann, waiting(ann));
        letTimePass();
        simulation.run(Duration.ofMinutes(1));
        assertThat(transfer(laptop).state()).isEqualTo(State.ENDED);
        int some = timeline(laptop, ANN_AND_BOB).size();
        assertThat(some).isPositive();

        laptop.listener.onHistory = transfer -> {};
        done(laptop.core.requestHistory());
        letTimePass();
        allow(ann, waiting(ann));
        simulation.runUntil("it is there", () -> transfer(laptop).state() == State.DONE);
        letTimePass();
        assertShowsTheSame(laptop);
    }

    @Test
    void whatHappensMeanwhileIsNotLost() {
        List<MessageRef> old = talk(300);
        SimulatedClient laptop = joins();
        allow(ann, waiting(ann));
        for (int i = 0; i < 60; i++) {
            MessageRef about = old.get((i * 5) % old.size());
            if (i % 4 == 0) {
                bob.perform(new Act.React(ANN_AND_BOB, about, "👍"));
            } else if (i % 4 == 1) {
                ann.perform(new Act.DeleteForMe(ANN_AND_BOB, List.of(about)));
            } else if (i % 4 == 2) {
                bob.markRead(
                        ANN_AND_BOB,
                        shown(bob, about).map(it -> it.message().place()).orElse(Place.FIRST));
            } else {
                ann.send(BOB, "new " + i);
            }
            simulation.run(Duration.ofMillis(20));
        }
        simulation.runUntil("it is there", () -> transfer(laptop).state() == State.DONE);
        letTimePass();
        assertShowsTheSame(laptop);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void itGoesOnAfterEveryInterruption(long seed) {
        talk(250);
        SimulatedClient laptop = joins();
        allow(ann, waiting(ann));
        Random random = new Random(seed);
        for (int i = 0; i < 30 && transfer(laptop).state() != State.DONE; i++) {
            SimulatedClient struck = random.nextBoolean() ? ann : laptop;
            if (random.nextBoolean()) {
                struck.dieAt(1 + random.nextInt(6));
            } else {
                simulation.server.cut(struck.device);
            }
            simulation.run(Duration.ofMillis(random.nextInt(500)));
            for (SimulatedClient client : List.of(ann, laptop)) {
                if (!client.isAlive()) {
                    client.begin();
                    client.connect();
                }
            }
        }
        ann.spare();
        laptop.spare();
        simulation.runUntil("it is there", () -> transfer(laptop).state() == State.DONE);
        simulation.run(Duration.ofMinutes(2));
        assertShowsTheSame(laptop);
    }

    @Test
    void aDeviceThatGotItSendsItOnToTheNext() {
        talk(80);
        SimulatedClient laptop = joins();
        allow(ann, waiting(ann));
        simulation.runUntil("it is there", () -> transfer(laptop).state() == State.DONE);
        ann.send(BOB, "later");
        letTimePass();
        ann.disconnect();

        SimulatedClient third = online(Address.of("ann", "tablet"));
        done(third.core.requestHistory());
        letTimePass();
        allow(laptop, waiting(laptop));
        simulation.runUntil("it is there", () -> transfer(third).state() == State.DONE);
        letTimePass();

        assertShowsTheSame(third);
        MessageRef after = new MessageRef(ANN_LAPTOP, laptop.send(BOB, "and on"));
        letTimePass();
        assertThat(timeline(third, ANN_AND_BOB))
                .last()
                .asString()
                .contains(after.id().toString());
    }

    // --- words

    private static final ConversationId ANN_AND_CY = ConversationId.direct(ANN.account(), CY.account());

    /** Ann and Bob write to each other, react, edit, star and read; some of it is deleted. */
    private List<MessageRef> talk(int messages) {
        ann = online(ANN);
        bob = online(BOB);
        List<MessageRef> all = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            SimulatedClient author = i % 3 == 0 ? bob : ann;
            MessageId id = author.send(i % 3 == 0 ? ANN : BOB, (i == 8 ? "the seventh" : "word " + i) + LONG);
            all.add(new MessageRef(author.device, id));
            if (i % 10 == 9) {
                letTimePass();
                MessageRef some = all.get(i - 4);
                (i % 20 == 9 ? ann : bob).perform(new Act.React(ANN_AND_BOB, some, "❤️"));
                ann.perform(new Act.Star(ANN_AND_BOB, all.get(i - 3), true));
                bob.perform(new Act.Edit(ANN_AND_BOB, all.get(i - i % 3), Optional.of(Text.of("edited " + i))));
                ann.perform(new Act.DeleteForEveryone(ANN_AND_BOB, all.get(i - 2)));
                letTimePass();
            }
        }
        letTimePass();
        MessageRef middle = all.get(messages / 2);
        shown(ann, middle)
                .ifPresent(it -> ann.markRead(ANN_AND_BOB, it.message().place()));
        shown(bob, middle)
                .ifPresent(it -> bob.markRead(ANN_AND_BOB, it.message().place()));
        ann.perform(new Act.Mute(ANN_AND_BOB, ConversationSettings.MUTED));
        letTimePass();
        return all;
    }

    /** Ann's laptop, which has just come, and asks. */
    private SimulatedClient joins() {
        SimulatedClient laptop = online(ANN_LAPTOP);
        done(laptop.core.requestHistory());
        letTimePass();
        return laptop;
    }

    private void allow(SimulatedClient client, HistoryTransfer transfer) {
        assertThat(done(client.core.allowHistory(transfer.id()))).isTrue();
    }

    private static HistoryTransfer waiting(SimulatedClient client) {
        HistoryTransfer transfer = transfer(client);
        assertThat(transfer.state()).isEqualTo(State.WAITING);
        return transfer;
    }

    private static HistoryTransfer transfer(SimulatedClient client) {
        List<HistoryTransfer> all = client.store.transfers().all();
        return all.get(all.size() - 1);
    }

    private <T> T done(CompletionStage<T> stage) {
        var future = stage.toCompletableFuture();
        simulation.runUntil("it is done", future::isDone);
        return future.join();
    }

    private void assertShowsTheSame(SimulatedClient device) {
        Set<ConversationId> conversations = new HashSet<>();
        ann.history().conversations(ALL).forEach(line -> conversations.add(line.conversation()));
        assertThat(device.history().conversations(ALL))
                .extracting(ConversationSummary::conversation)
                .containsExactlyElementsOf(ann.history().conversations(ALL).stream()
                        .map(ConversationSummary::conversation)
                        .toList());
        for (ConversationId conversation : conversations) {
            List<String> missing = new ArrayList<>(timeline(ann, conversation));
            missing.removeAll(timeline(device, conversation));
            assertThat(missing).as("lines that are not there, or not like that").isEmpty();
            assertThat(timeline(device, conversation)).isEqualTo(timeline(ann, conversation));
            assertThat(line(device, conversation)).isEqualTo(line(ann, conversation));
        }
    }

    private static List<String> timeline(SimulatedClient client, ConversationId conversation) {
        return client.history().timeline(conversation, Place.NEWEST, ALL).stream()
                .map(entry -> describe(client, entry))
                .toList();
    }

    private static String describe(SimulatedClient client, TimelineEntry entry) {
        ShownMessage shown = (ShownMessage) entry;
        String ticks = shown.message().sender().account().equals(client.device.account())
                ? shown.message().status() + " "
                        + client.history().progress(shown.message().ref()).stream()
                                .map(MemberProgress::reached)
                                .toList()
                : "";
        return shown.message().ref() + " " + shown.text().map(Text::body).orElse("") + shown.deleted() + shown.edited()
                + shown.reactions() + shown.starred() + (shown.deleted() ? "" : ticks);
    }

    private static String line(SimulatedClient client, ConversationId conversation) {
        ConversationSummary line = client.history().conversation(conversation).orElseThrow();
        return line.peer() + " " + line.unread() + " " + line.mutedUntil() + line.timer();
    }

    private static Optional<ShownMessage> shown(SimulatedClient client, MessageRef message) {
        return client.history().message(message);
    }
}
