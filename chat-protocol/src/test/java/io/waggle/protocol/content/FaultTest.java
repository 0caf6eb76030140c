package io.waggle.protocol.content;

import static io.waggle.protocol.content.WireContents.attachment;
import static io.waggle.protocol.content.WireContents.bold;
import static io.waggle.protocol.content.WireContents.bytes;
import static io.waggle.protocol.content.WireContents.call;
import static io.waggle.protocol.content.WireContents.card;
import static io.waggle.protocol.content.WireContents.chunk;
import static io.waggle.protocol.content.WireContents.content;
import static io.waggle.protocol.content.WireContents.decode;
import static io.waggle.protocol.content.WireContents.file;
import static io.waggle.protocol.content.WireContents.image;
import static io.waggle.protocol.content.WireContents.location;
import static io.waggle.protocol.content.WireContents.poll;
import static io.waggle.protocol.content.WireContents.preview;
import static io.waggle.protocol.content.WireContents.quote;
import static io.waggle.protocol.content.WireContents.reaction;
import static io.waggle.protocol.content.WireContents.read;
import static io.waggle.protocol.content.WireContents.ref;
import static io.waggle.protocol.content.WireContents.settings;
import static io.waggle.protocol.content.WireContents.text;
import static io.waggle.protocol.content.WireContents.voiceNote;
import static io.waggle.protocol.content.WireContents.vote;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.content.wire.Wire;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault, and a content that has no other. One more than a limit is in {@link BoundsTest}. */
final class FaultTest {

    private static final String THUMB = "\uD83D\uDC4D";

