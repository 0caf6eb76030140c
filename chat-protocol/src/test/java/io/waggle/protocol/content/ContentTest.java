package io.waggle.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.CallId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller can make, and cannot. */
final class ContentTest {

    private static final MessageRef REF = new MessageRef(Address.of("anna", "phone"), MessageId.LOWEST);
    private static final Attachment ATTACHMENT =
            new Attachment("m1", ByteString.EMPTY, ByteString.copyFrom(new byte[32]), 1, "image/jpeg");
    private static final Content IMAGE =
            Content.of(new Image(ATTACHMENT, 1, 1, ByteString.EMPTY, Optional.of(Text.of("look"))));

    static List<ThrowingCallable> mistakes() {
        return List.of(
                () -> Text.of("a".repeat(ContentLimits.TEXT_BYTES + 1)),
                () -> Text.of("half of \uD83D"),
                () -> Text.of("\uDC4D the other half"),
                () -> new Text("a", List.of(new Span(0, 2, Span.Style.BOLD)), Optional.empty()),
                () -> new Text("a", Collections.nCopies(257, new Span(0, 1, Span.Style.BOLD)), Optional.empty()),
                () -> new Reaction(REF, Revision.FIRST, "a".repeat(65)),
                () -> new Revision(0),
                () -> new LiveLocation(new Location(0, 0, 0, "", ""), Duration.ofSeconds(86_401), Optional.empty()),
                () -> new LiveLocation(
                        new Location(0, 0, 0, "", ""), Duration.ofSeconds(Long.MAX_VALUE, 1), Optional.empty()),
                () -> new Audio(ATTACHMENT, Duration.ofMillis(-1), "", ""),
                () -> new Audio(ATTACHMENT, Duration.ofSeconds(Long.MAX_VALUE), "", ""),
                () -> new DeviceSync(List.of()),
                () -> new PollVote(REF, Revision.FIRST, List.of(12)),
                () -> IMAGE.viewedOnce().forward(),
                () -> IMAGE.forward().viewedOnce(),
                () -> Content.of(Text.of("a")).viewedOnce(),
                () -> Content.of(new DeleteForEveryone(REF)).forward(),
                () -> Content.of(new Call.Start(CallId.create(), false)).forward(),
                () -> settings(ConversationSettings.MUTED.plusMillis(1)),
                () -> settings(ConversationSettings.NOT_MUTED.minusMillis(1)),
                () -> Content.of(new DeleteForEveryone(REF)).answering(new Quote(REF, "", Optional.empty())),
                () -> Content.of(new DeleteForEveryone(REF)).disappearing(Duration.ofDays(1)));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aValueBeyondItsBoundsCannotBeMade(ThrowingCallable mistake) {
        assertThatIllegalArgumentException().isThrownBy(mistake);
    }

    @ParameterizedTest
    @CsvSource({"7f, 64", "80, 32", "7ff, 32", "800, 21", "ffff, 21", "10000, 16", "10ffff, 16"})
    void theBytesOfATextAreThoseOfItsUtf8(String codePoint, int most) {
        String character = Character.toString(Integer.parseInt(codePoint, 16));
        assertThat(new Reaction(REF, Revision.FIRST, character.repeat(most)).emoji())
                .startsWith(character);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Reaction(REF, Revision.FIRST, character.repeat(most + 1)));
    }

