package io.waggle.protocol.content;

import io.waggle.protocol.AccountId;
import java.util.List;
import java.util.Optional;

/**
 * A text, or the caption of something.
 *
 * @param body 1 to {@value ContentLimits#TEXT_BYTES} bytes of UTF-8
 * @param spans up to {@value ContentLimits#SPANS}, within the body; in order of start, and of length where they start together
 * @param preview of a URL that the body has
 */
public record Text(String body, List<Span> spans, Optional<LinkPreview> preview) implements Shown {

    /** Takes a text within the bounds. @throws IllegalArgumentException if it is not */
    public Text {
        Bounds.text(ContentFault.BAD_TEXT, "Text.body", body, 1, ContentLimits.TEXT_BYTES);
        spans = List.copyOf(spans);
        Bounds.count(ContentFault.BAD_SPAN, "Text.spans", spans.size(), 0, ContentLimits.SPANS);
        int start = 0;
        int length = 0;
        for (Span span : spans) {
            Bounds.that(span.isWithin(body), ContentFault.BAD_SPAN, "a span must be of whole characters of the body");
            Bounds.that(
                    span.start() > start || (span.start() == start && span.length() >= length),
                    ContentFault.BAD_SPAN,
                    "spans must be in order of start, and of length where they start together");
            start = span.start();
            length = span.length();
        }
        Bounds.that(
                !preview.isPresent() || body.contains(preview.get().url()),
                ContentFault.BAD_PREVIEW,
                "LinkPreview.url must be a part of the body");
    }

    /** A text without spans and preview. @throws IllegalArgumentException if it is out of bounds */
    public static Text of(String body) {
        return new Text(body, List.of(), Optional.empty());
    }

    /** Whether the account is named, and thus to be notified though the conversation be muted. */
    public boolean mentions(AccountId account) {
        Span.Mention mention = new Span.Mention(account);
        return spans.stream().anyMatch(span -> span.what().equals(mention));
    }

    @Override
    public Type type() {
        return Type.TEXT;
    }
}
