package io.waggle.broker.inbox.rocksdb;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.waggle.broker.config.CommitConfig;
import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxContract;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

final class RocksDbInboxTest extends InboxContract {

    static final CommitConfig COMMIT = new CommitConfig(64L << 20, 65_536, 4_096, 8L << 20, Duration.ofMillis(50));

    @TempDir
    Path directory;

    private final Aead aead = newAead();

    static Aead newAead() {
        try {
            AeadConfig.register();
            return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Inbox open(InboxConfig config, Clock clock, Events events) {
        return RocksDbInbox.open(directory.resolve("inbox"), aead, config, COMMIT, clock, events);
    }
}
