package io.waggle.protocol.frame;

import static io.waggle.protocol.frame.WireFrames.accounts;
import static io.waggle.protocol.frame.WireFrames.bytes;
import static io.waggle.protocol.frame.WireFrames.decode;
import static io.waggle.protocol.frame.WireFrames.in;
import static io.waggle.protocol.frame.WireFrames.live;
import static io.waggle.protocol.frame.WireFrames.message;
import static io.waggle.protocol.frame.WireFrames.out;
import static io.waggle.protocol.frame.WireFrames.recipient;
import static io.waggle.protocol.frame.WireFrames.row;
import static io.waggle.protocol.frame.WireFrames.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.wire.Hello;
import io.waggle.protocol.wire.InboxAck;
import io.waggle.protocol.wire.InboxReject;
import io.waggle.protocol.wire.Limits;
import io.waggle.protocol.wire.Recipient;
import io.waggle.protocol.wire.RecipientDevice;
import io.waggle.protocol.wire.Send;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each bound: what stands exactly at it is taken, one more is not. */
final class BoundsTest {

    @Test
    void framesHaveUpTo256Items() {
        assertBound(
                ProtocolLimits.FRAME_ITEMS,
                count -> io.waggle.protocol.wire.OutboxFrame.newBuilder()
                        .addAllItems(Collections.nCopies(
                                count,
                                io.waggle.protocol.wire.OutboxItem.newBuilder()
                                        .setAck(InboxAck.newBuilder())
                                        .build())));
    }

