package io.waggle.broker.inbox.rocksdb;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.waggle.broker.group.Group;
import io.waggle.broker.group.GroupPicture;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.frame.GroupMember;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;

/**
 * The groups as they are on disk, those in use lately in memory too. The commit thread alone changes them, and alone puts what it
 * has read into memory: a reader that did could put there what a commit has replaced meanwhile.
 *
 * <pre>
 * group         group id                       -> sealed: everything but its people
 * group_member  group id, account              -> role, since version, who invited
 * membership    account NUL group id           -> nothing
 * group_picture group id                       -> sealed: id, picture
 * </pre>
 */
final class GroupTable {

    private static final String GROUPS = "group";
    private static final String MEMBERS = "group_member";
    private static final String MEMBERSHIPS = "membership";
    private static final String PICTURES = "group_picture";
    private static final byte[] NOTHING = new byte[0];

    /** About 150 bytes each. */
    private static final long PEOPLE_IN_MEMORY = 500_000;

    private static final int GROUP_WEIGHT = 8;

    private final Store store;
    private final Sealer sealer;
    private final Cache<ConversationId, Group> recent = Caffeine.newBuilder()
            .maximumWeight(PEOPLE_IN_MEMORY)
            .weigher((ConversationId id, Group group) ->
                    GROUP_WEIGHT + group.entries().size())
            .executor(Runnable::run)
            .build();

    GroupTable(Store store, Sealer sealer) {
        this.store = store;
        this.sealer = sealer;
    }

    // --- for any thread

    /** The group as of the last commit, from memory or the disk. */
    Optional<Group> read(ConversationId id) throws RocksDBException {
        Group known = recent.getIfPresent(id);
        return known != null ? Optional.of(known) : load(id);
    }

    /** The groups that the account is in, or is invited to, or has asked to join, as of the last commit. */
    Set<ConversationId> of(AccountId account) throws RocksDBException {
        Set<ConversationId> groups = new LinkedHashSet<>();
        byte[] first = membership(account);
        byte[] end = first.clone();
        end[end.length - 1]++;
        store.scan(MEMBERSHIPS, first, end, (key, nothing) -> {
            ByteBuffer id = ByteBuffer.wrap(key, key.length - ConversationId.LENGTH, ConversationId.LENGTH);
            groups.add(new ConversationId(id.getLong(), id.getLong()));
            return true;
        });
        return groups;
    }

    /** The picture of the group as of the last commit. */
    Optional<GroupPicture> picture(ConversationId id) throws RocksDBException {
        byte[] sealed = store.get(store.family(PICTURES), key(id));
        return sealed == null
                ? Optional.empty()
                : Optional.of(GroupRecord.decodePicture(sealer.open(sealed, bound(PICTURES, key(id)))));
    }

    // --- for the commit thread

    /** The same as {@link #read}, and it stays in memory. */
    Optional<Group> find(ConversationId id) throws RocksDBException {
        Optional<Group> found = read(id);
        found.ifPresent(group -> recent.put(id, group));
        return found;
    }

    /** Writes what is different. */
    void put(Changes changes, ConversationId id, Optional<Group> before, Optional<Group> after) {
        after.ifPresentOrElse(
                group -> changes.put(
                        store.family(GROUPS), key(id), sealer.seal(GroupRecord.encode(group), bound(GROUPS, key(id)))),
                () -> changes.delete(store.family(GROUPS), key(id)));
        before.ifPresent(group -> group.entries().keySet().stream()
                .filter(account ->
                        after.filter(now -> now.entries().containsKey(account)).isEmpty())
                .forEach(account -> remove(changes, id, account)));
        after.ifPresent(group -> group.entries().values().stream()
                .filter(entry -> before.filter(was -> entry.equals(was.entries().get(entry.account())))
                        .isEmpty())
                .forEach(entry -> put(changes, id, entry)));
    }

    /** Writes the picture, in place of one that there may be. */
    void put(Changes changes, ConversationId id, GroupPicture picture) {
        changes.put(
                store.family(PICTURES), key(id), sealer.seal(GroupRecord.encode(picture), bound(PICTURES, key(id))));
    }

    void removePicture(Changes changes, ConversationId id) {
        changes.delete(store.family(PICTURES), key(id));
    }

    private void put(Changes changes, ConversationId id, GroupMember entry) {
        changes.put(store.family(MEMBERS), member(id, entry.account()), GroupRecord.encode(entry));
        changes.put(store.family(MEMBERSHIPS), membership(entry.account(), id), NOTHING);
    }

    private void remove(Changes changes, ConversationId id, AccountId account) {
        changes.delete(store.family(MEMBERS), member(id, account));
        changes.delete(store.family(MEMBERSHIPS), membership(account, id));
    }

    /** A commit that changed the group is on disk. */
    void committed(ConversationId id, Optional<Group> now) {
        now.ifPresentOrElse(group -> recent.put(id, group), () -> recent.invalidate(id));
    }

    // --- on disk

    private Optional<Group> load(ConversationId id) throws RocksDBException {
        byte[] sealed = store.get(store.family(GROUPS), key(id));
        if (sealed == null) {
            return Optional.empty();
        }
        TreeMap<AccountId, GroupMember> entries = new TreeMap<>();
        store.scan(MEMBERS, key(id), after(id), (key, value) -> {
            String account =
                    new String(key, ConversationId.LENGTH, key.length - ConversationId.LENGTH, StandardCharsets.UTF_8);
            GroupMember entry = GroupRecord.decodeMember(new AccountId(account), value);
            entries.put(entry.account(), entry);
            return true;
        });
        return Optional.of(GroupRecord.decode(id, sealer.open(sealed, bound(GROUPS, key(id))), entries));
    }

    private static byte[] bound(String family, byte[] key) {
        return State.boundTo(family.getBytes(StandardCharsets.UTF_8), key);
    }

    private static byte[] key(ConversationId id) {
        return ByteBuffer.allocate(ConversationId.LENGTH)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    /** What follows the accounts of a group: they are in ASCII. */
    private static byte[] after(ConversationId id) {
        return ByteBuffer.allocate(ConversationId.LENGTH + 1)
                .put(key(id))
                .put((byte) 0x7F)
                .array();
    }

    private static byte[] member(ConversationId id, AccountId account) {
        byte[] name = account.value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(ConversationId.LENGTH + name.length)
                .put(key(id))
                .put(name)
                .array();
    }

    private static byte[] membership(AccountId account) {
        return (account.value() + '\0').getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] membership(AccountId account, ConversationId id) {
        byte[] name = membership(account);
        return ByteBuffer.allocate(name.length + ConversationId.LENGTH)
                .put(name)
                .put(key(id))
                .array();
    }
}
