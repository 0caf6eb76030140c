package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.time.Duration;

/** A message on its way up, to accounts that it names or to a group; one message of the wire. */
public sealed interface Posting extends OutboxItem permits Send, GroupSend {

    MessageId messageId();

    ConversationId conversation();

    /** Opaque. */
    ByteString content();

    /** Lifetime from acceptance, rounded up to whole seconds on the wire; zero for the server's default. */
    Duration expiresIn();
}
