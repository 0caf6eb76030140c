package io.waggle.broker.verification.sender;

import io.waggle.broker.account.Identifier;
import io.waggle.broker.config.WebhookConfig;
import io.waggle.broker.event.Event.CodeNotSent.NotSentReason;
import io.waggle.broker.secret.WebhookSecret;
import io.waggle.broker.verification.CodeNotSent;
import io.waggle.broker.verification.CodeSender;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hands codes to an SMS gateway, or to a few lines of an operator's own before one, by a request that {@code docs/webhook.md}
 * describes. Immutable, for any thread.
 *
 * <p>A status of 2xx means that the code was taken; no redirect is followed, for it would take the code and the number elsewhere.
 * An answer that says no is final: the person asks for another code sooner than a retry would be of use. Only a request that
 * ended without an answer, because the connection broke, is sent once more, at once and under the same {@code Idempotency-Key}:
 * a connection that was kept open, and that the other side closes just then, is no reason to send nothing. All of it is within
 * {@link WebhookConfig#timeout}.
 */
final class WebhookSender implements CodeSender {

    private static final int ATTEMPTS = 2;
    private static final long MAX_ANSWER_BYTES = 16 * 1024;

    private final URI url;
    private final Duration timeout;
    private final WebhookSecret secret;
    private final String service;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient client;

    /**
     * @param config complete
     * @param service what the service is called in the text
     * @param tls who is believed to be a gateway
     */
    WebhookSender(WebhookConfig config, String service, WebhookSecret secret, SSLContext tls, Clock clock) {
        url = config.url().orElseThrow();
        timeout = config.timeout();
        this.secret = secret;
        this.service = service;
        this.clock = clock;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .sslContext(tls)
                .build();
    }

    @Override
    public Set<Identifier.Kind> kinds() {
        return Set.of(Identifier.Kind.PHONE);
    }

    @Override
    public void send(Identifier to, String code, Duration validFor) throws CodeNotSent {
        if (!kinds().contains(to.kind())) {
            throw new IllegalArgumentException("no text message goes to an " + to.kind());
        }
        byte[] body = body(to, code, validFor);
        String id = UUID.randomUUID().toString();
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                requireTaken(status(request(id, body), deadline));
                return;
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !isWorthAnother(e)) {
                    throw failure(e);
                }
            }
        }
    }

    private byte[] body(Identifier to, String code, Duration validFor) {
        return json.writeValueAsBytes(json.createObjectNode()
                .put("to", to.value())
                .put("kind", to.kind().name().toLowerCase(Locale.ROOT))
                .put("code", code)
                .put("text", new CodeText(service, code, validFor).message())
                .put("valid_for_seconds", validFor.toSeconds()));
    }

    private HttpRequest request(String id, byte[] body) {
        long timestamp = clock.instant().getEpochSecond();
        return HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Waggle")
                .header("Idempotency-Key", id)
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", secret.signature(id, timestamp, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    /** Waits for the whole answer: the client's own timeout ends with the headers. */
    private int status(HttpRequest request, long deadline) throws IOException, CodeNotSent {
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, head -> new BoundedBody(MAX_ANSWER_BYTES));
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                    .statusCode();
        } catch (TimeoutException e) {
            throw timedOut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodeNotSent(NotSentReason.STOPPED, "the server stops");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IllegalStateException("the HTTP client failed", e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private void requireTaken(int status) throws CodeNotSent {
        if (status >= 200 && status <= 299) {
            return;
        }
        NotSentReason reason = switch (status) {
            case 401, 403 -> NotSentReason.LOGIN_REFUSED;
            case 422 -> NotSentReason.RECIPIENT_REFUSED;
            default -> NotSentReason.REFUSED;
        };
        throw new CodeNotSent(reason, "the webhook " + url.getHost() + " answered with status " + status);
    }

    private static boolean isWorthAnother(IOException failure) {
        return !(failure instanceof HttpTimeoutException
                || failure instanceof ConnectException
                || failure instanceof SSLException);
    }

    private CodeNotSent failure(IOException failure) {
        if (failure instanceof HttpTimeoutException) {
            return timedOut();
        }
        if (failure instanceof SSLException) {
            return new CodeNotSent(
                    NotSentReason.NOT_ENCRYPTED,
                    "no TLS with the webhook " + url.getHost()
                            + ": its certificate is not trusted, is another host's, or it"
                            + " does not speak TLS there");
        }
        return new CodeNotSent(
                NotSentReason.UNREACHABLE,
                "the webhook " + url.getHost() + " cannot be reached, or the connection was lost");
    }

    private CodeNotSent timedOut() {
        return new CodeNotSent(NotSentReason.TIMED_OUT, "the webhook " + url.getHost() + " did not answer in time");
    }
}
