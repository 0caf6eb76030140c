package io.waggle.broker.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * What the rows on disk are sealed with: a Tink keyset of AES-256-GCM keys in a JSON file. Its primary key seals, all of them
 * open, so keys are rotated with Tink's own tool and without a word to this program.
 *
 * <p>Without this file the content that waits cannot be read: back it up, apart from the store.
 */
public final class SealKeys {

    private SealKeys() {}

    /**
     * The keyset of the file, which is made, readable by its owner only, if it is not there.
     *
     * @throws SecretException if the file is not a keyset, others may read it, or it cannot be made
     */
    public static Aead open(Path file) {
        try {
            AeadConfig.register();
            KeysetHandle keyset = Files.exists(file) ? read(file) : create(file);
            return keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            // Without the cause: what a parser says of a key may quote it.
            throw new SecretException(file, "is not a Tink keyset of AEAD keys");
        } catch (IOException e) {
            throw new SecretException(file, "cannot be read or made: " + e, e);
        }
    }

    private static KeysetHandle read(Path file) throws IOException, GeneralSecurityException {
        OwnerOnly.require(file);
        return TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get());
    }

    private static KeysetHandle create(Path file) throws IOException, GeneralSecurityException {
        KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
        OwnerOnly.createDirectoryFor(file);
        OwnerOnly.write(file, TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get()));
        return keyset;
    }
}
