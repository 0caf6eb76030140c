package io.waggle.protocol.content;

import static io.waggle.protocol.content.FaultTest.fault;
import static io.waggle.protocol.content.WireContents.attachment;
import static io.waggle.protocol.content.WireContents.bytes;
import static io.waggle.protocol.content.WireContents.card;
import static io.waggle.protocol.content.WireContents.content;
import static io.waggle.protocol.content.WireContents.file;
import static io.waggle.protocol.content.WireContents.image;
import static io.waggle.protocol.content.WireContents.location;
import static io.waggle.protocol.content.WireContents.poll;
import static io.waggle.protocol.content.WireContents.vote;

import io.waggle.protocol.content.wire.Wire;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** For {@link FaultTest}: contents of media, places, cards and polls that have one fault each. */
final class MediaFaults {

    private MediaFaults() {}

    static Stream<Arguments> media() {
        return Stream.of(
                fault("no attachment", ContentFault.BAD_ATTACHMENT, content(image().clearAttachment())),
                fault(
                        "nowhere",
                        ContentFault.BAD_ATTACHMENT,
                        content(attachment().setLocation(""))),
                fault(
                        "in plain text",
                        ContentFault.BAD_ATTACHMENT,
                        content(attachment().setLocation("http://a"))),
                fault(
                        "on the disk",
                        ContentFault.BAD_ATTACHMENT,
                        content(attachment().setLocation("file:///etc/passwd"))),
                fault(
                        "up the path",
                        ContentFault.BAD_ATTACHMENT,
                        content(attachment().setLocation("../a"))),
                fault(
                        "a URL of two lines",
                        ContentFault.BAD_ATTACHMENT,
                        content(attachment().setLocation("https://a\nb"))),
                fault(
                        "no digest",
                        ContentFault.BAD_ATTACHMENT,
                        content(attachment().clearDigest())),
                fault(
                        "a digest of 31 bytes",
                        ContentFault.BAD_ATTACHMENT,
                        content(attachment().setDigest(bytes(31)))),
                fault(
                        "2^63 bytes",
                        ContentFault.BAD_ATTACHMENT,
                        content(attachment().setSize(1L << 63))),
                fault(
                        "no media type",
                        ContentFault.BAD_ATTACHMENT,
                        content(attachment().setMediaType(""))),
                fault(
                        "half a media type",
                        ContentFault.BAD_ATTACHMENT,
                        content(attachment().setMediaType("image/"))),
                fault(
                        "a media type of two",
                        ContentFault.BAD_ATTACHMENT,
                        content(attachment().setMediaType("a/b, c/d"))),
                fault("2^31 pixels", ContentFault.BAD_MEDIA, content(image().setHeight(1 << 31))),
                fault(
                        "a file without name",
                        ContentFault.BAD_FILE_NAME,
                        content().setFile(file(""))),
                fault("this folder", ContentFault.BAD_FILE_NAME, content().setFile(file("."))),
                fault("the folder above", ContentFault.BAD_FILE_NAME, content().setFile(file(".."))),
                fault("a path", ContentFault.BAD_FILE_NAME, content().setFile(file("a/b"))),
                fault("a path elsewhere", ContentFault.BAD_FILE_NAME, content().setFile(file("a\\b"))),
                fault(
                        "a name of two lines",
                        ContentFault.BAD_FILE_NAME,
                        content().setFile(file("a\nb"))),
                fault(
                        "a name with a C1 control",
                        ContentFault.BAD_FILE_NAME,
                        content().setFile(file("a\u0085b"))),
                fault(
                        "a name written backwards",
                        ContentFault.BAD_FILE_NAME,
                        content().setFile(file("a\u202Egpj.exe"))),
                fault("a name set apart", ContentFault.BAD_FILE_NAME, content().setFile(file("a\u2067gpj.exe"))));
    }

    static Stream<Arguments> places() {
        return Stream.of(
                fault(
                        "south of the pole",
                        ContentFault.BAD_LOCATION,
                        content(Wire.Location.newBuilder().setLatitudeE7(-900_000_001))),
                fault(
                        "west of the date line",
                        ContentFault.BAD_LOCATION,
                        content(Wire.Location.newBuilder().setLongitudeE7(-1_800_000_001))),
                fault(
                        "live nowhere",
                        ContentFault.BAD_LOCATION,
                        live(1).clearLiveLocation()
                                .setLiveLocation(Wire.LiveLocation.newBuilder().setDurationSeconds(1))),
                fault("live for no time", ContentFault.BAD_LOCATION, live(0)),
                fault("update 0", ContentFault.BAD_LOCATION, location(Wire.LiveLocationUpdate.newBuilder())));
    }

    static Stream<Arguments> cards() {
        return Stream.of(
                fault("nobody", ContentFault.BAD_CONTACT, content().setContactCard(card().setName(""))),
                fault("no way to reach", ContentFault.BAD_CONTACT, content().setContactCard(card().clearAccount())),
                fault("no question", ContentFault.BAD_POLL, content().setPoll(poll().clearQuestion())),
                fault(
                        "no choice",
                        ContentFault.BAD_POLL,
                        content().setPoll(poll().clearOptions().addOptions("yes"))),
                fault("an option twice", ContentFault.BAD_POLL, content().setPoll(poll().addOptions("yes"))),
                fault("an empty option", ContentFault.BAD_POLL, content().setPoll(poll().addOptions(""))),
                fault(
                        "more choices than options",
                        ContentFault.BAD_POLL,
                        content().setPoll(poll().setMostChoices(3))),
                fault("2^31 choices", ContentFault.BAD_POLL, content().setPoll(poll().setMostChoices(1 << 31))),
                fault("one choice twice", ContentFault.BAD_POLL, content().setPollVote(vote(1, 1))),
                fault("choice 2^32-1", ContentFault.BAD_POLL, content().setPollVote(vote(-1))));
    }

    static Wire.Content.Builder live(int seconds) {
        return content()
                .setLiveLocation(Wire.LiveLocation.newBuilder()
                        .setLocation(Wire.Location.getDefaultInstance())
                        .setDurationSeconds(seconds));
    }
}
