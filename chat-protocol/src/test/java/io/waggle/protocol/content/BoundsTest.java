package io.waggle.protocol.content;

import static io.waggle.protocol.content.WireContents.CONVERSATION;
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
import io.waggle.protocol.content.wire.Wire;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bound of {@link ContentLimits}, wherever it holds: what stands exactly at it is taken, one more is not. */
final class BoundsTest {

    /** A place where a limit holds, and a content that has so much there. */
    record Bound(String limit, String where, LongFunction<Wire.Content.Builder> content) {

        long most() throws ReflectiveOperationException {
            Object value = ContentLimits.class.getField(limit).get(null);
            return value instanceof Duration duration ? duration.toSeconds() : ((Number) value).longValue();
        }
    }

    static Stream<Bound> texts() {
        return Stream.of(
                chars("TEXT_BYTES", "body", body -> content(text(body))),
                chars("TEXT_BYTES", "caption", body -> content(image().setCaption(text(body)))),
                count(
                        "SPANS",
                        "spans",
                        count -> content(
                                text("a").addAllSpans(copies(count, bold(0, 1).build())))),
                count(
                        "SPANS",
                        "spans of a later version",
                        count -> content(text("a").addAllSpans(copies(count, Wire.Span.getDefaultInstance())))),
                count("URL_BYTES", "url", size -> content(preview().setUrl("http://" + "a".repeat(size - 7)))),
                chars(
                        "NAME_BYTES",
                        "title of a preview",
                        title -> content(preview().setTitle(title))),
                chars(
                        "DESCRIPTION_BYTES",
                        "description",
                        words -> content(preview().setDescription(words))),
                chars("EXCERPT_BYTES", "excerpt", words -> content(text("a")).setQuote(quote().setExcerpt(words))),
                chars(
                        "EMOJI_BYTES",
                        "reaction",
                        emoji -> content().setReaction(reaction().setEmoji(emoji))));
    }

    static Stream<Bound> media() {
        return Stream.of(
                count("THUMBNAIL_BYTES", "preview", size -> content(preview().setThumbnail(Pictures.jpeg(size)))),
                count("THUMBNAIL_BYTES", "image", size -> content(image().setThumbnail(Pictures.jpeg(size)))),
                count(
                        "THUMBNAIL_BYTES",
                        "video",
                        size -> content().setVideo(video().setThumbnail(Pictures.jpeg(size)))),
                count(
                        "THUMBNAIL_BYTES",
                        "file",
                        size -> content().setFile(file("a").setThumbnail(Pictures.jpeg(size)))),
                count("LOCATION_BYTES", "location", size -> content(attachment().setLocation("a".repeat(size)))),
                count("KEY_BYTES", "key", size -> content(attachment().setKey(bytes(size)))),
                count("DIGEST_BYTES", "digest", size -> content(attachment().setDigest(bytes(size)))),
                new Bound(
                        "ATTACHMENT_BYTES", "size", size -> content(attachment().setSize(size))),
                count(
                        "MEDIA_TYPE_BYTES",
                        "type",
                        size -> content(attachment().setMediaType("a/" + "b".repeat(size - 2)))),
                count("PIXELS", "width of an image", pixels -> content(image().setWidth(pixels))),
                count("PIXELS", "height of a video", pixels -> content().setVideo(video().setHeight(pixels))),
                count(
                        "PIXELS",
                        "width of a sticker",
                        pixels -> content().setSticker(sticker().setWidth(pixels))),
                milliseconds(
                        "voice note", ms -> content().setVoiceNote(voiceNote().setDurationMs(ms))),
                milliseconds("audio", ms -> content().setAudio(audio().setDurationMs(ms))),
                milliseconds("video", ms -> content().setVideo(video().setDurationMs(ms))),
                count(
                        "WAVEFORM_BYTES",
                        "waveform",
                        size -> content().setVoiceNote(voiceNote().setWaveform(bytes(size)))),
                chars("NAME_BYTES", "title", title -> content().setAudio(audio().setTitle(title))),
                chars("NAME_BYTES", "performer", name -> content().setAudio(audio().setPerformer(name))),
                chars("NAME_BYTES", "file name", name -> content().setFile(file(name))),
                chars(
                        "EMOJI_BYTES",
                        "sticker",
                        emoji -> content().setSticker(sticker().setEmoji(emoji))));
    }

