package io.waggle.broker.inbox.rocksdb;

import com.google.crypto.tink.Aead;
import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.AuthorContract;
import io.waggle.broker.inbox.Inbox;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

final class RocksDbAuthorsTest extends AuthorContract {

    @TempDir
    Path directory;

    private final Aead aead = RocksDbInboxTest.newAead();

    @Override
    protected Inbox open(InboxConfig config, Clock clock, Events events) {
        return RocksDbInbox.open(directory.resolve("inbox"), aead, config, RocksDbInboxTest.COMMIT, clock, events);
    }
}
