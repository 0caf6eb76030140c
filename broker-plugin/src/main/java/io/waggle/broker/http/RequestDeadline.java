package io.waggle.broker.http;

import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.eclipse.jetty.util.Callback;

/**
 * Ends connections on which no whole request comes for a time, however busily its bytes drip ("slow loris"): an idle time-out
 * alone is begun anew by each of them. A request is given to a thread only when it is whole, as far as it is not larger than what
 * most resources take, so those that drip hold no thread meanwhile.
 *
 * <p>Thread-safe. Knows as many connections as there are.
 */
final class RequestDeadline implements Connection.Listener, AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final long deadlineNanos;
    private final Events events;
    private final Map<Connection, State> states = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "waggle-http-deadline"));

    /**
     * What a connection is at.
     *
     * @param busy a request is being answered, which has time-outs of its own
     * @param since when that began
     * @param bytes that had come by then
     */
    private record State(boolean busy, long since, long bytes) {

        static State of(boolean busy, Connection connection) {
            return new State(busy, System.nanoTime(), connection.getBytesIn());
        }
    }

    RequestDeadline(Duration deadline, Events events) {
        this.deadlineNanos = deadline.toNanos();
        this.events = events;
        var unused = timer.scheduleWithFixedDelay(
                this::endSlow, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What stands before all other handlers. */
    Handler.Wrapper handler() {
        EagerContentHandler whole =
                new EagerContentHandler(new RetainedContentLoaderFactory(Exchange.MAX_BODY, -1, false));
        whole.setHandler(new WholeRequests());
        return whole;
    }

    /** Notes when a whole request has come, and when it is answered. */
    private final class WholeRequests extends Handler.Wrapper {

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            Connection connection = request.getConnectionMetaData().getConnection();
            // Not where it has been closed in between: nobody would forget it.
            states.computeIfPresent(connection, (key, before) -> State.of(true, connection));
            Request.addCompletionListener(
                    request,
                    failure -> states.computeIfPresent(connection, (key, before) -> State.of(false, connection)));
            return super.handle(request, response, callback);
        }
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) { // what speaks HTTP, and not what encrypts it
            states.put(connection, State.of(false, connection));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        states.remove(connection);
    }

    private void endSlow() {
        long now = System.nanoTime();
        states.forEach((connection, state) -> {
            if (!state.busy() && now - state.since() > deadlineNanos) {
                end(connection, state);
            }
        });
    }

    /** One on which nothing has come since has only been kept open, as clients do. */
    private void end(Connection connection, State state) {
        if (connection.getBytesIn() > state.bytes()) {
            events.publish(new Event.ApiRefused("too-slow"));
        }
        connection.getEndPoint().close();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