    static Stream<Arguments> references() {
        return Stream.of(
                fault("a message without author", ContentFault.BAD_REFERENCE, reactionTo(ref().clearAccount())),
                fault("an author without device", ContentFault.BAD_REFERENCE, reactionTo(ref().clearDevice())),
                fault("a bad author", ContentFault.BAD_REFERENCE, reactionTo(ref().setAccount("a/b"))),
                fault("an id of version 0", ContentFault.BAD_REFERENCE, reactionTo(ref().setMessageId(bytes(16)))),
                fault("an id of 15 bytes", ContentFault.BAD_REFERENCE, reactionTo(ref().setMessageId(bytes(15)))),
                fault(
                        "a change of nothing",
                        ContentFault.BAD_REFERENCE,
                        content().setReaction(reaction().clearMessage())),
                fault(
                        "a quote of nothing",
                        ContentFault.BAD_REFERENCE,
                        content(text("a")).setQuote(Wire.Quote.newBuilder())),
                fault("a call without id", ContentFault.BAD_ID, content().setCall(call().clearCallId())),
                fault(
                        "a transfer without id",
                        ContentFault.BAD_ID,
                        content().setHistoryChunk(chunk().clearTransferId())),
                fault("no conversation", ContentFault.BAD_ID, content(settings().clearConversationId())),
                fault(
                        "a conversation of 17 bytes",
                        ContentFault.BAD_ID,
                        content(settings().setConversationId(bytes(17)))),
                fault(
                        "a call to an account",
                        ContentFault.BAD_ADDRESS,
                        content().setCall(call().setTo("bob"))),
                fault(
                        "a call to a bad device",
                        ContentFault.BAD_ADDRESS,
                        content().setCall(call().setTo("bob/ph one"))),
                fault("a bad contact", ContentFault.BAD_ADDRESS, content().setContactCard(card().setAccount("b b"))),
                fault(
                        "nobody mentioned",
                        ContentFault.BAD_ADDRESS,
                        content(text("@bob").addSpans(bold(0, 4).setMention("")))));
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                fault("no body", ContentFault.BAD_TEXT, content(text(""))),
                fault("a caption without body", ContentFault.BAD_TEXT, content(image().setCaption(text("")))),
                fault(
                        "a span of nothing",
                        ContentFault.BAD_SPAN,
                        content(text("bold").addSpans(bold(1, 0)))),
                fault(
                        "a span behind the body",
                        ContentFault.BAD_SPAN,
                        content(text("bold").addSpans(bold(4, 1)))),
                fault(
                        "a span beyond the body",
                        ContentFault.BAD_SPAN,
                        content(text("bold").addSpans(bold(1, 4)))),
                fault(
                        "a span from 2^31",
                        ContentFault.BAD_SPAN,
                        content(text("bold").addSpans(bold(1 << 31, 1)))),
                fault(
                        "a span of 2^31-1",
                        ContentFault.BAD_SPAN,
                        content(text("bold").addSpans(bold(1, (1 << 31) - 1)))),
                fault(
                        "a span from half a character",
                        ContentFault.BAD_SPAN,
                        content(text(THUMB).addSpans(bold(1, 1)))),
                fault(
                        "a span to half a character",
                        ContentFault.BAD_SPAN,
                        content(text(THUMB).addSpans(bold(0, 1)))),
                fault(
                        "spans that go back",
                        ContentFault.BAD_SPAN,
                        content(text("bold").addSpans(bold(1, 1)).addSpans(bold(0, 1)))),
                fault(
                        "a longer span before a shorter",
                        ContentFault.BAD_SPAN,
                        content(text("bold").addSpans(bold(0, 2)).addSpans(bold(0, 1)))),
                fault(
                        "the preview of another page",
                        ContentFault.BAD_PREVIEW,
                        content(text("https://b").setPreview(preview()))),
                fault(
                        "the preview of a script",
                        ContentFault.BAD_PREVIEW,
                        content(preview().setUrl("javascript:a"))),
                fault(
                        "a preview without URL",
                        ContentFault.BAD_PREVIEW,
                        content(preview().setUrl(""))),
                fault(
                        "a preview with an SVG",
                        ContentFault.BAD_THUMBNAIL,
                        content(preview().setThumbnail(ByteString.copyFromUtf8("<svg/>")))),
                fault(
                        "half of a WebP",
                        ContentFault.BAD_THUMBNAIL,
                        content(image().setThumbnail(ByteString.copyFromUtf8("RIFF....WEB")))));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                fault(
                        "an empty offer",
                        ContentFault.BAD_CALL,
                        content().setCall(call().setOffer(Wire.CallOffer.newBuilder()))),
                fault(
                        "no outcome",
                        ContentFault.BAD_CALL,
                        content()
                                .setCall(call().setOutcome(
                                                Wire.CallOutcome.newBuilder().setStart(ref())))),
                fault(
                        "an outcome of no call",
                        ContentFault.BAD_REFERENCE,
                        content()
                                .setCall(call().setOutcome(Wire.CallOutcome.newBuilder()
                                        .setOutcome(Wire.CallOutcome.Outcome.ANSWERED)))),
                fault(
                        "an empty answer",
                        ContentFault.BAD_CALL,
                        content().setCall(call().setAnswer(Wire.CallAnswer.newBuilder()))),
                fault(
                        "an empty candidate",
                        ContentFault.BAD_CALL,
                        content()
                                .setCall(call().setCandidates(
                                                Wire.CallCandidates.newBuilder().addCandidates("")))),
                fault(
                        "revision 0",
                        ContentFault.BAD_REVISION,
                        content().setReaction(reaction().clearRevision())),
                fault(
                        "revision 2^63",
                        ContentFault.BAD_REVISION,
                        content().setReaction(reaction().setRevision(1L << 63))),
                fault(
                        "nothing synchronized",
                        ContentFault.BAD_SYNC,
                        content().setDeviceSync(Wire.DeviceSync.newBuilder())),
                fault("place 2^31", ContentFault.BAD_SYNC, content(settings().setPinnedPlace(1 << 31))),
                fault("nothing deleted", ContentFault.BAD_SYNC, content(deleteForMe())),
                fault(
                        "a message deleted that is none",
                        ContentFault.BAD_REFERENCE,
                        content(read().setDeleteForMe(deleteForMe().getDeleteForMe().toBuilder()
                                .addMessages(ref().clearDevice())))),
                fault("chunk 0", ContentFault.BAD_HISTORY, content().setHistoryChunk(chunk().setNumber(0))),
                fault("chunk 2^31", ContentFault.BAD_HISTORY, content().setHistoryChunk(chunk().setNumber(1 << 31))),
                fault("an empty chunk", ContentFault.BAD_HISTORY, content().setHistoryChunk(chunk().clearSealed())),
                fault(
                        "a key of 31 bytes",
                        ContentFault.BAD_HISTORY,
                        content()
                                .setHistoryRequest(Wire.HistoryRequest.newBuilder()
                                        .setTransferId(bytes(16))
                                        .setPublicKey(bytes(31)))),
                fault(
                        "forwarded 2^32-1 times",
                        ContentFault.BAD_OPTION,
                        content(text("a")).setForwarded(-1)),
                fault(
                        "a text to be viewed once",
                        ContentFault.BAD_OPTION,
                        content(text("a")).setViewOnce(true)),
                fault(
                        "a forwarded image to be viewed once",
                        ContentFault.BAD_OPTION,
                        content(image()).setViewOnce(true).setForwarded(1)),
                fault(
                        "a later kind that disappears in 136 years",
                        ContentFault.BAD_OPTION,
                        content().setDisappearsAfterSeconds(-1)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource({
        "references",
        "texts",
        "others",
        "io.waggle.protocol.content.MediaFaults#media",
        "io.waggle.protocol.content.MediaFaults#places",
        "io.waggle.protocol.content.MediaFaults#cards"
    })
    void aContentIsRefusedWithItsFault(String what, ContentFault fault, Wire.Content.Builder content) {
        assertThat(faultOf(ContentCodec.decode(content.build().toByteString())))
                .as(what)
                .isEqualTo(fault);
    }

    @Test
    void bytesThatAreNoProtobufAreRefused() {
        assertThat(faultOf(ContentCodec.decode(ByteString.copyFrom(new byte[] {0x0a, 1}))))
                .isEqualTo(ContentFault.NOT_PROTOBUF);
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] bytes = content(text("a")).build().toByteArray();
        bytes[bytes.length - 1] = (byte) 0xC3;
        assertThat(faultOf(ContentCodec.decode(ByteString.copyFrom(bytes)))).isEqualTo(ContentFault.NOT_PROTOBUF);
    }

