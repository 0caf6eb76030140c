package io.waggle.loadtest.device;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.waggle.loadtest.ledger.Stamp;
import io.waggle.loadtest.scenario.Addressing;
import io.waggle.loadtest.scenario.Receipts;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.Topics;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcomes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of {@code PROTOCOL.md}: frames up, frames down, Hello, cumulative acknowledgements and receipts. Its store is
 * this object: what it has read survives a connection.
 */
final class WaggleDialect implements Dialect {

    private final Address device;
    private final Receipts receipts;
    private final Addressing addressing;
    private final Map<Integer, List<Recipient>> recipients = new LinkedHashMap<>();
    private final Map<ConversationId, ReceiptUpdate> unread = new LinkedHashMap<>();
    private Epoch epoch = Epoch.NONE;
    private InboxSequence last = InboxSequence.NONE;
    private InboxSequence acknowledged = InboxSequence.NONE;
    private @Nullable Restraint restraint;

    WaggleDialect(Address device, Receipts receipts, Addressing addressing) {
        this.device = device;
        this.receipts = receipts;
        this.addressing = addressing;
    }

    @Override
    public List<String> subscriptions() {
        return List.of(Topics.inbox(device));
    }

    @Override
    public Optional<Publication> greeting() {
        // Hello acknowledges what it names
        return Optional.of(frame(List.of(new Hello(epoch, restraint == null ? last : acknowledged))));
    }

    @Override
    public boolean awaitsWelcome() {
        return true;
    }

    @Override
    public Publication write(List<Outgoing> messages) {
        List<OutboxItem> items = new ArrayList<>(messages.size());
        for (Outgoing message : messages) {
            items.addAll(addressing == Addressing.GROUP ? toGroup(message) : List.of(toNamed(message)));
        }
        return frame(items);
    }

    /** The first one makes the group; if it has to be sent again, the server knows that it has it. */
    private List<OutboxItem> toGroup(Outgoing message) {
        Conversation conversation = message.conversation();
        ConversationId group = conversation.group(message.stamp().run());
        GroupSend send = new GroupSend(
                message.id(), group, 0, UnsafeByteOperations.unsafeWrap(message.content()), Duration.ZERO);
        if (message.stamp().number() > 0) {
            return List.of(send);
        }
        List<AccountId> members =
                conversation.members().stream().map(Address::account).distinct().toList();
        GroupChange create = new GroupChange(
                message.idOfGroup(),
                group,
                0,
                new GroupChange.Create(device.account().value(), "", GroupSettings.DEFAULT, members));
        return List.of(create, send);
    }

    private Send toNamed(Outgoing message) {
        return new Send(
                message.id(),
                message.conversation().id(),
                recipients.computeIfAbsent(
                        message.conversation().number(), number -> recipients(message.conversation())),
                UnsafeByteOperations.unsafeWrap(message.content()),
                Duration.ZERO);
    }

    private static List<Recipient> recipients(Conversation conversation) {
        Map<AccountId, List<Recipient.Device>> accounts = conversation.members().stream()
                .collect(Collectors.groupingBy(
                        Address::account,
                        LinkedHashMap::new,
                        Collectors.mapping(
                                member -> new Recipient.Device(member.device(), Epoch.NONE, ByteString.EMPTY),
                                Collectors.toList())));
        return accounts.entrySet().stream()
                .map(account -> new Recipient(account.getKey(), account.getValue()))
                .toList();
    }

    @Override
    public int frameLimit(int wanted) {
        return wanted;
    }

    @Override
    public boolean read(ByteBuf payload, Listener listener) {
        Decoded<InboxFrame> decoded = InboxCodec.decode(payload.nioBuffer());
        if (decoded instanceof Decoded.Malformed<InboxFrame> malformed) {
            throw new IllegalStateException("a frame that is none: " + malformed.detail());
        }
        InboxFrame frame = ((Decoded.Valid<InboxFrame>) decoded).frame();
        if (!frame.epoch().equals(epoch)) {
            epoch = frame.epoch();
            last = frame.after();
            acknowledged = last;
            if (restraint != null) {
                restraint = new Restraint(last);
            }
        }
        for (InboxItem item : frame.items()) {
            read(item, listener);
        }
        return frame.welcome().isPresent();
    }

    private void read(InboxItem item, Listener listener) {
        boolean news = item.sequence().isAfter(last);
        if (news) {
            last = item.sequence();
        }
        if (item.content() instanceof Message message) {
            if (news) {
                if (restraint != null) {
                    restraint.read(item.sequence());
                }
                Stamp.of(message.content()).ifPresentOrElse(listener::message, listener::foreign);
                noteUnread(message);
            } else {
                listener.redelivered();
            }
        } else if (item.content() instanceof SendOutcomes outcomes) {
            outcomes.outcomes().forEach(listener::outcome);
        }
    }

    private void noteUnread(Message message) {
        if (receipts == Receipts.READ) {
            unread.put(
                    message.conversation(),
                    new ReceiptUpdate(ReceiptKind.READ, message.conversation(), message.messageId(), message.sender()));
        }
    }

    @Override
    public boolean owesAcknowledgement() {
        return acknowledgeable().isAfter(acknowledged) || !unread.isEmpty();
    }

    @Override
    public Publication acknowledgement() {
        List<OutboxItem> items = new ArrayList<>();
        acknowledged = acknowledgeable();
        items.add(new InboxAck(epoch, acknowledged));
        Iterator<ReceiptUpdate> updates = unread.values().iterator();
        while (updates.hasNext() && items.size() < ProtocolLimits.FRAME_ITEMS) {
            items.add(updates.next());
            updates.remove();
        }
        return frame(items);
    }

    private InboxSequence acknowledgeable() {
        return restraint == null ? last : restraint.allowed();
    }

    @Override
    public void hold() {
        if (restraint == null) {
            restraint = new Restraint(last);
        }
    }

    @Override
    public void letGo() {
        restraint = null;
    }

    @Override
    public void release(int messages) {
        if (restraint == null) {
            throw new IllegalStateException("nothing is held back");
        }
        restraint.release(messages);
    }

    @Override
    public int released() {
        return restraint == null ? 0 : restraint.left();
    }

    private Publication frame(List<OutboxItem> items) {
        return new Publication(Topics.outbox(device), OutboxCodec.encode(new OutboxFrame(items)));
    }
}
