package io.waggle.broker.device;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.wire.AcceptInvitation;
import io.waggle.protocol.wire.Address;
import io.waggle.protocol.wire.CreateGroup;
import io.waggle.protocol.wire.DisbandGroup;
import io.waggle.protocol.wire.GroupAccounts;
import io.waggle.protocol.wire.GroupChange;
import io.waggle.protocol.wire.GroupMember;
import io.waggle.protocol.wire.GroupQuery;
import io.waggle.protocol.wire.GroupSettings;
import io.waggle.protocol.wire.Hello;
import io.waggle.protocol.wire.InboxAck;
import io.waggle.protocol.wire.InboxReject;
import io.waggle.protocol.wire.JoinGroup;
import io.waggle.protocol.wire.LeaveGroup;
import io.waggle.protocol.wire.LiveEvent;
import io.waggle.protocol.wire.OutboxItem;
import io.waggle.protocol.wire.Receipt;
import io.waggle.protocol.wire.Recipient;
import io.waggle.protocol.wire.RecipientDevice;
import io.waggle.protocol.wire.Send;
import io.waggle.protocol.wire.SetGroupRole;
import io.waggle.protocol.wire.ToGroup;
import io.waggle.protocol.wire.WatchPresence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Items of every kind that would be taken but for one fault: what is too long, of another length, unknown, too few or too many, named
 * twice, or missing.
 */
final class MalformedItems {

    /** Of another kind than any that there is: a field 99 with an empty message. */
    static final ByteString UNKNOWN_ITEM = ByteString.copyFrom(new byte[] {(byte) 0x9a, 0x06, 0x00});

    private static final int UNKNOWN = 99;
    private static final String CONTROL = "Bees\u0007";

    private final AccountId taker;
    private final ConversationId group;
    private final List<Malformed> all = new ArrayList<>();

    /**
     * An item that is refused.
     *
     * @param says a part of the reason string
     */
    record Malformed(String what, Fault fault, String says, OutboxItem item) {

        @Override
        public String toString() {
            return item.getItemCase() + " with " + what;
        }
    }

    /**
     * Makes the table.
     *
     * @param taker an account that takes what is sent to it
     * @param group one that the sender may do everything with
     */
    MalformedItems(AccountId taker, ConversationId group) {
        this.taker = taker;
        this.group = group;
        sends();
        sendsToGroups();
        receipts();
        liveEvents();
        aboutTheInbox();
        changes();
        settings();
        changesOfMembers();
        queries();
        watches();
    }

    List<Malformed> all() {
        return List.copyOf(all);
    }

    // --- messages

    private void sends() {
        send("no message id", Fault.BAD_MESSAGE_ID, "message_id", Send.Builder::clearMessageId);
        send("a message id of 15 bytes", Fault.BAD_MESSAGE_ID, "message_id", it -> it.setMessageId(bytes(15)));
        send("a message id of no version 7", Fault.BAD_MESSAGE_ID, "message_id", it -> it.setMessageId(bytes(16)));
        send("no conversation", Fault.BAD_CONVERSATION_ID, "16 bytes", Send.Builder::clearConversationId);
        send("a conversation of 17 bytes", Fault.BAD_CONVERSATION_ID, "16", it -> it.setConversationId(bytes(17)));
        send("no recipient", Fault.BAD_RECIPIENTS, "0 recipients", Send.Builder::clearRecipients);
        send("too many recipients", Fault.BAD_RECIPIENTS, "1 to 1024", it -> {
            it.clearRecipients();
            names(1_025).forEach(name -> it.addRecipients(Recipient.newBuilder().setAccount(name)));
            return it;
        });
        send("a recipient twice", Fault.BAD_RECIPIENTS, "twice", it -> it.addRecipients(recipient()));
        send(
                "a recipient without account",
                Fault.BAD_ADDRESS,
                "account",
                it -> it.addRecipients(Recipient.newBuilder()));
        send(
                "an account id that is too long",
                Fault.BAD_ADDRESS,
                "account",
                it -> it.addRecipients(Recipient.newBuilder().setAccount("a".repeat(65))));
        send(
                "a device id that is too long",
                Fault.BAD_ADDRESS,
                "device",
                it -> it.addRecipients(recipient().setAccount("other").addDevices(device("d".repeat(33)))));
        send(
                "a device twice",
                Fault.BAD_RECIPIENTS,
                "twice",
                it -> it.addRecipients(
                        recipient().setAccount("other").addDevices(device("x")).addDevices(device("x"))));
        send("too many devices", Fault.BAD_RECIPIENTS, "at most 64", it -> {
            Recipient.Builder other = recipient().setAccount("other");
            names(65).forEach(name -> other.addDevices(device(name)));
            return it.addRecipients(other);
        });
        send(
                "a content that is too long",
                Fault.CONTENT_TOO_LARGE,
                "at most 61440",
                it -> it.setContent(bytes(ProtocolLimits.CONTENT_BYTES + 1)));
        send(
                "a content for a device that is too long",
                Fault.CONTENT_TOO_LARGE,
                "61440",
                it -> it.addRecipients(recipient()
                        .setAccount("other")
                        .addDevices(device("x").setContent(bytes(ProtocolLimits.CONTENT_BYTES + 1)))));
    }