    static Stream<Bound> places() {
        return Stream.of(
                count(
                        "LATITUDE_E7",
                        "north",
                        e7 -> content(Wire.Location.newBuilder().setLatitudeE7(e7))),
                count(
                        "LATITUDE_E7",
                        "south",
                        e7 -> content(Wire.Location.newBuilder().setLatitudeE7(-e7))),
                count(
                        "LONGITUDE_E7",
                        "east",
                        e7 -> content(Wire.Location.newBuilder().setLongitudeE7(e7))),
                count(
                        "LONGITUDE_E7",
                        "west",
                        e7 -> content(Wire.Location.newBuilder().setLongitudeE7(-e7))),
                count(
                        "ACCURACY_METERS",
                        "m",
                        m -> content(Wire.Location.newBuilder().setAccuracyMeters(m))),
                chars(
                        "NAME_BYTES",
                        "place",
                        name -> content(Wire.Location.newBuilder().setName(name))),
                chars(
                        "NAME_BYTES",
                        "address",
                        name -> content(Wire.Location.newBuilder().setAddress(name))),
                count(
                        "LIVE_LOCATION",
                        "duration",
                        seconds -> content()
                                .setLiveLocation(Wire.LiveLocation.newBuilder()
                                        .setLocation(Wire.Location.getDefaultInstance())
                                        .setDurationSeconds(seconds))),
                count(
                        "NUMBER",
                        "update",
                        number -> location(Wire.LiveLocationUpdate.newBuilder().setNumber(number))));
    }

    static Stream<Bound> cardsAndCalls() {
        return Stream.of(
                chars("NAME_BYTES", "contact", name -> content().setContactCard(card().setName(name))),
                chars("VCARD_BYTES", "vcard", vcard -> content().setContactCard(card().setVcard(vcard))),
                chars("QUESTION_BYTES", "question", question -> content().setPoll(poll().setQuestion(question))),
                chars("OPTION_BYTES", "option", option -> content().setPoll(poll().addOptions(option))),
                count(
                        "POLL_OPTIONS",
                        "options",
                        count -> content().setPoll(poll().clearOptions().addAllOptions(names(count)))),
                count(
                        "POLL_OPTIONS",
                        "votes",
                        count -> content()
                                .setPollVote(
                                        vote(IntStream.range(0, count).boxed().toArray(Integer[]::new)))),
                count("POLL_OPTIONS", "vote", count -> content().setPollVote(vote(count - 1))),
                chars(
                        "SDP_BYTES",
                        "offer",
                        sdp -> content()
                                .setCall(call().setOffer(
                                                Wire.CallOffer.newBuilder().setSdp(sdp)))),
                chars(
                        "SDP_BYTES",
                        "answer",
                        sdp -> content()
                                .setCall(call().setAnswer(
                                                Wire.CallAnswer.newBuilder().setSdp(sdp)))),
                count("CANDIDATES", "candidates", count -> candidates(names(count))),
                chars("CANDIDATE_BYTES", "candidate", candidate -> candidates(List.of(candidate))));
    }

