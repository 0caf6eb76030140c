package io.waggle.client;

import com.google.protobuf.ByteString;
import io.waggle.client.store.Accepted;
import io.waggle.client.store.OutboxEntry;
import io.waggle.protocol.AcceptedAfter;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Posting;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A frame of messages that is to go out: as many of the entries as fit, from the first one on, with the devices that the
 * roster names.
 *
 * @param sends what is in it, with the devices named
 * @param tooLarge entries before or between those in it that fit no frame of this server
 */
record SendFrame(List<OutboxItem> items, List<Accepted> sends, List<MessageId> tooLarge) {

    /**
     * Puts a frame together.
     *
     * @param alone messages of which one is malformed, nobody knows which: each gets a frame of its own
     */
    static SendFrame build(
            Address self,
            List<OutboxEntry> entries,
            Map<AccountId, List<DeviceEpoch>> roster,
            FrameLimits limits,
            Set<MessageId> alone) {
        SendFrame frame = new SendFrame(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int bytes = 0;
        for (OutboxEntry entry : entries) {
            OutboxItem item = item(self, entry, roster);
            int size = OutboxCodec.encodedSize(item);
            if (size > limits.frameBytes() || isTooLarge(item, limits)) {
                frame.tooLarge.add(entry.id());
                continue;
            }
            boolean separate = alone.contains(entry.id()) && !frame.sends.isEmpty();
            if (separate || bytes + size > limits.frameBytes() || frame.items.size() == limits.frameItems()) {
                break;
            }
            bytes += size;
            frame.items.add(item);
            frame.sends.add(new Accepted(entry.id(), Optional.empty(), devices(item)));
            if (alone.contains(entry.id())) {
                break;
            }
        }
        return frame;
    }

    private static boolean isTooLarge(OutboxItem item, FrameLimits limits) {
        return item instanceof Posting posting
                && (posting.content().size() > limits.contentBytes()
                        || (posting instanceof Send send && send.recipients().size() > limits.recipientAccounts()));
    }

    boolean isEmpty() {
        return sends.isEmpty();
    }

    byte[] encode() {
        return OutboxCodec.encode(new OutboxFrame(items));
    }

    List<MessageId> ids() {
        List<MessageId> ids = new ArrayList<>(sends.size());
        sends.forEach(send -> ids.add(send.id()));
        return ids;
    }

    /** What is in it, with the places that the server's answer tells. */
    List<Accepted> accepted(String reason) {
        Optional<AcceptedAfter> places = AcceptedAfter.parse(reason, sends.size());
        List<Accepted> accepted = new ArrayList<>(sends.size());
        for (int i = 0; i < sends.size(); i++) {
            Accepted send = sends.get(i);
            int at = i;
            accepted.add(new Accepted(send.id(), places.map(each -> each.rows().get(at)), send.devices()));
        }
        return accepted;
    }

    /** What is in it, with the conversations. */
    Map<MessageId, ConversationId> conversations() {
        Map<MessageId, ConversationId> conversations = new LinkedHashMap<>();
        for (OutboxItem item : items) {
            if (item instanceof Posting posting) {
                conversations.put(posting.messageId(), posting.conversation());
            } else if (item instanceof GroupChange change) {
                conversations.put(change.id(), change.group());
            }
        }
        return conversations;
    }

    private static OutboxItem item(Address self, OutboxEntry entry, Map<AccountId, List<DeviceEpoch>> roster) {
        if (entry instanceof OutboxEntry.ToAccounts named) {
            return send(self, named, roster);
        } else if (entry instanceof OutboxEntry.ToGroup group) {
            return new GroupSend(group.id(), group.conversation(), group.version(), group.content(), group.expiresIn());
        }
        return ((OutboxEntry.OfGroup) entry).change();
    }

    /** The sender's own account is always named: its other devices get a copy, and the server tells which there are. */
    private static Send send(Address self, OutboxEntry.ToAccounts entry, Map<AccountId, List<DeviceEpoch>> roster) {
        List<Recipient> recipients = new ArrayList<>(entry.recipients().size() + 1);
        for (AccountId account : entry.recipients()) {
            recipients.add(recipient(self, account, roster));
        }
        if (!entry.recipients().contains(self.account())) {
            recipients.add(recipient(self, self.account(), roster));
        }
        return new Send(entry.id(), entry.conversation(), recipients, entry.content(), entry.expiresIn());
    }

    private static Recipient recipient(Address self, AccountId account, Map<AccountId, List<DeviceEpoch>> roster) {
        List<Recipient.Device> devices = new ArrayList<>();
        for (DeviceEpoch device : roster.getOrDefault(account, List.of())) {
            if (!self.equals(new Address(account, device.device()))) {
                devices.add(new Recipient.Device(device.device(), device.epoch(), ByteString.EMPTY));
            }
        }
        return new Recipient(account, devices);
    }

    private static List<Address> devices(OutboxItem item) {
        List<Address> devices = new ArrayList<>();
        if (item instanceof Send send) {
            for (Recipient recipient : send.recipients()) {
                recipient.devices().forEach(device -> devices.add(new Address(recipient.account(), device.device())));
            }
        }
        return devices;
    }
}