    private void send(String what, Fault fault, String says, UnaryOperator<Send.Builder> spoil) {
        Send.Builder good = Send.newBuilder()
                .setMessageId(id())
                .setConversationId(bytes(16))
                .addRecipients(recipient())
                .setContent(bytes(3));
        add(what, fault, says, OutboxItem.newBuilder().setSend(spoil.apply(good)));
    }

    private Recipient.Builder recipient() {
        return Recipient.newBuilder().setAccount(taker.value()).addDevices(device("phone"));
    }

    private static RecipientDevice.Builder device(String id) {
        return RecipientDevice.newBuilder().setDevice(id);
    }

    private void sendsToGroups() {
        toGroup("no message id", Fault.BAD_MESSAGE_ID, "message_id", Send.Builder::clearMessageId);
        toGroup("a group of 15 bytes", Fault.BAD_CONVERSATION_ID, "16 bytes", it -> it.setConversationId(bytes(15)));
        toGroup(
                "recipients beside the group",
                Fault.BAD_RECIPIENTS,
                "no recipients",
                it -> it.addRecipients(recipient()));
        toGroup(
                "a version of 2^63",
                Fault.BAD_GROUP,
                "2^63",
                it -> it.setToGroup(ToGroup.newBuilder().setVersion(Long.MIN_VALUE)));
        toGroup(
                "a content that is too long",
                Fault.CONTENT_TOO_LARGE,
                "at most 61440",
                it -> it.setContent(bytes(ProtocolLimits.CONTENT_BYTES + 1)));
    }

    private void toGroup(String what, Fault fault, String says, UnaryOperator<Send.Builder> spoil) {
        Send.Builder good = Send.newBuilder()
                .setMessageId(id())
                .setConversationId(group.toBytes())
                .setToGroup(ToGroup.getDefaultInstance())
                .setContent(bytes(3));
        add(what + ", to a group", fault, says, OutboxItem.newBuilder().setSend(spoil.apply(good)));
    }

    // --- receipts, live events, the inbox

    private void receipts() {
        receipt("no kind", Fault.BAD_RECEIPT, "READ or PLAYED", Receipt.Builder::clearKind);
        receipt("the kind of the server", Fault.BAD_RECEIPT, "READ", it -> it.setKind(Receipt.Kind.DELIVERED));
        receipt("an unknown kind", Fault.BAD_RECEIPT, "READ or PLAYED", it -> it.setKindValue(UNKNOWN));
        receipt("a conversation of 15 bytes", Fault.BAD_CONVERSATION_ID, "16", it -> it.setConversationId(bytes(15)));
        receipt("no message id", Fault.BAD_MESSAGE_ID, "message_id", Receipt.Builder::clearMessageId);
        receipt("no author", Fault.BAD_ADDRESS, "account", Receipt.Builder::clearAuthor);
        receipt(
                "an author's device that is too long",
                Fault.BAD_ADDRESS,
                "device",
                it -> it.setAuthor(
                        Address.newBuilder().setAccount(taker.value()).setDevice("d".repeat(33))));
    }

