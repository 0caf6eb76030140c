package io.waggle.protocol.spec;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import io.waggle.protocol.frame.SendOutcome.Result;
import io.waggle.protocol.frame.SendOutcomes;
import io.waggle.protocol.frame.SetPresence;
import io.waggle.protocol.frame.WatchPresence;
import io.waggle.protocol.frame.Welcome;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The frames that PROTOCOL.md tells its story with, by the names they have there. */
final class Examples {

    static final Address ANNAS_PHONE = Address.of("anna", "phone");
    static final Address BOBS_PHONE = Address.of("bob", "phone");
    static final ConversationId CONVERSATION = ConversationId.direct(ANNAS_PHONE.account(), BOBS_PHONE.account());

    static final Epoch ANNA = new Epoch(0x8c1f3a5e07d94b26L);
    static final Epoch BOB = new Epoch(0x1d0f6b7ae2c45938L);
    private static final Epoch BOBS_TABLET = new Epoch(0xa94be06c5d172f83L);

    private static final Instant NINE_THIRTY = Instant.parse("2026-11-24T09:30:00Z");
    private static final MessageId MESSAGE = MessageId.parse("01a20ce4-05c0-7a3e-9c52-6d0f8e1b2a47");

    private Examples() {}

    static Map<String, OutboxFrame> up() {
        Map<String, OutboxFrame> up = new LinkedHashMap<>();
        up.put("first-hello", OutboxFrame.of(new Hello(Epoch.NONE, InboxSequence.NONE)));
        up.put("send", OutboxFrame.of(send(new Recipient.Device(new DeviceId("phone"), BOB, ByteString.EMPTY))));
        up.put(
                "send-repaired",
                OutboxFrame.of(send(
                        new Recipient.Device(new DeviceId("phone"), BOB, ByteString.EMPTY),
                        new Recipient.Device(new DeviceId("tablet"), BOBS_TABLET, ByteString.EMPTY))));
        up.put("hello", OutboxFrame.of(new Hello(BOB, at(41))));
        up.put("ack", OutboxFrame.of(new InboxAck(BOB, at(57))));
        up.put("read", OutboxFrame.of(new ReceiptUpdate(ReceiptKind.READ, CONVERSATION, MESSAGE, ANNAS_PHONE)));
        up.put(
                "reject-and-ack",
                OutboxFrame.of(new InboxReject(BOB, at(58), "cannot decrypt"), new InboxAck(BOB, at(60))));
        up.put(
                "live-up",
                OutboxFrame.of(new LiveEvent(
                        List.of(ANNAS_PHONE.account()), CONVERSATION, ByteString.copyFromUtf8("typing"))));
        up.put("presence-set", OutboxFrame.of(new SetPresence(true)));
        up.put(
                "presence-watch",
                OutboxFrame.of(new WatchPresence(List.of(BOBS_PHONE.account(), new AccountId("carl")))));
        GroupExamples.up(up);
        return up;
    }

    static Map<String, InboxFrame> down() {
        Map<String, InboxFrame> down = new LinkedHashMap<>();
        down.put("devices-changed", rows(ANNA, 7, new InboxItem(at(8), devicesChanged())));
        down.put(
                "welcome",
                new InboxFrame(
                        BOB,
                        at(41),
                        List.of(new InboxItem(at(57), message())),
                        true,
                        List.of(),
                        Optional.of(new Welcome(
                                at(41),
                                NINE_THIRTY.plusSeconds(90),
                                new Welcome.Limits(
                                        65_536, 256, 61_440, 1_024, Duration.ofDays(90), 1_000, 1_024, 256)))));
        down.put(
                "request",
                rows(
                        BOB,
                        57,
                        new InboxItem(
                                at(58),
                                Message.request(
                                        MESSAGE,
                                        ANNAS_PHONE,
                                        CONVERSATION,
                                        ByteString.copyFromUtf8("hello, bob"),
                                        NINE_THIRTY.plusMillis(142)))));
        down.put(
                "delivered",
                rows(
                        ANNA,
                        8,
                        new InboxItem(
                                at(9),
                                new Receipt(
                                        ReceiptKind.DELIVERED,
                                        CONVERSATION,
                                        MESSAGE,
                                        ANNAS_PHONE,
                                        BOBS_PHONE,
                                        NINE_THIRTY.plusSeconds(91)))));
        down.put(
                "live-down",
                new InboxFrame(
                        ANNA,
                        at(9),
                        List.of(),
                        false,
                        List.of(new LiveNotice(BOBS_PHONE, CONVERSATION, ByteString.copyFromUtf8("typing"))),
                        Optional.empty()));
        down.put(
                "presence-online",
                presences(
                        new Presence(BOBS_PHONE.account(), true, Optional.empty()),
                        Presence.hidden(new AccountId("carl"))));
        down.put(
                "presence-last-seen",
                presences(new Presence(BOBS_PHONE.account(), false, Optional.of(NINE_THIRTY.plusSeconds(330)))));
        GroupExamples.down(down);
        return down;
    }

    private static InboxFrame presences(Presence... presences) {
        return new InboxFrame(ANNA, at(9), List.of(), false, List.of(), Optional.empty(), List.of(presences));
    }

    private static OutboxItem send(Recipient.Device... devices) {
        return new Send(
                MESSAGE,
                CONVERSATION,
                List.of(new Recipient(new AccountId("bob"), List.of(devices))),
                ByteString.copyFromUtf8("hello, bob"),
                Duration.ZERO);
    }

    private static Message message() {
        return new Message(
                MESSAGE, ANNAS_PHONE, CONVERSATION, ByteString.copyFromUtf8("hello, bob"), NINE_THIRTY.plusMillis(142));
    }

    private static SendOutcomes devicesChanged() {
        return new SendOutcomes(List.of(new SendOutcome(
                MESSAGE,
                CONVERSATION,
                Result.DEVICES_CHANGED,
                List.of(),
                List.of(new DeviceChanges(
                        new AccountId("bob"),
                        List.of(new DeviceEpoch(new DeviceId("tablet"), BOBS_TABLET)),
                        List.of(),
                        List.of())))));
    }

    static InboxFrame rows(Epoch epoch, long after, InboxItem... items) {
        return new InboxFrame(epoch, at(after), List.of(items), false, List.of(), Optional.empty());
    }

    static InboxSequence at(long value) {
        return new InboxSequence(value);
    }
}
