package io.waggle.protocol.content;

import com.google.protobuf.ByteString;

/**
 * What a page says of itself. Made by the sender, so that no reader's address is told to the page.
 *
 * @param url up to {@value ContentLimits#URL_BYTES} bytes of UTF-8, beginning with {@code http://} or {@code https://}
 * @param title up to {@value ContentLimits#NAME_BYTES} bytes of UTF-8
 * @param description up to {@value ContentLimits#DESCRIPTION_BYTES} bytes of UTF-8
 * @param thumbnail JPEG or WebP, up to {@value ContentLimits#THUMBNAIL_BYTES} bytes; may be empty
 */
public record LinkPreview(String url, String title, String description, ByteString thumbnail) {

    /** Takes a preview within the bounds. @throws IllegalArgumentException if it is not */
    public LinkPreview {
        Bounds.text(ContentFault.BAD_PREVIEW, "LinkPreview.url", url, 0, ContentLimits.URL_BYTES);
        Bounds.that(
                url.startsWith("http://") || url.startsWith("https://"),
                ContentFault.BAD_PREVIEW,
                "LinkPreview.url must begin with http:// or https://");
        Bounds.text(ContentFault.BAD_PREVIEW, "LinkPreview.title", title, 0, ContentLimits.NAME_BYTES);
        Bounds.text(
                ContentFault.BAD_PREVIEW, "LinkPreview.description", description, 0, ContentLimits.DESCRIPTION_BYTES);
        Bounds.thumbnail("LinkPreview.thumbnail", thumbnail);
    }
}
