package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import java.util.regex.Pattern;

/**
 * Bytes that lie elsewhere; what is needed to fetch, check and open them.
 *
 * @param location an id of this server's media service, or a URL that begins with {@code https://}; 1 to {@value
 *     ContentLimits#LOCATION_BYTES} bytes
 * @param key what they are encrypted with, up to {@value ContentLimits#KEY_BYTES} bytes; empty: they are not
 * @param digest the SHA-256 of what lies there, {@value ContentLimits#DIGEST_BYTES} bytes
 * @param size of what lies there, bytes, up to {@value ContentLimits#ATTACHMENT_BYTES}
 * @param mediaType as RFC 6838 has it, perhaps with parameters; up to {@value ContentLimits#MEDIA_TYPE_BYTES} bytes
 */
public record Attachment(String location, ByteString key, ByteString digest, long size, String mediaType) {

    private static final Pattern LOCATION = Pattern.compile("[A-Za-z0-9._~-]+|https://[!-~]+");

    /** RFC 6838, section 4.2, and parameters behind it. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*( *;[ -~]*)?");

    /** Takes what is within the bounds. @throws IllegalArgumentException if it is not */
    public Attachment {
        Bounds.text(ContentFault.BAD_ATTACHMENT, "Attachment.location", location, 1, ContentLimits.LOCATION_BYTES);
        Bounds.that(
                LOCATION.matcher(location).matches(),
                ContentFault.BAD_ATTACHMENT,
                "Attachment.location must be an id or begin with https://");
        Bounds.count(ContentFault.BAD_ATTACHMENT, "Attachment.key", key.size(), 0, ContentLimits.KEY_BYTES);
        Bounds.that(
                digest.size() == ContentLimits.DIGEST_BYTES,
                ContentFault.BAD_ATTACHMENT,
                "Attachment.digest must have " + ContentLimits.DIGEST_BYTES + " bytes");
        Bounds.number(ContentFault.BAD_ATTACHMENT, "Attachment.size", size, 0, ContentLimits.ATTACHMENT_BYTES);
        Bounds.text(ContentFault.BAD_ATTACHMENT, "Attachment.media_type", mediaType, 0, ContentLimits.MEDIA_TYPE_BYTES);
        Bounds.that(
                MEDIA_TYPE.matcher(mediaType).matches(),
                ContentFault.BAD_ATTACHMENT,
                "Attachment.media_type must be as RFC 6838 has it");
    }
}
