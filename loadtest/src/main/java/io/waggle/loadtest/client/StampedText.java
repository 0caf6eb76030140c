package io.waggle.loadtest.client;

import io.waggle.client.store.StoredMessage;
import io.waggle.loadtest.ledger.Stamp;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentLimits;
import io.waggle.protocol.content.Text;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/** A stamp as the text of a message: what the client library sends is read by clients, and must be a content. */
final class StampedText {

    private static final int ENCODED = Stamp.BYTES / 3 * 4;

    private StampedText() {}

    /** A text of about so many bytes, as many as the stamp needs at least, and as a text may have at most. */
    static Content content(Stamp stamp, int bytes) {
        String text = Base64.getUrlEncoder().encodeToString(stamp.content(Stamp.BYTES));
        int length = Math.min(Math.max(bytes, ENCODED), ContentLimits.TEXT_BYTES);
        return Content.of(Text.of(text + "x".repeat(length - ENCODED)));
    }

    /** The stamp of the message, or nothing if this generator did not make it. */
    static Optional<Stamp> of(StoredMessage message) {
        return message.text().filter(text -> text.length() >= ENCODED).flatMap(text -> {
            try {
                return Stamp.of(ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(0, ENCODED))));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }
}
