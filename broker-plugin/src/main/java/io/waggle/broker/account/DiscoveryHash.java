package io.waggle.broker.account;

import java.util.Base64;
import java.util.Optional;

/**
 * What a client sends of a phone number or e-mail address in its person's address book. Personal, since the numbers there are can
 * be tried: {@code toString} shows nothing of it.
 *
 * @param text 32 bytes in base64url (RFC 4648, section 5) without padding, in the one spelling that they have
 */
public record DiscoveryHash(String text) {

    private static final int BYTES = 32;

    /** Takes what {@link #parse} takes. @throws IllegalArgumentException if it is no such hash, without the value */
    public DiscoveryHash {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not 32 bytes in base64url");
        }
    }

    static DiscoveryHash of(byte[] bytes) {
        return new DiscoveryHash(encode(bytes));
    }

    /** The hash that the text is; nothing if it is none. */
    public static Optional<DiscoveryHash> parse(String text) {
        return isValid(text) ? Optional.of(new DiscoveryHash(text)) : Optional.empty();
    }

    private static boolean isValid(String text) {
        if (text.length() != (BYTES * 4 + 2) / 3) {
            return false;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return bytes.length == BYTES && encode(bytes).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "DiscoveryHash[hidden]";
    }
}
