package io.waggle.broker.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.waggle.broker.token.TokenVerdict.Valid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens last seen that were signed by this server and name a device, by their SHA-256: a device that comes back shows the
 * same one, and its signature is what costs. Nothing of a token can be learnt from it. Whether the time is right is to be asked
 * each time. At most so many; the least useful go first. Thread-safe.
 */
final class VerifiedTokens {

    private final Cache<Digest, Verified> tokens;

    /** A token's hash. */
    private record Digest(long a, long b, long c, long d) {}

    /**
     * What a token says that is not the same at all times.
     *
     * @param valid the verdict while its time is right
     */
    record Verified(Valid valid, Instant issuedAt, @Nullable Date notBefore) {}

    /** @param max 0: none is kept */
    VerifiedTokens(int max) {
        tokens = Caffeine.newBuilder().maximumSize(max).executor(Runnable::run).build();
    }

    Optional<Verified> find(String token) {
        return Optional.ofNullable(tokens.getIfPresent(digest(token)));
    }

    void add(String token, Verified verified) {
        tokens.put(digest(token), verified);
    }

    void remove(String token) {
        tokens.invalidate(digest(token));
    }

    long size() {
        return tokens.estimatedSize();
    }

    private static Digest digest(String token) {
        try {
            ByteBuffer hash = ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
            return new Digest(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
