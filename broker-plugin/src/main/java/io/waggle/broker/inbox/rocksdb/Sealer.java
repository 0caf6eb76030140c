package io.waggle.broker.inbox.rocksdb;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;

/**
 * Seals content before it goes to disk and opens it again (AEAD). What it is bound to is where it lies, so a value that was
 * moved to another place does not open.
 */
final class Sealer {

    private final Aead aead;

    Sealer(Aead aead) {
        this.aead = aead;
    }

    byte[] seal(byte[] content, byte[] boundTo) {
        try {
            return aead.encrypt(content, boundTo);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM encrypts everything it is given", e);
        }
    }

    /** The content. @throws StoreCorrupted if it was changed, moved, or sealed with a key that is not in the keyset */
    byte[] open(byte[] sealed, byte[] boundTo) {
        try {
            return aead.decrypt(sealed, boundTo);
        } catch (GeneralSecurityException e) {
            throw new StoreCorrupted("sealed content does not open: damaged, or the keyset is another", e);
        }
    }
}
