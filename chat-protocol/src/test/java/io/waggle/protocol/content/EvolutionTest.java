package io.waggle.protocol.content;

import static io.waggle.protocol.content.WireContents.bold;
import static io.waggle.protocol.content.WireContents.bytes;
import static io.waggle.protocol.content.WireContents.call;
import static io.waggle.protocol.content.WireContents.content;
import static io.waggle.protocol.content.WireContents.decode;
import static io.waggle.protocol.content.WireContents.field;
import static io.waggle.protocol.content.WireContents.quote;
import static io.waggle.protocol.content.WireContents.reaction;
import static io.waggle.protocol.content.WireContents.read;
import static io.waggle.protocol.content.WireContents.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.content.wire.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader of this version makes of a writer of a later one. */
final class EvolutionTest {

    /** Whatever a later version might add to any message. */
    private static final ByteString LATER_FIELD = field(1_000, ByteString.copyFromUtf8("later"));

    @ParameterizedTest
    @CsvSource({"13, SHOWN", "19, SHOWN", "27, CHANGE", "39, CHANGE", "44, OWN", "59, OWN", "80, SHOWN", "1000, SHOWN"})
    void aLaterKindIsKeptAndItsNumberTellsWhetherItIsShown(int number, Effect effect) {
        ByteString bytes = field(number, ByteString.copyFromUtf8("later"));
        assertThat(ContentCodec.decode(bytes))
                .isEqualTo(new DecodedContent.Unknown(effect, Duration.ZERO, Optional.empty(), bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 64, 79})
    void anOptionIsNotTakenForAKind(int option) {
        ByteString bytes = field(27, ByteString.EMPTY).concat(field(option, ByteString.EMPTY));
        assertThat(ContentCodec.decode(bytes))
                .isEqualTo(new DecodedContent.Unknown(Effect.CHANGE, Duration.ZERO, Optional.empty(), bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 80})
    void ofSeveralLaterKindsTheLastOneTells(int last) {
        ByteString bytes = field(27, ByteString.EMPTY).concat(field(last, ByteString.EMPTY));
        assertThat(ContentCodec.decode(bytes))
                .isEqualTo(new DecodedContent.Unknown(Effect.SHOWN, Duration.ZERO, Optional.empty(), bytes));
    }

    @Test
    void aContentWithoutAnyKindIsOneOfALaterVersion() {
        assertThat(ContentCodec.decode(ByteString.EMPTY))
                .isEqualTo(new DecodedContent.Unknown(Effect.SHOWN, Duration.ZERO, Optional.empty(), ByteString.EMPTY));
    }

    @Test
    void aLaterKindDisappearsWhenItIsToAllTheSame() {
        ByteString bytes =
                content().setDisappearsAfterSeconds(60).build().toByteString().concat(field(13, ByteString.EMPTY));
        assertThat(ContentCodec.decode(bytes))
                .isEqualTo(new DecodedContent.Unknown(Effect.SHOWN, Duration.ofMinutes(1), Optional.empty(), bytes));
    }

    @Test
    void fieldsOfALaterVersionAreSkippedAtEveryDepth() {
        ByteString ref = WireContents.ref().build().toByteString().concat(LATER_FIELD);
        ByteString edit = field(1, ref)
                .concat(field(3, text("a").build().toByteString().concat(LATER_FIELD)))
                .concat(ByteString.copyFrom(new byte[] {2 << 3, 1}))
                .concat(LATER_FIELD);
        assertThat(ContentCodec.decode(field(20, edit).concat(LATER_FIELD)))
                .isEqualTo(decode(content()
                        .setEdit(Wire.Edit.newBuilder()
                                .setMessage(WireContents.ref())
                                .setRevision(1)
                                .setText(text("a")))));
    }

    @Test
    void whatALaterVersionSaysOfAPartOfATextIsLeftOutWhereverThatPartIs() {
        assertThat(decode(content(text("bold")
                        .addSpans(bold(9, 9).setStyleValue(99))
                        .addSpans(bold(9, 9).clearWhat())
                        .addSpans(bold(9, 9).setStyle(Wire.Span.Style.STYLE_UNSPECIFIED))
                        .addSpans(bold(0, 4)))))
                .isEqualTo(decode(content(text("bold").addSpans(bold(0, 4)))));
    }

    @Test
    void aHangUpForALaterReasonIsOneOfACallThatWasGoingOn() {
        var hangUp = Wire.CallHangUp.newBuilder();
        for (int reason : new int[] {0, 1, 99}) {
            assertThat(kind(content().setCall(call().setHangUp(hangUp.setReasonValue(reason)))))
                    .isInstanceOfSatisfying(
                            Call.HangUp.class,
                            signal -> assertThat(signal.reason()).isEqualTo(Call.HangUp.Reason.ENDED));
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "13", "22", "-1"})
    void aQuoteOfAKindThatIsNotShownHereIsOneOfAMessage(int number) {
        assertThat(decode(content(text("a")).setQuote(quote().setKind(number))))
                .isInstanceOfSatisfying(
                        DecodedContent.Known.class,
                        known -> assertThat(
                                        known.content().quote().orElseThrow().type())
                                .isEmpty());
    }

    @Test
    void aSignalOfALaterVersionIsNotShown() {
        ByteString bytes = content().setCall(call().clearRinging()).build().toByteString();
        assertThat(ContentCodec.decode(bytes))
                .isEqualTo(new DecodedContent.Unknown(Effect.CHANGE, Duration.ZERO, Optional.empty(), bytes));
    }

    @Test
    void anItemOfALaterVersionDoesNotHideTheOthers() {
        var later = Wire.SyncItem.getDefaultInstance();
        assertThat(decode(content()
                        .setDeviceSync(Wire.DeviceSync.newBuilder()
                                .addItems(later)
                                .addItems(read())
                                .addItems(later))))
                .isEqualTo(decode(content(read())));
    }

    @Test
    void itemsThatAreAllOfALaterVersionAreKept() {
        ByteString bytes = content(Wire.SyncItem.newBuilder()).build().toByteString();
        assertThat(ContentCodec.decode(bytes))
                .isEqualTo(new DecodedContent.Unknown(Effect.OWN, Duration.ZERO, Optional.empty(), bytes));
    }

    @Test
    void whatIsSaidBesideAKindThatIsNotShownIsIgnored() {
        assertThat(decode(content()
                        .setReaction(reaction())
                        .setQuote(Wire.Quote.getDefaultInstance())
                        .setForwarded(-1)
                        .setDisappearsAfterSeconds(-1)
                        .setViewOnce(true)))
                .isEqualTo(decode(content().setReaction(reaction())));
    }

    @ParameterizedTest
    @CsvSource({"-1", "9007199254740991", "9007199254740992"})
    void aMuteBeyondTheCalendarIsUntilFurtherNotice(long milliseconds) {
        assertThat(decode(content(WireContents.settings().setMutedUntilMs(milliseconds))))
                .isEqualTo(new DecodedContent.Known(Content.of(new DeviceSync(List.of(new ConversationSettings(
                        new ConversationId(0, 0), Revision.FIRST, ConversationSettings.MUTED, false, 0, false))))));
    }

    @Test
    void aLiveEventOfALaterVersionOrTooLargeIsDropped() {
        for (int activity : new int[] {0, 4, -1}) {
            assertThat(LiveCodec.decode(Wire.Live.newBuilder()
                            .setActivityValue(activity)
                            .build()
                            .toByteString()))
                    .isEmpty();
        }
        ByteString typing = LiveCodec.encode(Activity.TYPING);
        assertThat(LiveCodec.decode(typing.concat(LATER_FIELD))).contains(Activity.TYPING);
        assertThat(LiveCodec.decode(typing.concat(field(1_000, bytes(1_018))))).contains(Activity.TYPING);
        assertThat(LiveCodec.decode(typing.concat(field(1_000, bytes(1_019))))).isEmpty();
    }

    private static Kind kind(Wire.Content.Builder content) {
        DecodedContent decoded = decode(content);
        assertThat(decoded).isInstanceOf(DecodedContent.Known.class);
        return ((DecodedContent.Known) decoded).content().kind();
    }
}
