package io.waggle.protocol.frame;

import io.waggle.protocol.ConversationId;
import java.util.List;

/** The groups that the account is in, or is invited to, or has asked to join, at this place of the inbox. */
public record GroupList(List<Entry> groups) implements InboxItem.Content {

    public GroupList {
        groups = List.copyOf(groups);
    }

    public record Entry(ConversationId group, long version) {}
}
