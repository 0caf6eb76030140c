package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.group.Group;
import io.waggle.broker.group.GroupPicture;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;

/**
 * What one commit makes of groups: seen at once by what comes later in the commit, by readers when it is on disk. Used by the commit
 * thread alone, for one commit.
 */
final class GroupEdits {

    private final GroupTable table;
    private final Changes changes;
    private final Map<ConversationId, Optional<Group>> edited = new LinkedHashMap<>(0);

    GroupEdits(GroupTable table, Changes changes) {
        this.table = table;
        this.changes = changes;
    }

    Optional<Group> find(ConversationId id) throws RocksDBException {
        Optional<Group> here = edited.get(id);
        return here != null ? here : table.find(id);
    }

    /** The group is something else now, or nothing any more. */
    void set(ConversationId id, Optional<Group> after) throws RocksDBException {
        table.put(changes, id, find(id), after);
        if (after.isEmpty()) {
            table.removePicture(changes, id);
        }
        edited.put(id, after);
    }

    /** The group has this picture now, or none. */
    void setPicture(ConversationId id, Optional<GroupPicture> picture) {
        picture.ifPresentOrElse(shown -> table.put(changes, id, shown), () -> table.removePicture(changes, id));
    }

    /** The groups that the account is in, or is invited to, or has asked to join. */
    Set<ConversationId> of(AccountId account) throws RocksDBException {
        Set<ConversationId> groups = table.of(account);
        edited.forEach((id, group) -> {
            if (group.filter(now -> now.entries().containsKey(account)).isPresent()) {
                groups.add(id);
            } else {
                groups.remove(id);
            }
        });
        return groups;
    }

    void committed() {
        edited.forEach(table::committed);
    }
}
