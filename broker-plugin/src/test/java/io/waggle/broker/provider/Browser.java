package io.waggle.broker.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * As much of a browser as a login needs: it follows redirects as far as there is http, keeps cookies, and fills a form in. What is
 * on loopback counts as secure, as with the real ones.
 */
final class Browser {

    private static final Pattern FORM = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
    private static final int MOST_REDIRECTS = 10;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(20))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Map<String, Map<String, String>> cookies = new TreeMap<>();

    /**
     * Where it has come to.
     *
     * @param at of an app if it is not http
     * @param body empty there
     */
    record Page(URI at, int status, String body) {}

    /** Opens a page, and follows where it leads; but stops before it opens one that begins so. */
    Page open(URI page, String stop) {
        return follow(page, HttpRequest.newBuilder(page).GET(), stop);
    }

    Page open(URI page) {
        return open(page, "nowhere:");
    }

    /** Fills the page's form in, and follows where it leads. */
    Page submit(Page page, Map<String, String> fields, String stop) {
        Matcher form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new AssertionError("no form in: " + page);
        }
        URI action = page.at().resolve(form.group(1).replace("&amp;", "&"));
        String body = fields.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return follow(
                action,
                HttpRequest.newBuilder(action)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body)),
                stop);
    }

    private Page follow(URI first, HttpRequest.Builder firstRequest, String stop) {
        URI at = first;
        HttpRequest.Builder request = firstRequest;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            HttpResponse<String> response = send(at, request);
            String location = response.headers().firstValue("Location").orElse(null);
            if (location == null) {
                return new Page(at, response.statusCode(), response.body());
            }
            at = at.resolve(location);
            if (!"http".equals(at.getScheme()) || at.toString().startsWith(stop)) {
                return new Page(at, response.statusCode(), "");
            }
            request = HttpRequest.newBuilder(at).GET();
        }
        throw new AssertionError("redirected without end, at last to " + at);
    }

    private HttpResponse<String> send(URI to, HttpRequest.Builder request) {
        Map<String, String> jar = cookies.computeIfAbsent(to.getAuthority(), authority -> new TreeMap<>());
        if (!jar.isEmpty()) {
            request.header(
                    "Cookie",
                    jar.entrySet().stream()
                            .map(e -> e.getKey() + "=" + e.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            HttpResponse<String> response =
                    client.send(request.timeout(Duration.ofMinutes(1)).build(), BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(cookie -> keep(jar, cookie));
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void keep(Map<String, String> jar, String cookie) {
        String pair = cookie.split(";", 2)[0];
        String name = pair.substring(0, pair.indexOf('='));
        if (cookie.contains("Max-Age=0")) {
            jar.remove(name);
        } else {
            jar.put(name, pair.substring(name.length() + 1));
        }
    }
}
