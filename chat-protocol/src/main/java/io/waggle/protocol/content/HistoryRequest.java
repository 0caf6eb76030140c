package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import io.waggle.protocol.TransferId;

/**
 * A new device asks the others of its person for what was said before.
 *
 * @param publicKey what the chunks are to be encrypted to: an HPKE public key (RFC 9180; X25519, HKDF-SHA256, AES-256-GCM),
 *     {@value ContentLimits#PUBLIC_KEY_BYTES} bytes
 */
public record HistoryRequest(TransferId transfer, ByteString publicKey) implements Own {

    /** Takes a request with a key of the right length. @throws IllegalArgumentException if it has another */
    public HistoryRequest {
        Bounds.that(
                publicKey.size() == ContentLimits.PUBLIC_KEY_BYTES,
                ContentFault.BAD_HISTORY,
                "HistoryRequest.public_key must have " + ContentLimits.PUBLIC_KEY_BYTES + " bytes");
    }
}