    private void receipt(String what, Fault fault, String says, UnaryOperator<Receipt.Builder> spoil) {
        Receipt.Builder good = Receipt.newBuilder()
                .setKind(Receipt.Kind.READ)
                .setConversationId(bytes(16))
                .setMessageId(id())
                .setAuthor(Address.newBuilder().setAccount(taker.value()).setDevice("phone"));
        add(what, fault, says, OutboxItem.newBuilder().setReceipt(spoil.apply(good)));
    }

    private void liveEvents() {
        live("no account", Fault.BAD_RECIPIENTS, "0 accounts", LiveEvent.Builder::clearToAccounts);
        live(
                "too many accounts",
                Fault.BAD_RECIPIENTS,
                "1 to 1024",
                it -> it.clearToAccounts().addAllToAccounts(names(1_025)));
        live("an account twice", Fault.BAD_RECIPIENTS, "twice", it -> it.addToAccounts(taker.value()));
        live("an account id with a slash", Fault.BAD_ADDRESS, "account", it -> it.addToAccounts("a/b"));
        live("a conversation of 17 bytes", Fault.BAD_CONVERSATION_ID, "16", it -> it.setConversationId(bytes(17)));
        live(
                "a content that is too long",
                Fault.CONTENT_TOO_LARGE,
                "at most 1024",
                it -> it.setContent(bytes(ProtocolLimits.LIVE_CONTENT_BYTES + 1)));
        live("accounts beside a group", Fault.BAD_RECIPIENTS, "0 to 0", it -> it.setToGroup(true));
        live(
                "a group of 15 bytes",
                Fault.BAD_CONVERSATION_ID,
                "16 bytes",
                it -> it.clearToAccounts().setToGroup(true).setConversationId(bytes(15)));
        live(
                "a content that is too long, to a group",
                Fault.CONTENT_TOO_LARGE,
                "1024",
                it -> it.clearToAccounts().setToGroup(true).setContent(bytes(ProtocolLimits.LIVE_CONTENT_BYTES + 1)));
    }

    private void live(String what, Fault fault, String says, UnaryOperator<LiveEvent.Builder> spoil) {
        LiveEvent.Builder good = LiveEvent.newBuilder()
                .addToAccounts(taker.value())
                .setConversationId(group.toBytes())
                .setContent(bytes(3));
        add(what, fault, says, OutboxItem.newBuilder().setLive(spoil.apply(good)));
    }

    private void aboutTheInbox() {
        add(
                "a sequence of 2^63",
                Fault.BAD_SEQUENCE,
                "2^63",
                OutboxItem.newBuilder().setHello(Hello.newBuilder().setEpoch(1).setLastSequence(Long.MIN_VALUE)));
        add(
                "a sequence of 2^64-1",
                Fault.BAD_SEQUENCE,
                "2^63",
                OutboxItem.newBuilder().setAck(InboxAck.newBuilder().setEpoch(1).setUpToSequence(-1)));
        add(
                "a sequence of 2^63",
                Fault.BAD_SEQUENCE,
                "2^63",
                OutboxItem.newBuilder()
                        .setReject(InboxReject.newBuilder().setEpoch(1).setSequence(Long.MIN_VALUE)));
        add(
                "a reason that is too long",
                Fault.REASON_TOO_LONG,
                "at most 256",
                OutboxItem.newBuilder()
                        .setReject(InboxReject.newBuilder().setSequence(1).setReason("\u00e9".repeat(129))));
    }

    // --- groups

