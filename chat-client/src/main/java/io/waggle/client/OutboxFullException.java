package io.waggle.client;

import java.io.Serial;

/** The outbox holds as many messages as the options allow; the message was not stored. */
public final class OutboxFullException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    OutboxFullException(int limit) {
        super("the outbox holds " + limit + " messages that the server has not accepted yet");
    }
}