    @Test
    void framesHaveUpTo65536Bytes() {
        assertThat(OutboxCodec.encode(frameOfBytes(ProtocolLimits.FRAME_BYTES))).hasSize(65_536);
        assertThat(OutboxCodec.decode(ByteBuffer.wrap(OutboxCodec.encode(frameOfBytes(ProtocolLimits.FRAME_BYTES)))))
                .isEqualTo(new Decoded.Valid<>(frameOfBytes(ProtocolLimits.FRAME_BYTES)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutboxCodec.encode(frameOfBytes(ProtocolLimits.FRAME_BYTES + 1)))
                .withMessageContaining("65537");
    }

    @Test
    void contentHasUpTo61440Bytes() {
        assertBound(ProtocolLimits.CONTENT_BYTES, size -> out(send().setContent(bytes(size))));
    }

    @Test
    void contentOfOneDeviceHasUpTo61440Bytes() {
        assertBound(
                ProtocolLimits.CONTENT_BYTES,
                size -> out(send().clearRecipients()
                        .addRecipients(Recipient.newBuilder()
                                .setAccount("bob")
                                .addDevices(RecipientDevice.newBuilder()
                                        .setDevice("phone")
                                        .setContent(bytes(size))))));
    }

    @Test
    void aMessageOfTheLargestContentFitsIntoAFrameDownToo() {
        byte[] frame = in(row(Long.MAX_VALUE)
                        .setMessage(message()
                                .setSender(WireFrames.address("a".repeat(64), "d".repeat(32)))
                                .setContent(bytes(ProtocolLimits.CONTENT_BYTES))
                                .setAcceptedAtMs((1L << 53) - 1)))
                .setEpoch(-1)
                .setAfter(Long.MAX_VALUE - 1)
                .build()
                .toByteArray();
        assertThat(frame.length).isLessThan(ProtocolLimits.FRAME_BYTES);
        assertThat(InboxCodec.decode(ByteBuffer.wrap(frame))).isInstanceOf(Decoded.Valid.class);
    }

    @Test
    void aLiveEventHasUpTo1024Bytes() {
        assertBound(ProtocolLimits.LIVE_CONTENT_BYTES, size -> out(live().setContent(bytes(size))));
    }

    @Test
    void aMessageNamesUpTo1024Accounts() {
        assertBound(ProtocolLimits.RECIPIENT_ACCOUNTS, count -> {
            Send.Builder send = send().clearRecipients();
            accounts(count).forEach(account -> send.addRecipients(recipient(account, "d")));
            return out(send);
        });
    }

    @Test
    void aLiveEventNamesUpTo1024Accounts() {
        assertBound(
                ProtocolLimits.RECIPIENT_ACCOUNTS,
                count -> out(live().clearToAccounts().addAllToAccounts(accounts(count))));
    }

    @Test
    void anAccountIsNamedWithUpTo64Devices() {
        assertBound(ProtocolLimits.DEVICES_PER_ACCOUNT, count -> {
            Recipient.Builder bob = Recipient.newBuilder().setAccount("bob");
            accounts(count)
                    .forEach(device ->
                            bob.addDevices(RecipientDevice.newBuilder().setDevice(device)));
            return out(send().setRecipients(0, bob));
        });
    }

    @Test
    void anAccountMayBeNamedWithoutDevices() {
        assertThat(decode(out(send().setRecipients(0, Recipient.newBuilder().setAccount("bob")))))
                .isInstanceOf(Decoded.Valid.class);
    }

    @Test
    void namesAreAsLongAsTheirIdsMayBe() {
        assertBound(AccountId.MAX_LENGTH, length -> out(send().setRecipients(0, recipient("a".repeat(length), "d"))));
        assertBound(32, length -> out(send().setRecipients(0, recipient("a", "d".repeat(length)))));
    }

    @Test
    void aReasonHasUpTo256BytesOfUtf8() {
        assertBound(
                ProtocolLimits.REASON_BYTES,
                bytes -> out(InboxReject.newBuilder().setReason("é".repeat(bytes / 2) + "e".repeat(bytes % 2))));
    }

    @Test
    void sequencesEndAtTheLargestSignedLong() {
        assertThat(decode(out(Hello.newBuilder().setLastSequence(Long.MAX_VALUE))))
                .isInstanceOf(Decoded.Valid.class);
        assertThat(decode(out(Hello.newBuilder().setLastSequence(Long.MIN_VALUE))))
                .isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void epochsAreAny64Bits() {
        assertThat(decode(out(Hello.newBuilder().setEpoch(-1))))
                .isEqualTo(new Decoded.Valid<>(
                        OutboxFrame.of(new io.waggle.protocol.frame.Hello(new Epoch(-1), InboxSequence.NONE))));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2147483648, -2147483648", "4294967295, -1"})
    void lifetimesAreUnsignedSeconds(long seconds, int onTheWire) {
        Duration lifetime = sendExpiringIn(Duration.ofSeconds(seconds));
        assertThat(lifetime).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(decode(out(send().setExpiresInSeconds(onTheWire))))
                .isInstanceOfSatisfying(
                        Decoded.Valid.class,
                        valid -> assertThat(expiryOf(valid)).isEqualTo(lifetime));
    }

    @Test
    void aLifetimeBelowASecondIsOneSecondAndNotTheDefault() {
        assertThat(sendExpiringIn(Duration.ofMillis(1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(sendExpiringIn(Duration.ofMillis(1_001))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aLifetimeThatCannotBeSaidIsTheCallersMistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> sendExpiringIn(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> sendExpiringIn(Duration.ofSeconds(1L << 32)));
    }

    @Test
    void timesBeyondTheCalendarAreCut() {
        Instant last = Instant.ofEpochMilli((1L << 53) - 1);
        for (long time : new long[] {(1L << 53) - 1, 1L << 53, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            assertThat(decode(in(row(1).setMessage(message().setAcceptedAtMs(time)))))
                    .isInstanceOfSatisfying(
                            Decoded.Valid.class,
                            valid -> assertThat(acceptedAt(valid)).isEqualTo(last));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 65536", "1, 1", "65536, 65536", "65537, 65536", "-1, 65536"})
    void aServerThatAllowsMoreThanTheProtocolOrDoesNotSayAllowsWhatTheProtocolDoes(int said, int allowed) {
        var welcome = io.waggle.protocol.wire.Welcome.newBuilder()
                .setLimits(Limits.newBuilder().setFrameBytes(said));
        assertThat(decode(in().setWelcome(welcome)))
                .isInstanceOfSatisfying(
                        Decoded.Valid.class,
                        valid -> assertThat(limits(valid))
                                .isEqualTo(new Welcome.Limits(
                                        allowed,
                                        ProtocolLimits.FRAME_ITEMS,
                                        ProtocolLimits.CONTENT_BYTES,
                                        ProtocolLimits.RECIPIENT_ACCOUNTS,
                                        ProtocolLimits.EXPIRY,
                                        Integer.MAX_VALUE,
                                        0)));
    }

    private static void assertBound(int limit, IntFunction<io.waggle.protocol.wire.OutboxFrame.Builder> frame) {
        assertThat(decode(frame.apply(limit))).isInstanceOf(Decoded.Valid.class);
        assertThat(decode(frame.apply(limit + 1))).isInstanceOf(Decoded.Malformed.class);
    }

    /** Two messages, because the content of one is bounded below the frame. */
    private static OutboxFrame frameOfBytes(int bytes) {
        OutboxItem half = sendOf(30_000, Duration.ZERO);
        int rest = bytes - 2 * OutboxCodec.encodedSize(half);
        return OutboxFrame.of(half, sendOf(30_000 + rest, Duration.ZERO));
    }

    private static OutboxItem sendOf(int contentBytes, Duration lifetime) {
        return new io.waggle.protocol.frame.Send(
                MessageId.parse("019c1e6d-0000-7000-b000-000000000001"),
                new ConversationId(0, 0),
                List.of(new io.waggle.protocol.frame.Recipient(new AccountId("bob"), List.of())),
                bytes(contentBytes),
                lifetime);
    }

    private static Duration sendExpiringIn(Duration lifetime) {
        byte[] bytes = OutboxCodec.encode(OutboxFrame.of(sendOf(0, lifetime)));
        return expiryOf((Decoded.Valid<?>) OutboxCodec.decode(ByteBuffer.wrap(bytes)));
    }

    private static Duration expiryOf(Decoded.Valid<?> valid) {
        OutboxFrame frame = (OutboxFrame) valid.frame();
        return ((io.waggle.protocol.frame.Send) frame.items().get(0)).expiresIn();
    }

    private static Instant acceptedAt(Decoded.Valid<?> valid) {
        InboxFrame frame = (InboxFrame) valid.frame();
        return ((Message) frame.items().get(0).content()).acceptedAt();
    }

    private static Welcome.Limits limits(Decoded.Valid<?> valid) {
        return ((InboxFrame) valid.frame()).welcome().orElseThrow().limits();
    }
}
