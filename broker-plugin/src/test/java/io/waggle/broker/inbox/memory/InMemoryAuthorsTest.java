package io.waggle.broker.inbox.memory;

import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.AuthorContract;
import io.waggle.broker.inbox.Inbox;
import java.time.Clock;

final class InMemoryAuthorsTest extends AuthorContract {

    private final InMemoryInbox.Storage storage = new InMemoryInbox.Storage();

    @Override
    protected Inbox open(InboxConfig config, Clock clock, Events events) {
        return new InMemoryInbox(storage, config, clock, events);
    }
}
