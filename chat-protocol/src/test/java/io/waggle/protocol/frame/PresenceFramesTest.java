package io.waggle.protocol.frame;

import static io.waggle.protocol.frame.WireFrames.accounts;
import static io.waggle.protocol.frame.WireFrames.decode;
import static io.waggle.protocol.frame.WireFrames.in;
import static io.waggle.protocol.frame.WireFrames.message;
import static io.waggle.protocol.frame.WireFrames.out;
import static io.waggle.protocol.frame.WireFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.wire.Limits;
import io.waggle.protocol.wire.WatchPresence;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bounds of presence items, and what a reader makes of what is not quite right on its way down. */
final class PresenceFramesTest {

    private static final AccountId BOB = new AccountId("bob");

    @Test
    void upTo256AccountsAreWatched() {
        assertThat(decode(out(watching(ProtocolLimits.PRESENCE_WATCHES)))).isInstanceOf(Decoded.Valid.class);
        assertThat(decode(out(watching(ProtocolLimits.PRESENCE_WATCHES + 1)))).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void watchingNobodyIsSaidWithAnEmptyItem() {
        assertThat(decode(out(watching(0))))
                .isEqualTo(new Decoded.Valid<>(OutboxFrame.of(new io.waggle.protocol.frame.WatchPresence(List.of()))));
    }

    @Test
    void mostAccountsOfTheLongestNamesFitIntoAFrameBothWays() {
        List<String> longest = IntStream.range(0, ProtocolLimits.PRESENCE_WATCHES)
                .mapToObj(i -> String.format(Locale.ROOT, "%04d", i) + "x".repeat(AccountId.MAX_LENGTH - 4))
                .toList();
        assertThat(OutboxCodec.encode(OutboxFrame.of(new io.waggle.protocol.frame.WatchPresence(
                                longest.stream().map(AccountId::new).toList())))
                        .length)
                .isLessThan(ProtocolLimits.FRAME_BYTES);
        var frame = in();
        longest.forEach(account -> frame.addPresence(io.waggle.protocol.wire.Presence.newBuilder()
                .setAccount(account)
                .setLastSeenMs((1L << 53) - 1)));
        assertThat(frame.build().getSerializedSize()).isLessThan(ProtocolLimits.FRAME_BYTES);
    }

    @Test
    void aBadPresenceIsLeftOutAndWhatIsWithItIsNot() {
        var frame = in(row(1).setMessage(message()))
                .addPresence(wire("b b").setOnline(true))
                .addPresence(io.waggle.protocol.wire.Presence.newBuilder())
                .addPresence(wire("bob").setOnline(true));
        InboxFrame decoded = decoded(frame);
        assertThat(decoded.presence()).containsExactly(new Presence(BOB, true, Optional.empty()));
        assertThat(decoded.items()).hasSize(1);
    }

    @Test
    void aTimeBesideOnlineSaysNothing() {
        assertThat(decoded(in().addPresence(wire("bob").setOnline(true).setLastSeenMs(7)))
                        .presence())
                .containsExactly(new Presence(BOB, true, Optional.empty()));
    }

    @Test
    void whoIsHiddenLooksLikeOneWhoWasNeverSeen() {
        byte[] bytes = io.waggle.protocol.wire.InboxFrame.newBuilder()
                .addPresence(wire("bob"))
                .build()
                .toByteArray();
        assertThat(((InboxFrame) ((Decoded.Valid<?>) InboxCodec.decode(ByteBuffer.wrap(bytes))).frame()).presence())
                .containsExactly(Presence.hidden(BOB));
    }

    @Test
    void aTimeBeyondTheCalendarIsCut() {
        assertThat(decoded(in().addPresence(wire("bob").setLastSeenMs(-1))).presence())
                .containsExactly(new Presence(BOB, false, Optional.of(Instant.ofEpochMilli((1L << 53) - 1))));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "256, 256", "257, 256", "2147483647, 256", "-1, 0"})
    void aServerThatDoesNotSayKnowsNoPresenceAndNoneLetsMoreBeWatchedThanTheProtocol(int said, int allowed) {
        var welcome = io.waggle.protocol.wire.Welcome.newBuilder()
                .setLimits(Limits.newBuilder().setPresenceWatches(said));
        assertThat(decoded(in().setWelcome(welcome))
                        .welcome()
                        .orElseThrow()
                        .limits()
                        .presenceWatches())
                .isEqualTo(allowed);
    }

    private static WatchPresence.Builder watching(int count) {
        return WatchPresence.newBuilder().addAllAccounts(accounts(count));
    }

    private static io.waggle.protocol.wire.Presence.Builder wire(String account) {
        return io.waggle.protocol.wire.Presence.newBuilder().setAccount(account);
    }

    private static InboxFrame decoded(io.waggle.protocol.wire.InboxFrame.Builder frame) {
        Decoded<InboxFrame> decoded = decode(frame);
        assertThat(decoded).isInstanceOf(Decoded.Valid.class);
        return ((Decoded.Valid<InboxFrame>) decoded).frame();
    }
}
