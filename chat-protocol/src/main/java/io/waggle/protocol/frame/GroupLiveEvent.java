package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.ConversationId;

/**
 * For whoever of a group's members is connected now; never stored, never retried, may be dropped. Content is opaque.
 *
 * @param conversation the group
 */
public record GroupLiveEvent(ConversationId conversation, ByteString content) implements OutboxItem {}
