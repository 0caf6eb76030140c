package io.waggle.protocol.frame;

import java.time.Instant;

/** The inbox was full: messages were accepted for others and not for it, the first of them at this time. */
public record Missed(Instant since) implements InboxItem.Content {}
