package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Wire messages that are valid as they come, for a test to break one field of. */
final class WireContents {

    static final ByteString CONVERSATION = bytes(16);

    private WireContents() {}

    static Wire.MessageRef.Builder ref() {
        return Wire.MessageRef.newBuilder()
                .setAccount("anna")
                .setDevice("phone")
                .setMessageId(MessageId.LOWEST.toBytes());
    }

    static Wire.Text.Builder text(String body) {
        return Wire.Text.newBuilder().setBody(body);
    }

    static Wire.Span.Builder bold(int start, int length) {
        return Wire.Span.newBuilder().setStart(start).setLength(length).setStyle(Wire.Span.Style.BOLD);
    }

    static Wire.LinkPreview.Builder preview() {
        return Wire.LinkPreview.newBuilder().setUrl("https://a");
    }

    static Wire.Attachment.Builder attachment() {
        return Wire.Attachment.newBuilder()
                .setLocation("m1")
                .setDigest(bytes(32))
                .setMediaType("image/jpeg");
    }

    static Wire.Image.Builder image() {
        return Wire.Image.newBuilder().setAttachment(attachment());
    }

    static Wire.VoiceNote.Builder voiceNote() {
        return Wire.VoiceNote.newBuilder().setAttachment(attachment());
    }

    static Wire.File.Builder file(String name) {
        return Wire.File.newBuilder().setAttachment(attachment()).setName(name);
    }

    static Wire.ContactCard.Builder card() {
        return Wire.ContactCard.newBuilder().setName("Bob").setAccount("bob");
    }

    static Wire.Poll.Builder poll() {
        return Wire.Poll.newBuilder().setQuestion("?").addOptions("yes").addOptions("no");
    }

    static Wire.PollVote.Builder vote(Integer... options) {
        return Wire.PollVote.newBuilder().setPoll(ref()).setRevision(1).addAllOptions(List.of(options));
    }

    static Wire.Call.Builder call() {
        return Wire.Call.newBuilder().setCallId(bytes(16)).setRinging(Wire.CallRinging.getDefaultInstance());
    }

    static Wire.Reaction.Builder reaction() {
        return Wire.Reaction.newBuilder().setMessage(ref()).setRevision(1);
    }

    static Wire.SyncItem.Builder read() {
        return Wire.SyncItem.newBuilder()
                .setRead(Wire.ReadPosition.newBuilder()
                        .setConversationId(CONVERSATION)
                        .setUpTo(ref()));
    }

    static Wire.ConversationSettings.Builder settings() {
        return Wire.ConversationSettings.newBuilder()
                .setConversationId(CONVERSATION)
                .setRevision(1);
    }

    static Wire.HistoryChunk.Builder chunk() {
        return Wire.HistoryChunk.newBuilder()
                .setTransferId(bytes(16))
                .setNumber(1)
                .setSealed(bytes(1));
    }

    static Wire.Content.Builder content() {
        return Wire.Content.newBuilder();
    }

    static Wire.Content.Builder content(Wire.Text.Builder text) {
        return content().setText(text);
    }

    static Wire.Content.Builder content(Wire.Attachment.Builder attachment) {
        return content(image().setAttachment(attachment));
    }

    static Wire.Content.Builder content(Wire.Image.Builder image) {
        return content().setImage(image);
    }

    static Wire.Content.Builder content(Wire.Location.Builder location) {
        return content().setLocation(location);
    }

    static Wire.Content.Builder content(Wire.ConversationSettings.Builder settings) {
        return content(Wire.SyncItem.newBuilder().setConversation(settings));
    }

    static Wire.Content.Builder content(Wire.SyncItem.Builder item) {
        return content().setDeviceSync(Wire.DeviceSync.newBuilder().addItems(item));
    }

    /** With the preview of a URL that its body has. */
    static Wire.Content.Builder content(Wire.LinkPreview.Builder preview) {
        return content(text("see " + preview.getUrl()).setPreview(preview));
    }

    static Wire.Content.Builder location(Wire.LiveLocationUpdate.Builder update) {
        return content().setLiveLocationUpdate(update.setLiveLocation(ref()));
    }

    static Wire.Quote.Builder quote() {
        return Wire.Quote.newBuilder().setMessage(ref());
    }

    static ByteString bytes(int length) {
        return ByteString.copyFrom(new byte[length]);
    }

    /** A message that is one field. */
    static ByteString field(int number, ByteString value) {
        var bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeBytes(number, value);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    static DecodedContent decode(Wire.Content.Builder content) {
        return ContentCodec.decode(content.build().toByteString());
    }
}
