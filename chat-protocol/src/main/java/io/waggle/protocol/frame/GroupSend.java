package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.time.Duration;

/**
 * A message to a group, as the group is when the server decides.
 *
 * @param conversation the group
 * @param version the message is refused unless the group has it; 0: whatever it is
 * @param content for every device of every member; opaque
 */
public record GroupSend(
        MessageId messageId, ConversationId conversation, long version, ByteString content, Duration expiresIn)
        implements Posting {}
