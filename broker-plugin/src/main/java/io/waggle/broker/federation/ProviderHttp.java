package io.waggle.broker.federation;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import io.waggle.broker.event.Event.LoginRefused.LoginRefusal;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * How the provider is asked, by us and by the Nimbus SDK: with a bound on the time until the end of the answer and on its size.
 * No redirect is followed: it could lead anywhere, and take the client's secret along. Every failure is a {@link LoginFailed}.
 * Whom the JVM trusts is believed to be the provider. Immutable, for any thread.
 */
final class ProviderHttp implements HTTPRequestSender, ResourceRetriever {

    /** More than any provider's metadata or key set has. */
    static final int MAX_ANSWER_BYTES = 256 * 1024;

    private final HttpClient client;
    private final Duration timeout;

    /** @param timeout of each answer */
    ProviderHttp(Duration timeout) {
        this.timeout = timeout;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /** The JSON text of a resource. */
    String get(URI uri) throws LoginFailed {
        HttpResponse<byte[]> answer = exchange(HttpRequest.newBuilder(uri).header("Accept", "application/json"));
        if (answer.statusCode() != 200) {
            throw answered(answer.statusCode());
        }
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        return new Resource(get(URI.create(url.toString())), "application/json");
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        String body = request.getBody();
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.getURI())
                .method(
                        request.getMethod().name(),
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        request.getHeaderMap().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        HttpResponse<byte[]> answer = exchange(builder);
        if (answer.statusCode() / 100 != 2 && answer.statusCode() / 100 != 4) {
            throw answered(answer.statusCode());
        }
        HTTPResponse response = new HTTPResponse(answer.statusCode());
        try {
            response.setContentType(answer.headers().firstValue("Content-Type").orElse(""));
        } catch (ParseException e) {
            // Whoever reads the body says that it is not of the type it must be.
        }
        response.setBody(new String(answer.body(), StandardCharsets.UTF_8));
        return response;
    }

    private HttpResponse<byte[]> exchange(HttpRequest.Builder builder) throws LoginFailed {
        HttpRequest request = builder.header("User-Agent", "Waggle").build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, head -> new BoundedBytes(MAX_ANSWER_BYTES, tooLarge()));
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new LoginFailed(LoginRefusal.PROVIDER_TIMED_OUT, "the provider did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoginFailed(LoginRefusal.PROVIDER_UNREACHABLE, "the server stops");
        } catch (ExecutionException e) {
            throw LoginFailed.in(e, failure(e));
        } finally {
            answer.cancel(true);
        }
    }

    private static LoginFailed failure(ExecutionException failure) {
        return new LoginFailed(
                LoginRefusal.PROVIDER_UNREACHABLE,
                failure.getCause() instanceof SSLException
                        ? "no TLS with the provider: its certificate is not trusted, or is another host's"
                        : "the provider cannot be reached, or the connection was lost");
    }

    private static LoginFailed tooLarge() {
        return new LoginFailed(
                LoginRefusal.PROVIDER_ANSWER, "the provider answered with more than " + MAX_ANSWER_BYTES + " bytes");
    }

    private static LoginFailed answered(int status) {
        return new LoginFailed(LoginRefusal.PROVIDER_ANSWER, "the provider answered with status " + status);
    }
}