    private void changes() {
        change("no change", Fault.UNKNOWN_ITEM, "change", it -> it);
        change(
                "no change id",
                Fault.BAD_MESSAGE_ID,
                "message_id",
                it -> it.clearChangeId().setName("Bees"));
        change(
                "a change id of 17 bytes",
                Fault.BAD_MESSAGE_ID,
                "message_id",
                it -> it.setChangeId(bytes(17)).setName("Bees"));
        change(
                "no group",
                Fault.BAD_CONVERSATION_ID,
                "group_id",
                it -> it.clearGroupId().setName("Bees"));
        change(
                "a version of 2^63",
                Fault.BAD_GROUP,
                "2^63",
                it -> it.setIfVersion(Long.MIN_VALUE).setName("Bees"));
        change("an empty name", Fault.BAD_GROUP, "1 to 512", it -> it.setName(""));
        change("a name that is too long", Fault.BAD_GROUP, "1 to 512", it -> it.setName("\u00e9".repeat(257)));
        change("a name with a bell", Fault.BAD_GROUP, "control", it -> it.setName(CONTROL));
        change(
                "a description that is too long",
                Fault.BAD_GROUP,
                "at most 4096",
                it -> it.setDescription("d".repeat(4_097)));
        change("a description with a bell", Fault.BAD_GROUP, "control", it -> it.setDescription(CONTROL));
        change("a secret of 15 bytes", Fault.BAD_GROUP, "16 bytes", it -> it.setLinkSecret(bytes(15)));
        change("no secret", Fault.BAD_GROUP, "16 bytes", it -> it.setJoin(JoinGroup.getDefaultInstance()));
        change(
                "a secret of 17 bytes",
                Fault.BAD_GROUP,
                "16 bytes",
                it -> it.setJoin(JoinGroup.newBuilder().setSecret(bytes(17))));
        change(
                "a group of 15 bytes",
                Fault.BAD_CONVERSATION_ID,
                "group_id",
                it -> it.setGroupId(bytes(15)).setLeave(LeaveGroup.getDefaultInstance()));
        change(
                "no group",
                Fault.BAD_CONVERSATION_ID,
                "group_id",
                it -> it.clearGroupId().setAccept(AcceptInvitation.getDefaultInstance()));
        change(
                "a change id of no version 7",
                Fault.BAD_MESSAGE_ID,
                "message_id",
                it -> it.setChangeId(bytes(16)).setDisband(DisbandGroup.getDefaultInstance()));
    }

    private void settings() {
        for (UnaryOperator<GroupSettings.Builder> unknown : List.<UnaryOperator<GroupSettings.Builder>>of(
                it -> it.setMayWriteValue(UNKNOWN),
                it -> it.setMayEditValue(UNKNOWN),
                it -> it.setMayInviteValue(UNKNOWN))) {
            GroupSettings.Builder settings = unknown.apply(GroupSettings.newBuilder());
            change("unknown settings", Fault.BAD_GROUP, "EVERY_MEMBER or ADMINS", it -> it.setSettings(settings));
            create("unknown settings", Fault.BAD_GROUP, "EVERY_MEMBER or ADMINS", it -> it.setSettings(settings));
        }
    }

    private void changesOfMembers() {
        create("no name", Fault.BAD_GROUP, "1 to 512", CreateGroup.Builder::clearName);
        create("a name that is too long", Fault.BAD_GROUP, "1 to 512", it -> it.setName("n".repeat(513)));
        create("a description that is too long", Fault.BAD_GROUP, "4096", it -> it.setDescription("d".repeat(4_097)));
        create("too many members", Fault.BAD_RECIPIENTS, "0 to 1023", it -> it.addAllMembers(names(1_024)));
        create("a member twice", Fault.BAD_RECIPIENTS, "twice", it -> it.addAllMembers(twice()));
        create("a member that is no account", Fault.BAD_ADDRESS, "account", it -> it.addMembers(""));

        accounts(names(0), Fault.BAD_RECIPIENTS, "1 to 256");
        accounts(names(257), Fault.BAD_RECIPIENTS, "1 to 256");
        accounts(twice(), Fault.BAD_RECIPIENTS, "twice");
        accounts(List.of("#"), Fault.BAD_ADDRESS, "account");

        role("no role", Fault.BAD_GROUP, "MEMBER, ADMIN or OWNER", SetGroupRole.Builder::clearRole);
        role("an unknown role", Fault.BAD_GROUP, "MEMBER", it -> it.setRoleValue(UNKNOWN));
        role("a role of no member", Fault.BAD_GROUP, "MEMBER", it -> it.setRole(GroupMember.Role.INVITED));
        role("no account", Fault.BAD_ADDRESS, "account", SetGroupRole.Builder::clearAccount);
    }

