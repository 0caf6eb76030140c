package io.waggle.broker.lifecycle;

import io.waggle.broker.account.ExportSection;
import io.waggle.broker.group.Group;
import io.waggle.broker.inbox.Inbox;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.frame.GroupMember;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The groups that a person is in, is invited to, or has asked to join, and as what; not who else is there. */
public final class GroupSection implements ExportSection {

    private final Inbox inbox;

    public GroupSection(Inbox inbox) {
        this.inbox = inbox;
    }

    private record Row(String groupId, String name, String role, long sinceVersion) {}

    @Override
    public String name() {
        return "groups";
    }

    @Override
    public Set<String> tables() {
        return Set.of();
    }

    @Override
    public Stream<?> rows(AccountId account) {
        return inbox.groups(account).stream()
                .flatMap(id -> inbox.group(id).stream())
                .flatMap(group -> Stream.ofNullable(row(group, account)));
    }

    /** Nothing if the account has gone from it meanwhile. */
    private static @Nullable Row row(Group group, AccountId account) {
        GroupMember entry = group.entries().get(account);
        return entry == null
                ? null
                : new Row(
                        group.id().toString(),
                        group.name(),
                        entry.role().name().toLowerCase(Locale.ROOT),
                        entry.sinceVersion());
    }
}
