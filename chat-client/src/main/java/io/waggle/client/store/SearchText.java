package io.waggle.client.store;

import io.waggle.protocol.content.Audio;
import io.waggle.protocol.content.ContactCard;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.Edit;
import io.waggle.protocol.content.Image;
import io.waggle.protocol.content.Kind;
import io.waggle.protocol.content.LiveLocation;
import io.waggle.protocol.content.Location;
import io.waggle.protocol.content.Poll;
import io.waggle.protocol.content.SharedFile;
import io.waggle.protocol.content.Text;
import io.waggle.protocol.content.Video;
import java.util.Optional;

/** The words by which people find a message: what is shown of it as text. */
final class SearchText {

    private SearchText() {}

    /** Of the message as it was edited, if it was. Empty if it has no words, or is to be viewed once. */
    static String of(DecodedContent message, Optional<ChangeTable.Change> edit) {
        if (!(message instanceof DecodedContent.Known known) || known.content().viewOnce()) {
            return "";
        }
        Kind kind = known.content().kind();
        Optional<Text> text = edit.isPresent() ? edited(edit.get()) : text(kind);
        return (text.map(Text::body).orElse("") + ' ' + names(kind)).trim();
    }

    private static Optional<Text> edited(ChangeTable.Change edit) {
        return ContentCodec.decode(edit.content()) instanceof DecodedContent.Known known
                        && known.content().kind() instanceof Edit change
                ? change.text()
                : Optional.empty();
    }

    /** The text of a kind, or its caption. */
    static Optional<Text> text(Kind kind) {
        if (kind instanceof Text text) {
            return Optional.of(text);
        } else if (kind instanceof Image image) {
            return image.caption();
        } else if (kind instanceof Video video) {
            return video.caption();
        } else if (kind instanceof SharedFile file) {
            return file.caption();
        } else if (kind instanceof LiveLocation location) {
            return location.caption();
        }
        return Optional.empty();
    }

    private static String names(Kind kind) {
        if (kind instanceof SharedFile file) {
            return file.name();
        } else if (kind instanceof Poll poll) {
            return poll.question() + ' ' + String.join(" ", poll.options());
        } else if (kind instanceof Location location) {
            return location.name() + ' ' + location.address();
        } else if (kind instanceof ContactCard card) {
            return card.name();
        } else if (kind instanceof Audio audio) {
            return audio.title() + ' ' + audio.performer();
        }
        return "";
    }
}
