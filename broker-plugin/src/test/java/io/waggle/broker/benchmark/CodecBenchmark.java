package io.waggle.broker.benchmark;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Frames of messages of 256 bytes, to bytes and back. One operation is one frame. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH sets it up
public class CodecBenchmark {

    private static final ByteString CONTENT = ByteString.copyFrom(new byte[256]);

    /** Messages of one frame. */
    @Param({"1", "8"})
    private int frame;

    private OutboxFrame up;
    private InboxFrame down;
    private ByteBuffer encodedUp;
    private ByteBuffer encodedDown;

    /** Makes the frames. */
    @Setup
    public void make() {
        List<OutboxItem> sends = new ArrayList<>();
        List<InboxItem> messages = new ArrayList<>();
        ConversationId conversation = new ConversationId(1, 2);
        Recipient recipient = new Recipient(
                new AccountId("recipient"),
                List.of(new Recipient.Device(new DeviceId("phone"), new Epoch(7), ByteString.EMPTY)));
        for (int i = 1; i <= frame; i++) {
            MessageId id = MessageId.create(Instant.now());
            sends.add(new Send(id, conversation, List.of(recipient), CONTENT, Duration.ZERO));
            Message message = new Message(id, Address.of("sender", "phone"), conversation, CONTENT, Instant.now());
            messages.add(new InboxItem(new InboxSequence((1L << 32) + i), message));
        }
        up = new OutboxFrame(sends);
        down = new InboxFrame(new Epoch(7), new InboxSequence(1L << 32), messages, false, List.of(), Optional.empty());
        encodedUp = ByteBuffer.wrap(OutboxCodec.encode(up));
        encodedDown = ByteBuffer.wrap(InboxCodec.encode(down));
    }

    /** What a sender does. */
    @Benchmark
    public byte[] encodeSend() {
        return OutboxCodec.encode(up);
    }

    /** What the server does with it. */
    @Benchmark
    public Decoded<OutboxFrame> decodeSend() {
        return OutboxCodec.decode(encodedUp);
    }

    /** What the server does for the recipient. */
    @Benchmark
    public byte[] encodeMessage() {
        return InboxCodec.encode(down);
    }

    /** What the recipient does with it. */
    @Benchmark
    public Decoded<InboxFrame> decodeMessage() {
        return InboxCodec.decode(encodedDown);
    }
}
