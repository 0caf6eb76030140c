package io.waggle.broker.account;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.waggle.broker.secret.SecretKey;
import java.security.GeneralSecurityException;

/** Keys of a test. */
public final class Seals {

    private Seals() {}

    public static IdentifierSeal random() {
        return new IdentifierSeal(SecretKey.random(), aead());
    }

    public static Aead aead() {
        try {
            AeadConfig.register();
            return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
