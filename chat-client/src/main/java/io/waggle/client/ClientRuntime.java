package io.waggle.client;

import io.waggle.protocol.CallId;
import io.waggle.protocol.MessageId;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What a client takes from its surroundings, so that a test can be them.
 *
 * @param clock gives messages the time they are shown with; nothing is ordered or awaited by it
 * @param ids of what the client itself sends
 * @param callIds of calls that it begins
 * @param background runs what may wait: the token provider
 * @param listeners where the listener is called
 */
record ClientRuntime(
        Clock clock,
        Random random,
        Supplier<MessageId> ids,
        Supplier<CallId> callIds,
        Lane lane,
        Executor background,
        Executor listeners) {}