    static Stream<Bound> others() {
        return Stream.of(
                count("FORWARDED", "forwarded", times -> content(text("a")).setForwarded(times)),
                count("DISAPPEARING", "content", seconds -> content(text("a")).setDisappearsAfterSeconds(seconds)),
                count(
                        "DISAPPEARING",
                        "timer",
                        seconds -> content()
                                .setTimerChange(Wire.TimerChange.newBuilder()
                                        .setRevision(1)
                                        .setSeconds(seconds))),
                new Bound(
                        "REVISION",
                        "reaction",
                        revision -> content().setReaction(reaction().setRevision(revision))),
                new Bound("REVISION", "settings", revision -> content(settings().setRevision(revision))),
                count(
                        "SYNC_ITEMS",
                        "items",
                        count -> content()
                                .setDeviceSync(
                                        Wire.DeviceSync.newBuilder().addAllItems(copies(count, read().build())))),
                count(
                        "SYNC_ITEMS",
                        "items of which some are of a later version",
                        count -> content()
                                .setDeviceSync(Wire.DeviceSync.newBuilder()
                                        .addItems(read())
                                        .addAllItems(copies(count - 1, Wire.SyncItem.getDefaultInstance())))),
                count(
                        "DELETED_MESSAGES",
                        "messages",
                        count -> content(Wire.SyncItem.newBuilder()
                                .setDeleteForMe(Wire.DeleteForMe.newBuilder()
                                        .setConversationId(CONVERSATION)
                                        .addAllMessages(copies(count, ref().build()))))),
                count("PINNED_PLACE", "place", place -> content(settings().setPinnedPlace(place))),
                count(
                        "PUBLIC_KEY_BYTES",
                        "key",
                        size -> content()
                                .setHistoryRequest(Wire.HistoryRequest.newBuilder()
                                        .setTransferId(bytes(16))
                                        .setPublicKey(bytes(size)))),
                count("NUMBER", "chunk", number -> content().setHistoryChunk(chunk().setNumber(number))),
                count(
                        "NUMBER",
                        "progress",
                        number -> content()
                                .setHistoryProgress(Wire.HistoryProgress.newBuilder()
                                        .setTransferId(bytes(16))
                                        .setStored(number))),
                count("SEALED_BYTES", "chunk", size -> content().setHistoryChunk(chunk().setSealed(bytes(size)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"texts", "media", "places", "cardsAndCalls", "others"})
    void whatStandsAtALimitIsTakenAndOneMoreIsNot(Bound bound) throws ReflectiveOperationException {
        ByteString at = bound.content().apply(bound.most()).build().toByteString();
        DecodedContent decoded = ContentCodec.decode(at);
        assertThat(decoded).as(bound.where()).isInstanceOf(DecodedContent.Known.class);
        ByteString encoded = ContentCodec.encode(((DecodedContent.Known) decoded).content());
        assertThat(ContentCodec.decode(encoded)).isEqualTo(decoded);
        assertThat(decode(bound.content().apply(bound.most() + 1)))
                .as(bound.where())
                .isInstanceOf(DecodedContent.Malformed.class);
    }

    @Test
    void noLimitIsWithoutAPlaceWhereItHolds() {
        assertThat(Stream.of(texts(), media(), places(), cardsAndCalls(), others())
                        .flatMap(bounds -> bounds.map(Bound::limit))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ContentLimits.class.getFields())
                        .map(Field::getName)
                        .toList());
    }

    /** Of a number that fits into an int, or just does not. */
    private static Bound count(String limit, String where, IntFunction<Wire.Content.Builder> content) {
        return new Bound(limit, where, number -> content.apply((int) number));
    }

    /** Of so many bytes in UTF-8, most of them in characters of two. */
    private static Bound chars(String limit, String where, Function<String, Wire.Content.Builder> content) {
        return count(limit, where, bytes -> content.apply("é".repeat(bytes / 2) + "e".repeat(bytes % 2)));
    }

    /** A second beyond the limit, and a millisecond. */
    private static Bound milliseconds(String where, IntFunction<Wire.Content.Builder> content) {
        long most = ContentLimits.MEDIA_DURATION.toSeconds();
        return new Bound("MEDIA_DURATION", where, seconds -> content.apply((int) (most * 1_000 + (seconds - most))));
    }

    private static <T> List<T> copies(int count, T element) {
        return Collections.nCopies(count, element);
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
    }

    private static Wire.Video.Builder video() {
        return Wire.Video.newBuilder().setAttachment(attachment());
    }

    private static Wire.Audio.Builder audio() {
        return Wire.Audio.newBuilder().setAttachment(attachment());
    }

    private static Wire.Sticker.Builder sticker() {
        return Wire.Sticker.newBuilder().setAttachment(attachment());
    }

    private static Wire.Content.Builder candidates(List<String> candidates) {
        return content()
                .setCall(call().setCandidates(Wire.CallCandidates.newBuilder().addAllCandidates(candidates)));
    }
}
