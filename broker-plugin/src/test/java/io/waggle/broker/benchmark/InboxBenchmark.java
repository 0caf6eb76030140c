package io.waggle.broker.benchmark;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.protobuf.ByteString;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.inbox.Acknowledged;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.inbox.OpenOutcome;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.inbox.rocksdb.RocksDbInbox;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.testkit.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The durable group commit by itself: messages of 256 bytes from {@value #SENDERS} senders to as many inboxes, fsync
 * before every answer, delivered receipts and deletes included. One operation is one message, from its submission until
 * its acknowledgement is written.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@SuppressWarnings("NullAway.Init") // JMH sets it up
public class InboxBenchmark {

    private static final int SENDERS = 256;
    private static final int ROUND = 8 * SENDERS;
    private static final ByteString CONTENT = ByteString.copyFrom(new byte[256]);

    /** Messages of one frame. */
    @Param({"1", "8"})
    private int frame;

    private Path directory;
    private RocksDbInbox inbox;
    private final List<Address> devices = new ArrayList<>();
    private final List<Epoch> epochs = new ArrayList<>();

    /** Opens a store in the working directory's file system, for that is the disk that is measured. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        AeadConfig.register();
        directory = Files.createTempDirectory(Path.of("target"), "inbox-benchmark");
        WaggleConfig config = WaggleConfig.defaults(directory);
        inbox = RocksDbInbox.open(
                directory,
                KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
                        .getPrimitive(RegistryConfiguration.get(), Aead.class),
                config.inbox(),
                config.commit(),
                Clock.systemUTC(),
                event -> {});
        for (int i = 0; i < 2 * SENDERS; i++) {
            Address device = Address.of("user" + i, "phone");
            devices.add(device);
            epochs.add(((OpenOutcome.Opened) inbox.open(device).join()).state().epoch());
        }
    }

    /** Removes it. */
    @TearDown(Level.Trial)
    public void close() {
        inbox.close();
        Trees.delete(directory);
    }

    /** Everybody sends eight messages and gets the answers, then everybody acknowledges. */
    @Benchmark
    @OperationsPerInvocation(ROUND)
    public int appendAndAcknowledge() {
        for (int sent = 0; sent < ROUND / SENDERS; sent += frame) {
            List<CompletableFuture<Decision>> answers = new ArrayList<>(SENDERS);
            for (int sender = 0; sender < SENDERS; sender++) {
                answers.add(inbox.append(frameOf(sender)));
            }
            answers.forEach(CompletableFuture::join);
        }
        List<CompletableFuture<Acknowledged>> acknowledged = new ArrayList<>(SENDERS);
        for (int recipient = SENDERS; recipient < 2 * SENDERS; recipient++) {
            InboxState state = inbox.state(devices.get(recipient)).orElseThrow();
            acknowledged.add(inbox.acknowledge(state.device(), state.epoch(), state.last()));
        }
        int rows = 0;
        for (CompletableFuture<Acknowledged> each : acknowledged) {
            rows += each.join().rows();
        }
        for (int sender = 0; sender < SENDERS; sender++) {
            InboxState state = inbox.state(devices.get(sender)).orElseThrow();
            var unused = inbox.acknowledge(state.device(), state.epoch(), state.last());
        }
        if (rows != ROUND) {
            throw new IllegalStateException(rows + " rows acknowledged of " + ROUND);
        }
        return rows;
    }

    private Submission frameOf(int sender) {
        Address recipient = devices.get(SENDERS + sender);
        List<OutboxItem> items = new ArrayList<>(frame);
        for (int i = 0; i < frame; i++) {
            items.add(new Send(
                    MessageId.create(Instant.now()),
                    new ConversationId(1, sender),
                    List.of(new Recipient(
                            recipient.account(),
                            List.of(new Recipient.Device(
                                    recipient.device(), epochs.get(SENDERS + sender), ByteString.EMPTY)))),
                    CONTENT,
                    Duration.ZERO));
        }
        return new Submission(devices.get(sender), items, Submission.Refusals.BY_ROW);
    }
}
