package io.waggle.broker.http;

import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the server refuses before any route has seen it is a problem like any other, and says no more than that. */
final class ServerErrors implements Request.Handler {

    private final Json json = new Json();
    private final Events events;

    ServerErrors(Events events) {
        this.events = events;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer code ? code : 500;
        Problem problem = problem(status);
        events.publish(new Event.ApiRefused(problem.kind()));
        Exchange.HEADERS.forEach(response.getHeaders()::put);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Exchange.PROBLEM);
        // Jetty closes the connection, as it cannot tell where the next request begins, and does not say so (RFC 9112,
        // 9.6).
        response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        response.write(true, ByteBuffer.wrap(json.write(problem.body())), callback);
        return true;
    }

    private static Problem problem(int status) {
        return switch (status) {
            case 404 -> Problem.notFound();
            case 408 -> Problem.of(408, "too-slow", "The request came too slowly", "send it again, faster");
            case 413 -> Problem.tooLarge(Exchange.MAX_BODY);
            case 414, 431 ->
                Problem.of(status, "header-too-large", "The request's head is too large", "send less of it");
            case 503 -> Problem.unavailable("the server is stopping, or has too much to do");
            default ->
                status < 500
                        ? Problem.of(status, "bad-request", "The request is not understood", "send HTTP/1.1")
                        : Problem.internal();
        };
    }
}
