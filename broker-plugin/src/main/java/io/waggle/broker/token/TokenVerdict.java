package io.waggle.broker.token;

import io.waggle.protocol.Address;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of a token. */
public sealed interface TokenVerdict {

    /**
     * The bearer is this device.
     *
     * @param expiresAt when that ends, by the token's own word
     * @param session which the token is of; null for a developer's
     */
    record Valid(
            Address device, Instant expiresAt, @Nullable UUID session) implements TokenVerdict {}

    /** The bearer is nobody. */
    record Refused(Refusal reason) implements TokenVerdict {}

    /** Why a token is refused; the closed vocabulary of the metric. For the operator: a stranger is told none of it. */
    enum Refusal {
        /** More bytes than any token has; nothing of it was read. */
        TOO_LONG,
        /** Not three base64url parts, or not the JSON that belongs in them. */
        MALFORMED,
        /** Signed with anything but EdDSA, or not at all. */
        WRONG_ALGORITHM,
        /** Names no key, or one that is not in the key directory. */
        UNKNOWN_KEY,
        BAD_SIGNATURE,
        /** Signed for something else than letting a device in. */
        WRONG_TYPE,
        WRONG_ISSUER,
        WRONG_AUDIENCE,
        EXPIRED,
        NOT_YET_VALID,
        /** Lives longer than this server lets a token live. */
        LIFETIME_TOO_LONG,
        /** A claim is missing, of the wrong type, or not a valid id. */
        BAD_CLAIMS
    }
}
