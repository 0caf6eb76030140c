package io.waggle.broker.session;

import io.waggle.broker.secret.RandomToken;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * A refresh token (RFC 6749, section 1.5): which session, and 256 random bits of which the server keeps a hash. Opaque to
 * clients. Secret: {@link #toString} shows nothing of it.
 */
final class RefreshToken {

    private static final String PREFIX = "wgr1_";
    private static final int ID_BYTES = 16;
    private static final int SECRET_BYTES = 32;
    private static final int LENGTH = PREFIX.length() + (ID_BYTES + SECRET_BYTES) * 4 / 3;

    private final UUID session;
    private final byte[] secret;

    private RefreshToken(UUID session, byte[] secret) {
        this.session = session;
        this.secret = secret;
    }

    /** A new token of the session. */
    static RefreshToken of(UUID session, SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new RefreshToken(session, secret);
    }

    /** The token that the text is; nothing if it does not even look like one. */
    static Optional<RefreshToken> parse(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())));
            UUID session = new UUID(bytes.getLong(), bytes.getLong());
            byte[] secret = new byte[SECRET_BYTES];
            bytes.get(secret);
            return Optional.of(new RefreshToken(session, secret));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    UUID session() {
        return session;
    }

    /** What is stored of it. The secret has 256 random bits, so a plain hash cannot be turned back. */
    byte[] hash() {
        return RandomToken.sha256(secret);
    }

    /** As the client gets it. */
    String serialize() {
        byte[] bytes = ByteBuffer.allocate(ID_BYTES + SECRET_BYTES)
                .putLong(session.getMostSignificantBits())
                .putLong(session.getLeastSignificantBits())
                .put(secret)
                .array();
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "RefreshToken[hidden]";
    }
}
