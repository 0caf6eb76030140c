package io.waggle.broker.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of the API: for programs, and as a page that Redoc makes of it in the reader's browser. For everybody. */
final class DescriptionRoutes implements Routes {

    static final String DOCUMENT = "/openapi.json";
    static final String PAGE = "/docs";
    static final String SCRIPT = "/docs/redoc.js";

    private static final String REDOC = "/META-INF/resources/webjars/redoc/2.1.5/redoc.standalone.js";

    /** What the page needs: its script, which draws with styles of its own and searches in a worker, and the document. */
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline';"
            + " img-src data:; connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final byte[] document;
    private final byte[] page = resource("docs.html");
    private final byte[] script = resource(REDOC);

    DescriptionRoutes(ApiDescription description) {
        document = description.json();
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(DOCUMENT, context -> publish(context, Exchange.JSON, document));
        routes.get(PAGE, context -> {
            context.header("Content-Security-Policy", PAGE_POLICY);
            publish(context, "text/html;charset=utf-8", page);
        });
        routes.get(SCRIPT, context -> publish(context, "text/javascript;charset=utf-8", script));
    }

    private static void publish(Context context, String type, byte[] body) {
        EntityTag tag = EntityTag.of(body);
        context.header("ETag", tag.value()).header("Cache-Control", "public, max-age=300");
        String known = context.header("If-None-Match");
        if (known != null && tag.isNamedBy(known)) {
            context.status(304);
        } else {
            context.contentType(type).result(body);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = DescriptionRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not there");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
