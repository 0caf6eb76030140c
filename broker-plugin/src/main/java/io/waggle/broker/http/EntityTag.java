package io.waggle.broker.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * What one version of a representation is told from others by (RFC 9110, section 8.8.3): a hash of it, so that it changes when
 * anything that the caller can see does. Strong.
 *
 * @param value with its quotation marks
 */
record EntityTag(String value) {

    private static final int BYTES = 15;

    static EntityTag of(byte[] representation) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(representation);
            return new EntityTag(
                    '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES)) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    /**
     * Whether the value of {@code If-Match} or {@code If-None-Match} names it. The weak prefix does not count, neither where it
     * must (section 13.1.2) nor where it must not (13.1.1): this server issues no weak tags, but proxies that compress make weak
     * ones of strong ones.
     */
    boolean isNamedBy(String header) {
        if (header.strip().equals("*")) {
            return true;
        }
        for (String tag : header.split(",", -1)) {
            String bare = tag.strip();
            if ((bare.startsWith("W/") ? bare.substring(2) : bare).equals(value)) {
                return true;
            }
        }
        return false;
    }
}
