package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;

/** A {@link LiveEvent} as it arrives. */
public record LiveNotice(Address from, ConversationId conversation, ByteString content) {}