    private void create(String what, Fault fault, String says, UnaryOperator<CreateGroup.Builder> spoil) {
        CreateGroup.Builder good = CreateGroup.newBuilder().setName("Wasps");
        change(what, fault, says, it -> it.setGroupId(bytes(16)).setCreate(spoil.apply(good)));
    }

    private void accounts(List<String> accounts, Fault fault, String says) {
        GroupAccounts.Builder some = GroupAccounts.newBuilder().addAllAccounts(accounts);
        String what = accounts.size() + " accounts" + (fault == Fault.BAD_ADDRESS ? ", which are none" : "");
        change(what, fault, says, it -> it.setAdd(some));
        change(what, fault, says, it -> it.setRemove(some));
    }

    private void role(String what, Fault fault, String says, UnaryOperator<SetGroupRole.Builder> spoil) {
        SetGroupRole.Builder good =
                SetGroupRole.newBuilder().setAccount(taker.value()).setRole(GroupMember.Role.ADMIN);
        change(what, fault, says, it -> it.setRole(spoil.apply(good)));
    }

    private void change(String what, Fault fault, String says, UnaryOperator<GroupChange.Builder> make) {
        GroupChange.Builder change =
                make.apply(GroupChange.newBuilder().setChangeId(id()).setGroupId(group.toBytes()));
        add(
                change.getChangeCase() + ": " + what,
                fault,
                says,
                OutboxItem.newBuilder().setGroupChange(change));
    }

    private void queries() {
        query(
                "too many groups",
                Fault.BAD_GROUP,
                "at most 64",
                IntStream.range(0, 65)
                        .mapToObj(i -> new ConversationId(1, i).toBytes())
                        .toList());
        query("a group twice", Fault.BAD_GROUP, "twice", List.of(bytes(16), bytes(16)));
        query("a group of 17 bytes", Fault.BAD_CONVERSATION_ID, "group_id", List.of(bytes(17)));
        query("a group of no bytes", Fault.BAD_CONVERSATION_ID, "group_id", List.of(ByteString.EMPTY));
    }

    private void query(String what, Fault fault, String says, List<ByteString> groups) {
        add(
                what,
                fault,
                says,
                OutboxItem.newBuilder().setGroupQuery(GroupQuery.newBuilder().addAllGroupIds(groups)));
    }

    // --- presence

    private void watches() {
        watch("too many accounts", Fault.BAD_PRESENCE, "at most 256", names(257));
        watch("an account twice", Fault.BAD_PRESENCE, "twice", twice());
        watch("an account that is none", Fault.BAD_ADDRESS, "account", List.of("a b"));
        watch("an account id that is too long", Fault.BAD_ADDRESS, "account", List.of("a".repeat(65)));
    }

    private void watch(String what, Fault fault, String says, List<String> accounts) {
        add(
                what,
                fault,
                says,
                OutboxItem.newBuilder()
                        .setWatchPresence(WatchPresence.newBuilder().addAllAccounts(accounts)));
    }

    // --- vocabulary

    private void add(String what, Fault fault, String says, OutboxItem.Builder item) {
        all.add(new Malformed(what, fault, says, item.build()));
    }

    private List<String> twice() {
        return Collections.nCopies(2, taker.value());
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "a" + i).toList();
    }

    private static ByteString id() {
        return MessageId.create(Instant.now()).toBytes();
    }

    private static ByteString bytes(int count) {
        return ByteString.copyFrom(new byte[count]);
    }
}
