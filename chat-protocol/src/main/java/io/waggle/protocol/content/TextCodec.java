package io.waggle.protocol.content;

import io.waggle.protocol.content.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Texts, and what stands beside them. */
final class TextCodec {

    private TextCodec() {}

    static Text text(Wire.Text wire) {
        // Before the spans are read, so that what is left out counts too.
        Bounds.count(ContentFault.BAD_SPAN, "Text.spans", wire.getSpansCount(), 0, ContentLimits.SPANS);
        List<Span> spans = new ArrayList<>(wire.getSpansCount());
        for (Wire.Span span : wire.getSpansList()) {
            what(span).ifPresent(what -> spans.add(new Span(span.getStart(), span.getLength(), what)));
        }
        return new Text(
                wire.getBody(), spans, wire.hasPreview() ? Optional.of(preview(wire.getPreview())) : Optional.empty());
    }

    static Optional<Text> caption(boolean present, Wire.Text wire) {
        return present ? Optional.of(text(wire)) : Optional.empty();
    }

    static Wire.Text wire(Text text) {
        var wire = Wire.Text.newBuilder().setBody(text.body());
        text.spans().forEach(span -> wire.addSpans(wire(span)));
        text.preview().ifPresent(preview -> wire.setPreview(wire(preview)));
        return wire.build();
    }

    static Quote quote(Wire.Quote wire) {
        return new Quote(RefCodec.ref(wire.getMessage()), wire.getExcerpt(), Shown.Type.of(wire.getKind()));
    }

    static Wire.Quote wire(Quote quote) {
        return Wire.Quote.newBuilder()
                .setMessage(RefCodec.wire(quote.message()))
                .setExcerpt(quote.excerpt())
                .setKind(quote.type().map(Shown.Type::number).orElse(0))
                .build();
    }

    /** Nothing for what a later version says of a text. */
    private static Optional<Span.What> what(Wire.Span wire) {
        return switch (wire.getWhatCase()) {
            case STYLE -> style(wire.getStyle());
            case MENTION -> Optional.of(new Span.Mention(RefCodec.account(wire.getMention())));
            case WHAT_NOT_SET -> Optional.empty();
        };
    }

    private static Optional<Span.What> style(Wire.Span.Style wire) {
        return switch (wire) {
            case BOLD -> Optional.of(Span.Style.BOLD);
            case ITALIC -> Optional.of(Span.Style.ITALIC);
            case STRIKETHROUGH -> Optional.of(Span.Style.STRIKETHROUGH);
            case MONOSPACE -> Optional.of(Span.Style.MONOSPACE);
            case SPOILER -> Optional.of(Span.Style.SPOILER);
            case STYLE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static Wire.Span wire(Span span) {
        var wire = Wire.Span.newBuilder().setStart(span.start()).setLength(span.length());
        if (span.what() instanceof Span.Style style) {
            wire.setStyle(wire(style));
        } else if (span.what() instanceof Span.Mention mention) {
            wire.setMention(mention.account().value());
        }
        return wire.build();
    }

    private static Wire.Span.Style wire(Span.Style style) {
        return switch (style) {
            case BOLD -> Wire.Span.Style.BOLD;
            case ITALIC -> Wire.Span.Style.ITALIC;
            case STRIKETHROUGH -> Wire.Span.Style.STRIKETHROUGH;
            case MONOSPACE -> Wire.Span.Style.MONOSPACE;
            case SPOILER -> Wire.Span.Style.SPOILER;
        };
    }

    private static LinkPreview preview(Wire.LinkPreview wire) {
        return new LinkPreview(wire.getUrl(), wire.getTitle(), wire.getDescription(), wire.getThumbnail());
    }

    private static Wire.LinkPreview wire(LinkPreview preview) {
        return Wire.LinkPreview.newBuilder()
                .setUrl(preview.url())
                .setTitle(preview.title())
                .setDescription(preview.description())
                .setThumbnail(preview.thumbnail())
                .build();
    }
}