    @Test
    void valuesThatAreTooMuchTogetherAreNotEncoded() {
        DeleteForMe delete =
                new DeleteForMe(new ConversationId(0, 0), Collections.nCopies(ContentLimits.DELETED_MESSAGES, REF));
        assertThatCode(() -> ContentCodec.encode(Content.of(new DeviceSync(Collections.nCopies(7, delete)))))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContentCodec.encode(Content.of(new DeviceSync(Collections.nCopies(8, delete)))))
                .withMessageContaining("at most " + ProtocolLimits.CONTENT_BYTES);
    }

    @Test
    void theLargestTextFits() {
        String url = "https://" + "a".repeat(ContentLimits.URL_BYTES - 8);
        Span mention = new Span(0, 16_384, new Span.Mention(new AccountId("a".repeat(64))));
        Text text = new Text(
                url + "a".repeat(ContentLimits.TEXT_BYTES - url.length()),
                Collections.nCopies(ContentLimits.SPANS, mention),
                Optional.of(new LinkPreview(
                        url,
                        "a".repeat(ContentLimits.NAME_BYTES),
                        "a".repeat(ContentLimits.DESCRIPTION_BYTES),
                        Pictures.jpeg(ContentLimits.THUMBNAIL_BYTES))));
        MessageRef ref = new MessageRef(Address.of("a".repeat(64), "d".repeat(32)), MessageId.LOWEST);
        Content content = new Content(
                text,
                Optional.of(new Quote(ref, "a".repeat(ContentLimits.EXCERPT_BYTES), Optional.of(Shown.Type.CALL))),
                ContentLimits.FORWARDED,
                ContentLimits.DISAPPEARING,
                false);
        assertThat(ContentCodec.decode(ContentCodec.encode(content))).isEqualTo(new DecodedContent.Known(content));
    }

    @Test
    void forwardingLeavesOutWhatBelongsToTheConversation() {
        Content answer = IMAGE.answering(new Quote(REF, "", Optional.empty())).disappearing(Duration.ofDays(1));
        assertThat(answer.forward()).isEqualTo(new Content(IMAGE.kind(), Optional.empty(), 1, Duration.ZERO, false));
        Content often = IMAGE;
        for (int i = 0; i < 200; i++) {
            often = often.forward();
        }
        assertThat(often.forwarded()).isEqualTo(ContentLimits.FORWARDED);
    }

    @Test
    void aLiveLocationIsForwardedAsWhereItBegan() {
        Location location = new Location(1, 1, 1, "", "");
        Content live = Content.of(new LiveLocation(location, Duration.ofHours(1), Optional.empty()));
        assertThat(live.forward().kind()).isEqualTo(location);
    }

    @Test
    void aTimeBelowASecondIsOneSecondAndNotNever() {
        assertThat(IMAGE.disappearing(Duration.ofMillis(1)).disappearsAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(IMAGE.disappearing(Duration.ofMillis(1_001)).disappearsAfter())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aRevisionFollowsEveryRevision() {
        assertThat(Revision.FIRST.next()).isEqualTo(new Revision(2)).isGreaterThan(Revision.FIRST);
        Revision last = new Revision(ContentLimits.REVISION);
        assertThat(last.next()).isEqualTo(last);
    }

    @Test
    void aTextMentionsWhomItNames() {
        Span bob = new Span(0, 4, new Span.Mention(new AccountId("bob")));
        Text text = new Text("@bob, not @carl", List.of(bob), Optional.empty());
        assertThat(text.mentions(new AccountId("bob"))).isTrue();
        assertThat(text.mentions(new AccountId("carl"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 2, true", "0, 3, false", "1, 1, true", "1, 2, false", "2, 2, true"})
    void aPollAllowsAVoteForSoManyOfItsOptions(int mostChoices, int votes, boolean allowed) {
        Poll poll = new Poll("?", List.of("yes", "no"), mostChoices);
        List<Integer> options = List.of(0, 1, 2).subList(0, votes);
        assertThat(poll.allows(new PollVote(REF, Revision.FIRST, options))).isEqualTo(allowed);
    }

    @Test
    void aPollDoesNotAllowAVoteForWhatItHasNot() {
        Poll poll = new Poll("?", List.of("yes", "no"), 0);
        assertThat(poll.allows(new PollVote(REF, Revision.FIRST, List.of(2)))).isFalse();
        assertThat(poll.allows(new PollVote(REF, Revision.FIRST, List.of()))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "...", ".a", "a b.txt", "r\u00E9sum\u00E9", "\u05D0\u200F.txt", "\uD83D\uDC4D"})
    void aFileMayBeNamed(String name) {
        assertThat(SharedFile.isName(name)).isTrue();
    }

    @Test
    void ofTwoCallsTheLowerInBytesGoesOn() {
        assertThat(new CallId(1, 0)).isLessThan(new CallId(-1, 0)).isGreaterThan(new CallId(0, -1));
        assertThat(new CallId(1, 1)).isLessThan(new CallId(1, -1)).isEqualByComparingTo(new CallId(1, 1));
    }

    private static ConversationSettings settings(Instant mutedUntil) {
        return new ConversationSettings(new ConversationId(0, 0), Revision.FIRST, mutedUntil, false, 0, false);
    }
}