    @Test
    void aContentOf61441BytesIsRefusedWithoutBeingRead() {
        assertThat(faultOf(ContentCodec.decode(bytes(ProtocolLimits.CONTENT_BYTES + 1))))
                .isEqualTo(ContentFault.CONTENT_TOO_LARGE);
    }

    @Test
    void theFaultNamesTheFieldAndWhatIsAllowed() {
        assertThat(decode(content().setPoll(poll().clearQuestion())))
                .isEqualTo(new DecodedContent.Malformed(
                        ContentFault.BAD_POLL, "Poll.question must have 1 to 1024 bytes of well-formed UTF-8"));
    }

    @Test
    void noFaultIsWithoutAContentThatHasIt() {
        Set<ContentFault> shown = Stream.of(
                        references(), texts(), others(), MediaFaults.media(), MediaFaults.places(), MediaFaults.cards())
                .flatMap(contents ->
                        contents.map(arguments -> (ContentFault) arguments.get()[1]))
                .collect(Collectors.toCollection(
                        () -> EnumSet.of(ContentFault.NOT_PROTOBUF, ContentFault.CONTENT_TOO_LARGE)));
        assertThat(shown).containsExactlyInAnyOrder(ContentFault.values());
    }

    @Test
    void theContentsThatAreBrokenHereAreValidBefore() {
        assertThat(Stream.of(
                        content().setReaction(reaction()),
                        content(text("a")).setQuote(quote()),
                        content(text("bold").addSpans(bold(0, 4))),
                        content(preview()),
                        content(attachment()),
                        content(image()).setViewOnce(true),
                        content(image().setThumbnail(ByteString.copyFromUtf8("RIFF....WEBP"))),
                        content().setVoiceNote(voiceNote()).setViewOnce(true),
                        content().setFile(file("a")),
                        content(Wire.Location.newBuilder()),
                        MediaFaults.live(1),
                        location(Wire.LiveLocationUpdate.newBuilder().setNumber(1)),
                        content().setContactCard(card()),
                        content().setPoll(poll()),
                        content().setPollVote(vote(0, 1)),
                        content().setCall(call().setTo("bob/phone")),
                        content(settings()),
                        content(read()),
                        content().setHistoryChunk(chunk())))
                .allSatisfy(content -> assertThat(decode(content)).isInstanceOf(DecodedContent.Known.class));
    }

    static Arguments fault(String what, ContentFault fault, Wire.Content.Builder content) {
        return Arguments.of(what, fault, content);
    }

    private static Wire.Content.Builder reactionTo(Wire.MessageRef.Builder ref) {
        return content().setReaction(reaction().setMessage(ref));
    }

    private static Wire.SyncItem.Builder deleteForMe() {
        return Wire.SyncItem.newBuilder()
                .setDeleteForMe(Wire.DeleteForMe.newBuilder().setConversationId(WireContents.CONVERSATION));
    }

    private static ContentFault faultOf(DecodedContent decoded) {
        assertThat(decoded).isInstanceOf(DecodedContent.Malformed.class);
        return ((DecodedContent.Malformed) decoded).fault();
    }
}
