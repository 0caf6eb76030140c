package io.waggle.broker.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jwk.OctetKeyPair;
import io.waggle.broker.secret.SecretException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one directory, as they were when it was opened: the newest private one signs, all verify, so that a key can be
 * replaced while tokens of the old one are still about. Immutable, for any thread.
 */
public final class SigningKeys {

    private static final Comparator<OctetKeyPair> BY_AGE = Comparator.comparing(
                    OctetKeyPair::getIssueTime, Comparator.nullsFirst(Comparator.<Date>naturalOrder()))
            .thenComparing(OctetKeyPair::getKeyID);

    private final Map<String, JWSVerifier> verifiers = new HashMap<>();
    private final List<OctetKeyPair> publicKeys;
    private final @Nullable OctetKeyPair newest;

    private SigningKeys(List<OctetKeyPair> keys) throws JOSEException {
        for (OctetKeyPair key : keys) {
            verifiers.put(key.getKeyID(), new Ed25519Verifier(key.toPublicJWK()));
        }
        publicKeys = keys.stream().map(OctetKeyPair::toPublicJWK).toList();
        newest = keys.stream().filter(OctetKeyPair::isPrivate).max(BY_AGE).orElse(null);
    }

    /**
     * The keys of the directory, which is made, with one new key in it, if there is none.
     *
     * @throws SecretException if a file in it is not a key, or others than its owner may read it
     */
    public static SigningKeys open(Path directory, Clock clock) {
        return of(new KeyDirectory(directory, clock).readOrCreate());
    }

    /** The keys of the directory after a new one, which signs from now on, is added. @throws SecretException as above */
    public static SigningKeys openWithNewKey(Path directory, Clock clock) {
        return of(new KeyDirectory(directory, clock).addAndRead());
    }

    private static SigningKeys of(List<OctetKeyPair> keys) {
        try {
            return new SigningKeys(keys);
        } catch (JOSEException e) {
            throw new IllegalStateException("a key that was read is not an Ed25519 key", e);
        }
    }

    /** The public halves of all keys. */
    public List<OctetKeyPair> publicKeys() {
        return publicKeys;
    }

    boolean has(String keyId) {
        return verifiers.containsKey(keyId);
    }

    /** @throws IllegalArgumentException if there is no such key */
    JWSVerifier verifier(String keyId) {
        JWSVerifier verifier = verifiers.get(keyId);
        if (verifier == null) {
            throw new IllegalArgumentException("no key " + keyId);
        }
        return verifier;
    }

    /** The key that signs; nothing if the directory holds public keys only. */
    Optional<OctetKeyPair> signingKey() {
        return Optional.ofNullable(newest);
    }
}
