package io.waggle.client.fake;

import com.google.protobuf.ByteString;
import io.waggle.client.store.MessageHistory;
import io.waggle.client.store.Place;
import io.waggle.client.store.ShownMessage;
import io.waggle.client.store.StoredMessage;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.content.Attachment;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.ContentLimits;
import io.waggle.protocol.content.LinkPreview;
import io.waggle.protocol.content.SharedFile;
import io.waggle.protocol.content.Span;
import io.waggle.protocol.content.Text;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Messages that say no more than a few words. */
public final class Texts {

    private static final int MENTIONS = 180;

    private Texts() {}

    /** The content that says this. */
    public static Content content(String text) {
        return Content.of(Text.of(text));
    }

    /** Its bytes. */
    public static ByteString bytes(String text) {
        return ContentCodec.encode(content(text));
    }

    /** A content for the account that is as large as one may be. */
    public static Content largest(AccountId to) {
        int words = 1;
        Content content = large(words).to(to);
        for (int left = left(content); left != 0; left = left(content)) {
            words += Math.max(1, left - 8); // lengths have lengths
            content = large(words).to(to);
        }
        return content;
    }

    private static int left(Content content) {
        return ProtocolLimits.CONTENT_BYTES - ContentCodec.encode(content).size();
    }

    /** A file with two pictures and many mentions, and a caption of that many words. */
    public static Content large(int words) {
        String url = "https://waggle.example";
        ByteString picture = ByteString.copyFrom(new byte[] {-1, -40, -1})
                .concat(ByteString.copyFrom(new byte[ContentLimits.THUMBNAIL_BYTES - 3]));
        List<Span> spans = IntStream.range(0, MENTIONS)
                .mapToObj(i -> new Span(0, url.length(), new Span.Mention(new AccountId("a".repeat(64)))))
                .toList();
        Text caption = new Text(url + "a".repeat(words), spans, Optional.of(new LinkPreview(url, "", "", picture)));
        Attachment attachment = new Attachment(
                "x", ByteString.EMPTY, ByteString.copyFrom(new byte[ContentLimits.DIGEST_BYTES]), 1, "text/plain");
        return Content.of(new SharedFile(attachment, "name", picture, Optional.of(caption)));
    }

    /** What the message says. */
    public static String of(StoredMessage message) {
        return message.text().orElseThrow();
    }

    /** The newest messages of the conversation, in order. */
    public static List<StoredMessage> messages(MessageHistory history, ConversationId conversation) {
        return history.timeline(conversation, Place.NEWEST, 1_000).stream()
                .filter(ShownMessage.class::isInstance)
                .map(entry -> ((ShownMessage) entry).message())
                .toList();
    }
}
