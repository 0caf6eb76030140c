package io.waggle.protocol.spec;

import static io.waggle.protocol.spec.Examples.ANNA;
import static io.waggle.protocol.spec.Examples.ANNAS_PHONE;
import static io.waggle.protocol.spec.Examples.BOB;
import static io.waggle.protocol.spec.Examples.BOBS_PHONE;
import static io.waggle.protocol.spec.Examples.at;
import static io.waggle.protocol.spec.Examples.rows;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.GroupLink;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupList;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import io.waggle.protocol.frame.SendOutcomes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@link Examples} has of groups: Anna makes one of Bob and Carl, Bob writes to it, Carl is removed. */
final class GroupExamples {

    static final GroupLink LINK = new GroupLink(
            ConversationId.parse("b8f3a1d2-5c6e-4f70-8192-a3b4c5d6e7f8"),
            new GroupSecret(0x0001020304050607L, 0x08090a0b0c0d0e0fL));

    private static final ConversationId GROUP = LINK.group();
    private static final AccountId CARL = new AccountId("carl");
    private static final Instant TEN = Instant.parse("2026-11-24T10:00:00Z");
    private static final MessageId CREATE = MessageId.parse("01a20cff-7c5a-7b11-8d3e-4f5a6b7c8d9e");
    private static final MessageId MESSAGE = MessageId.parse("01a20d00-66ba-7c22-9e4f-5a6b7c8d9eaf");
    private static final MessageId REMOVE = MessageId.parse("01a20d01-511a-7d33-af50-6b7c8d9eafb0");
    private static final MessageId RENAME = MessageId.parse("01a20d01-9f2c-7e88-8c61-0718293a4b5c");
    private static final MessageId JOIN = MessageId.parse("01a20d02-3b7a-7e44-b061-7c8d9eafb0c1");
    private static final ByteString HELLO = ByteString.copyFromUtf8("hello, bees");

    private GroupExamples() {}

    static void up(Map<String, OutboxFrame> up) {
        up.put(
                "group-create",
                OutboxFrame.of(new GroupChange(
                        CREATE,
                        GROUP,
                        0,
                        new GroupChange.Create(
                                "Bees", "", GroupSettings.DEFAULT, List.of(BOBS_PHONE.account(), CARL)))));
        up.put("group-send", OutboxFrame.of(new GroupSend(MESSAGE, GROUP, 0, HELLO, Duration.ZERO)));
        up.put(
                "group-remove",
                OutboxFrame.of(new GroupChange(REMOVE, GROUP, 1, new GroupChange.Remove(List.of(CARL)))));
        up.put("group-join", OutboxFrame.of(new GroupChange(JOIN, GROUP, 0, new GroupChange.Join(LINK.secret()))));
        up.put("group-query", OutboxFrame.of(new GroupQuery(List.of(GROUP))));
    }

    static void down(Map<String, InboxFrame> down) {
        down.put("group-state", rows(BOB, 58, new InboxItem(at(61), state())));
        down.put(
                "group-message",
                rows(
                        ANNA,
                        9,
                        new InboxItem(
                                at(12),
                                new Message(MESSAGE, BOBS_PHONE, GROUP, HELLO, TEN.plusSeconds(60), false, 1))));
        down.put("group-event", rows(BOB, 61, new InboxItem(at(64), removed())));
        down.put(
                "group-changed",
                rows(
                        BOB,
                        64,
                        new InboxItem(
                                at(65),
                                new SendOutcomes(List.of(new SendOutcome(
                                        RENAME, GROUP, Result.GROUP_CHANGED, List.of(), List.of(), 2))))));
        down.put(
                "group-list",
                rows(BOB, 65, new InboxItem(at(66), new GroupList(List.of(new GroupList.Entry(GROUP, 2))))));
    }

    private static GroupState state() {
        return new GroupState(
                GROUP,
                1,
                "Bees",
                "",
                "",
                GroupSettings.DEFAULT,
                TEN,
                Optional.empty(),
                3,
                3,
                0,
                List.of(
                        new GroupMember(ANNAS_PHONE.account(), GroupRole.OWNER, 1),
                        new GroupMember(BOBS_PHONE.account(), GroupRole.MEMBER, 1),
                        new GroupMember(CARL, GroupRole.MEMBER, 1)),
                Optional.of(new GroupState.Cause(CREATE, ANNAS_PHONE)));
    }

    private static GroupEvent removed() {
        return new GroupEvent(
                GROUP,
                2,
                Optional.of(REMOVE),
                ANNAS_PHONE.account(),
                Optional.of(ANNAS_PHONE.device()),
                TEN.plusSeconds(120),
                new GroupEvent.MembersSet(List.of(), List.of(CARL)));
    }
}
