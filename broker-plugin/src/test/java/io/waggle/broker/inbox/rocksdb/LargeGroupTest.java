package io.waggle.broker.inbox.rocksdb;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxFixture;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.GroupSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of as many as there may be. */
final class LargeGroupTest extends InboxFixture {

    @TempDir
    Path directory;

    @Override
    protected InboxConfig config() {
        return WaggleConfig.defaults(directory).inbox();
    }

    @Override
    protected Inbox open(InboxConfig config, Clock clock, Events events) {
        return RocksDbInbox.open(
                directory.resolve("inbox"), RocksDbInboxTest.newAead(), config, RocksDbInboxTest.COMMIT, clock, events);
    }

    @Test
    void aMessageToThemAllIsOneCommitThatIsSynced() {
        Address[] members = IntStream.range(0, ProtocolLimits.GROUP_MEMBERS - 1)
                .mapToObj(i -> Address.of("member" + i, "phone"))
                .toArray(Address[]::new);
        opened(ALICE);
        opened(members);
        List<AccountId> accounts = Stream.of(members).map(Address::account).toList();
        ConversationId group = new ConversationId(7, 7);
        append(
                ALICE,
                new GroupChange(id(), group, 0, new GroupChange.Create("Bees", "", GroupSettings.DEFAULT, accounts)));
        events.clear();

        append(ALICE, new GroupSend(id(), group, 0, ByteString.copyFromUtf8("hello"), Duration.ZERO));

        assertThat(events)
                .filteredOn(Event.Committed.class::isInstance)
                .singleElement(as(InstanceOfAssertFactories.type(Event.Committed.class)))
                .extracting(Event.Committed::synced)
                .isEqualTo(true);
        assertThat(members).allSatisfy(member -> assertThat(texts(member)).containsExactly("hello"));
    }
}
