package io.waggle.broker.account;

import com.google.crypto.tink.Aead;
import io.waggle.broker.secret.SecretKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * How identifiers are stored: a keyed hash to find them by, and the text sealed, with the hash as associated data. Whoever has
 * the database alone can neither read one nor try all phone numbers. Immutable, for any thread.
 */
public final class IdentifierSeal {

    private static final String LOOKUP = "waggle/identifier/v1";

    private final SecretKey secret;
    private final Aead aead;
    private final Discovery discovery;

    public IdentifierSeal(SecretKey secret, Aead aead) {
        this.secret = secret;
        this.aead = aead;
        discovery = new Discovery(secret);
    }

    /** What the identifier is found by: the same for every spelling of it, 32 bytes. */
    public byte[] lookupKey(Identifier identifier) {
        return secret.hash(LOOKUP, identifier.kind() + ":" + identifier.value());
    }

    /** What those who have the identifier in their address book find it by, 32 bytes. */
    byte[] discoveryKey(Identifier identifier) {
        return discovery.key(identifier);
    }

    /** The identifier, sealed. */
    public byte[] seal(Identifier identifier) {
        try {
            return aead.encrypt(identifier.value().getBytes(StandardCharsets.UTF_8), lookupKey(identifier));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an identifier cannot be sealed", e);
        }
    }

    /** What {@link #seal} sealed. @throws IllegalStateException if it was not sealed with this key, for this lookup key */
    public Identifier open(Identifier.Kind kind, byte[] sealed, byte[] lookupKey) {
        try {
            String value = new String(aead.decrypt(sealed, lookupKey), StandardCharsets.UTF_8);
            return kind == Identifier.Kind.PHONE ? new PhoneNumber(value) : new EmailAddress(value);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored identifier cannot be opened: is the keyset another one?", e);
        }
    }
}
