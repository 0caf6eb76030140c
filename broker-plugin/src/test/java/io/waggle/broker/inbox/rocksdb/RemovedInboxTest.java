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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
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
        assertThat(occurrences("bob")).isEmpty();
        assertThat(rows("row").size()).as("what carol has of it is hers").isEqualTo(2);
        assertThat(rows("content")).hasSize(2);
        assertThat(rows("references").values())
                .as("each only referred to by carol's row")
                .allMatch(count -> ByteBuffer.wrap(count).getInt() == 1);
        assertThat(rows("receipt")).isEmpty();
        assertThat(rows("dead_letter")).isEmpty();
        assertThat(dedupSenders()).hasSize(1);
    }

    @Test
    void theTestSeesWhatIsThereBefore() throws RocksDBException {
        try (Inbox inbox = open(3)) {
            fill(inbox);
        }
        assertThat(occurrences("bob")).containsKeys("inbox");
        assertThat(rows("row").size()).isEqualTo(3);
        assertThat(rows("content")).hasSize(2);
        assertThat(rows("references").values())
                .allMatch(count -> ByteBuffer.wrap(count).getInt() == 2);
        assertThat(rows("receipt")).isNotEmpty();
        assertThat(rows("dead_letter")).hasSize(1);
        assertThat(dedupSenders()).hasSize(2);
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
            assertThat(rows("content")).as("%d letters kept", kept).isEmpty();
            assertThat(rows("references")).isEmpty();
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

    // --- the store as it lies on the disk

    private interface Read<T> {
        T run(RocksDB db, List<ColumnFamilyHandle> families) throws RocksDBException;
    }

    private <T> T reading(Read<T> read) throws RocksDBException {
        String path = folder.resolve("inbox").toString();
        try (Options none = new Options();
                DBOptions options = new DBOptions();
                ColumnFamilyOptions family = new ColumnFamilyOptions()) {
            List<ColumnFamilyDescriptor> descriptors = RocksDB.listColumnFamilies(none, path).stream()
                    .map(name -> new ColumnFamilyDescriptor(name, family))
                    .toList();
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            try (RocksDB db = RocksDB.openReadOnly(options, path, descriptors, handles)) {
                try {
                    return read.run(db, handles);
                } finally {
                    handles.forEach(ColumnFamilyHandle::close);
                }
            }
        }
    }

    /** In how many keys and values of each family the text occurs. */
    private TreeMap<String, Integer> occurrences(String text) throws RocksDBException {
        return reading((db, families) -> {
            TreeMap<String, Integer> found = new TreeMap<>();
            for (ColumnFamilyHandle family : families) {
                String name = new String(family.getName(), StandardCharsets.UTF_8);
                try (var iterator = db.newIterator(family)) {
                    for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                        String pair = new String(iterator.key(), StandardCharsets.ISO_8859_1)
                                + new String(iterator.value(), StandardCharsets.ISO_8859_1);
                        if (pair.contains(text)) {
                            found.merge(name, 1, Integer::sum);
                        }
                    }
                }
            }
            return found;
        });
    }

    private TreeMap<String, byte[]> rows(String wanted) throws RocksDBException {
        return reading((db, families) -> {
            TreeMap<String, byte[]> found = new TreeMap<>();
            for (ColumnFamilyHandle family : families) {
                if (new String(family.getName(), StandardCharsets.UTF_8).equals(wanted)) {
                    try (var iterator = db.newIterator(family)) {
                        for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                            found.put(Arrays.toString(iterator.key()), iterator.value());
                        }
                    }
                }
            }
            return found;
        });
    }

    /** The inboxes that there are ids of messages from. */
    private Set<Long> dedupSenders() throws RocksDBException {
        return reading((db, families) -> {
            Set<Long> senders = new TreeSet<>();
            for (ColumnFamilyHandle family : families) {
                if (new String(family.getName(), StandardCharsets.UTF_8).startsWith("dedup-")) {
                    try (var iterator = db.newIterator(family)) {
                        for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                            senders.add(ByteBuffer.wrap(iterator.key()).getLong());
                        }
                    }
                }
            }
            return senders;
        });
    }
}
