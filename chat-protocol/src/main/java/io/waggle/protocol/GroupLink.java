package io.waggle.protocol;

import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.Optional;

/**
 * Leads into a group: whoever has it may join, or ask to. PROTOCOL.md, section "Links", has the text form, which is what a QR code
 * holds, too. It is a secret, so {@link #toString} does not tell it and no log has it; {@link #text} does.
 */
public record GroupLink(ConversationId group, GroupSecret secret) {

    private static final String PREFIX = "waggle://join/";

    /** Base64url of 32 bytes, without padding. */
    private static final int ENCODED_LENGTH = 43;

    /** The text that people pass on. */
    public String text() {
        byte[] bytes = group.toBytes().concat(secret.toBytes()).toByteArray();
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The link that a text is, space around it aside; nothing if it is none. Each link has one text, but for the case of its scheme. */
    public static Optional<GroupLink> parse(String text) {
        String link = text.trim();
        if (link.length() != PREFIX.length() + ENCODED_LENGTH
                || !link.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
            return Optional.empty();
        }
        ByteString bytes;
        try {
            bytes = ByteString.copyFrom(Base64.getUrlDecoder().decode(link.substring(PREFIX.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return of(bytes).filter(found -> found.text().endsWith(link.substring(PREFIX.length())));
    }

    private static Optional<GroupLink> of(ByteString bytes) {
        if (bytes.size() != ConversationId.LENGTH + GroupSecret.LENGTH) {
            return Optional.empty();
        }
        return ConversationId.fromBytes(bytes.substring(0, ConversationId.LENGTH))
                .flatMap(group -> GroupSecret.fromBytes(bytes.substring(ConversationId.LENGTH))
                        .map(secret -> new GroupLink(group, secret)));
    }

    @Override
    public String toString() {
        return "GroupLink of " + group;
    }
}
