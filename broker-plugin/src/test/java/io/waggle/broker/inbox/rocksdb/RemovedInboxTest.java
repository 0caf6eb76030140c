package io.waggle.broker.inbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.inbox.Submission;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** What an inbox leaves in the store when it is removed, by the store's own keys and values: nothing. */
final class RemovedInboxTest {

    private static final Address ANNA = Address.of("anna", "phone");
    private static final Address BOB = Address.of("bob", "phone");
    private static final Address CAROL = Address.of("carol", "phone");
    private static final ByteString LARGE = ByteString.copyFromUtf8("x".repeat(20_000));

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-27T12:00:00Z"));

    @Test
    void nothingIsLeftOfARemovedInboxInAnyFamilyAndContentThatOnlyItHadIsGone() throws RocksDBException {
        try (Inbox inbox = open(3)) {
            fill(inbox);
            assertThat(inbox.remove(BOB).join()).isTrue();
            inbox.acknowledge(
                            ANNA,
                            epoch(inbox, ANNA),
                            inbox.state(ANNA).orElseThrow().last())
                    .join();
        }
        RawStore store = store();
        assertThat(store.occurrences("bob")).isEmpty();
        assertThat(store.pairs("row").size()).as("what carol has of it is hers").isEqualTo(2);
        assertThat(store.pairs("content")).hasSize(2);
        assertThat(store.pairs("references"))
                .as("each only referred to by carol's row")
                .allMatch(pair -> ByteBuffer.wrap(pair.value()).getInt() == 1);
        assertThat(store.pairs("receipt")).isEmpty();
        assertThat(store.pairs("dead_letter")).isEmpty();
        assertThat(dedupSenders(store)).hasSize(1);
    }

    @Test
    void theTestSeesWhatIsThereBefore() throws RocksDBException {
        try (Inbox inbox = open(3)) {
            fill(inbox);
        }
        RawStore store = store();
        assertThat(store.occurrences("bob")).containsKeys("inbox");
        assertThat(store.pairs("row").size()).isEqualTo(3);
        assertThat(store.pairs("content")).hasSize(2);
        assertThat(store.pairs("references"))
                .allMatch(pair -> ByteBuffer.wrap(pair.value()).getInt() == 2);
        assertThat(store.pairs("receipt")).isNotEmpty();
        assertThat(store.pairs("dead_letter")).hasSize(1);
        assertThat(dedupSenders(store)).hasSize(2);
    }

    @Test
    void deadLettersThatMakeRoomLetGoOfTheirContent() throws RocksDBException {
        for (int kept : new int[] {0, 1}) {
            try (Inbox inbox = open(kept)) {
                for (Address device : List.of(ANNA, BOB, CAROL)) {
                    inbox.open(device).join();
                }
                for (int i = 0; i < 3; i++) {
                    send(inbox, ANNA, LARGE, BOB, CAROL);
                    reject(inbox, BOB);
                    reject(inbox, CAROL);
                }
                inbox.remove(BOB).join();
                inbox.remove(CAROL).join();
            }
            RawStore store = store();
            assertThat(store.pairs("content")).as("%d letters kept", kept).isEmpty();
            assertThat(store.pairs("references")).isEmpty();
        }
    }

    /** To Bob: a shared message that waits and one that he rejected; from Bob: a message that was delivered. */
    private void fill(Inbox inbox) {
        for (Address device : List.of(ANNA, BOB, CAROL)) {
            inbox.open(device).join();
        }
        send(inbox, ANNA, LARGE, BOB, CAROL);
        reject(inbox, BOB);
        send(inbox, ANNA, LARGE, BOB, CAROL);
        send(inbox, BOB, ByteString.copyFromUtf8("from bob"), ANNA);
        inbox.acknowledge(
                        ANNA,
                        epoch(inbox, ANNA),
                        inbox.state(ANNA).orElseThrow().last())
                .join();
    }

    private InboxConfig config(int deadLetters) {
        return new InboxConfig(
                20,
                1_000_000,
                15,
                Duration.ofDays(30),
                Duration.ofDays(90),
                deadLetters,
                Duration.ofDays(30),
                Duration.ofMinutes(1),
                6,
                3,
                5,
                1 << 20);
    }

    private Inbox open(int deadLetters) {
        return RocksDbInbox.open(
                folder.resolve("inbox"),
                RocksDbInboxTest.newAead(),
                config(deadLetters),
                RocksDbInboxTest.COMMIT,
                clock,
                (Event event) -> {});
    }

    private static Epoch epoch(Inbox inbox, Address device) {
        return inbox.state(device).orElseThrow().epoch();
    }

    private static void reject(Inbox inbox, Address device) {
        var state = inbox.state(device).orElseThrow();
        inbox.reject(device, state.epoch(), state.last(), "cannot read it").join();
    }

    private void send(Inbox inbox, Address from, ByteString content, Address... to) {
        List<Recipient> recipients = Stream.of(to)
                .map(device -> new Recipient(
                        device.account(), List.of(new Recipient.Device(device.device(), Epoch.NONE, ByteString.EMPTY))))
                .toList();
        clock.advance(Duration.ofMillis(1));
        OutboxItem send = new Send(
                MessageId.create(clock.instant()),
                ConversationId.direct(from.account(), to[0].account()),
                recipients,
                content,
                Duration.ZERO);
        inbox.append(new Submission(from, List.of(send), Submission.Refusals.BY_ROW))
                .join();
    }

    private RawStore store() throws RocksDBException {
        return RawStore.read(folder.resolve("inbox"));
    }

    /** The inboxes that there are ids of messages from. */
    private static Set<Long> dedupSenders(RawStore store) {
        return store.pairsOfAll("dedup-").stream()
                .map(pair -> ByteBuffer.wrap(pair.key()).getLong())
                .collect(Collectors.toSet());
    }
}
