package io.waggle.client;

import io.waggle.protocol.Address;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a client works.
 *
 * @param device as whom it connects
 * @param servers where; the next one is tried after a failure
 * @param tokens what it connects with
 * @param minBackoff the first wait before another attempt is random between nothing and this
 * @param maxBackoff the bound doubles with each attempt up to this
 * @param setupTimeout from the start of an attempt until the server has answered Hello; then the attempt is given up
 * @param outboxLimit messages that may wait for the server; {@link WaggleClient#send} fails beyond
 * @param eventLimit events other than messages that may wait for the listener; more are dropped and counted
 * @param listenerExecutor where the listener is called; by default a thread of the client. Runs tasks in any order and
 *     number: the client gives it one at a time
 */
public record ClientOptions(
        Address device,
        List<URI> servers,
        TokenProvider tokens,
        Duration minBackoff,
        Duration maxBackoff,
        Duration setupTimeout,
        int outboxLimit,
        int eventLimit,
        Optional<Executor> listenerExecutor) {

    /** Takes options within the bounds. @throws IllegalArgumentException if one is not */
    public ClientOptions {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no server to connect to");
        }
        if (minBackoff.toMillis() < 1 || maxBackoff.compareTo(minBackoff) < 0) {
            throw new IllegalArgumentException("a backoff of " + minBackoff + " up to " + maxBackoff
                    + "; at least 1 ms, and the second no less than the first");
        }
        if (setupTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("a setup timeout of " + setupTimeout + ", at least 1 ms");
        }
        if (outboxLimit < 1 || eventLimit < 1) {
            throw new IllegalArgumentException(
                    "limits of " + outboxLimit + " messages and " + eventLimit + " events, at least 1 each");
        }
    }

    /** 1 s to 60 s between attempts, 30 s to set up, 10,000 messages in the outbox, 1,000 events for the listener. */
    public static ClientOptions of(Address device, URI server, TokenProvider tokens) {
        return new ClientOptions(
                device,
                List.of(server),
                tokens,
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                10_000,
                1_000,
                Optional.empty());
    }

    /** With other servers. */
    public ClientOptions withServers(List<URI> newServers) {
        return new ClientOptions(
                device,
                newServers,
                tokens,
                minBackoff,
                maxBackoff,
                setupTimeout,
                outboxLimit,
                eventLimit,
                listenerExecutor);
    }

    /** With other waits between attempts. */
    public ClientOptions withBackoff(Duration newMin, Duration newMax) {
        return new ClientOptions(
                device, servers, tokens, newMin, newMax, setupTimeout, outboxLimit, eventLimit, listenerExecutor);
    }

    /** With another time to set up a connection. */
    public ClientOptions withSetupTimeout(Duration newSetupTimeout) {
        return new ClientOptions(
                device,
                servers,
                tokens,
                minBackoff,
                maxBackoff,
                newSetupTimeout,
                outboxLimit,
                eventLimit,
                listenerExecutor);
    }

    /** With other limits. */
    public ClientOptions withLimits(int newOutboxLimit, int newEventLimit) {
        return new ClientOptions(
                device,
                servers,
                tokens,
                minBackoff,
                maxBackoff,
                setupTimeout,
                newOutboxLimit,
                newEventLimit,
                listenerExecutor);
    }

    /** With the listener called elsewhere, for example on the main thread of an Android application. */
    public ClientOptions withListenerExecutor(Executor newExecutor) {
        return new ClientOptions(
                device,
                servers,
                tokens,
                minBackoff,
                maxBackoff,
                setupTimeout,
                outboxLimit,
                eventLimit,
                Optional.of(newExecutor));
    }
}
