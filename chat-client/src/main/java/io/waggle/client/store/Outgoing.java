package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.Shown;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Something of this device, as it goes into the store and out: a message, a change, or a change of a group. */
record Outgoing(
        MessageId id,
        Instant at,
        ConversationId conversation,
        Shape shape,
        Route route,
        List<AccountId> recipients,
        long groupVersion,
        ByteString content,
        Duration expiresIn,
        Duration disappears) {

    /** The server's default, which a message that disappears sooner does not need. */
    static final Duration DEFAULT_EXPIRY = Duration.ofDays(30);

    static Outgoing of(NewMessage message) {
        Draft draft = message.draft();
        Content content = draft.content();
        Audience audience = draft.audience();
        return new Outgoing(
                message.id(),
                message.at(),
                draft.conversation(),
                content.kind() instanceof Shown ? Shape.SHOWN : Shape.CARRIER,
                audience instanceof Audience.Group ? Route.GROUP : Route.ACCOUNTS,
                audience instanceof Audience.Accounts named ? named.accounts() : List.of(),
                audience instanceof Audience.Group group ? group.version() : 0,
                ContentCodec.encode(content),
                lifetime(draft),
                content.disappearsAfter());
    }

    static Outgoing of(GroupChange change, Instant at) {
        return new Outgoing(
                change.id(),
                at,
                change.group(),
                Shape.CARRIER,
                Route.GROUP_CHANGE,
                List.of(),
                change.ifVersion(),
                ByteString.copyFrom(OutboxCodec.encode(OutboxFrame.of(change))),
                Duration.ZERO,
                Duration.ZERO);
    }

    /** It is not kept for anybody longer than it would be shown. */
    private static Duration lifetime(Draft draft) {
        Duration shown = draft.content().disappearsAfter();
        return draft.expiresIn().isZero() && !shown.isZero() && shown.compareTo(DEFAULT_EXPIRY) < 0
                ? shown
                : draft.expiresIn();
    }
}
