package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds requests and answers against what the API says of itself: every answer that a test gets must be one that the description has
 * for that request, to the letter, and what is accepted must be what it says is accepted. Immutable.
 */
public final class ApiContract {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DOCUMENT = "urn:waggle:openapi";
    private static final String FORM = "application/x-www-form-urlencoded";

    /** What is answered whatever was asked for: no HTTP, a path that leads out, a head that is too large, too slow. */
    private static final Set<Integer> OF_THE_SERVER = Set.of(400, 408, 414, 431);

    private final JsonNode document;
    private final SchemaRegistry schemas;

    private ApiContract(JsonNode document) {
        this.document = document;
        JsonNode closed = document.deepCopy();
        close(closed);
        schemas = SchemaRegistry.withDefaultDialect(
                Dialects.getDraft202012(),
                builder -> builder.schemas(Map.of(DOCUMENT, JSON.writeValueAsString(closed))));
    }

    /** What the server of the caller says of itself. */
    static ApiContract of(HttpCaller caller) {
        return new ApiContract(caller.get("/openapi.json").expect(200).json());
    }

    /** Clients must bear members that they do not know; a test must not, or nobody would describe them. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.has("properties")
                && !object.has("additionalProperties")
                && object.get("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        node.forEach(ApiContract::close);
    }

    /** Every operation, as {@code GET /v1/devices/{device}}. */
    Set<String> operations() {
        Set<String> all = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().propertyNames().stream()
                        .filter(name -> !name.equals("parameters"))
                        .forEach(method -> all.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        return all;
    }

    JsonNode document() {
        return document;
    }

    /** Fails if the description does not have it so. */
    void check(String method, String path, @Nullable String type, @Nullable String body, HttpResponse<String> answer) {
        Optional<String> template = template(path);
        String name = method + " " + template.orElse(path) + " -> " + answer.statusCode();
        String pointer = template.map(
                        found -> "/paths/" + escape(found) + "/" + method.toLowerCase(java.util.Locale.ROOT))
                .orElse("");
        String answered = pointer + "/responses/" + answer.statusCode();
        boolean ofTheServer = OF_THE_SERVER.contains(answer.statusCode())
                && document.at(answered).isMissingNode();
        if (template.isEmpty() || document.at(pointer).isMissingNode() || ofTheServer) {
            checkUndescribed(name, answer);
            return;
        }
        String at = resolve(answered);
        assertThat(document.at(at).isMissingNode()).as(name + " is described").isFalse();
        document.at(at)
                .path("headers")
                .propertyNames()
                .forEach(header -> assertThat(answer.headers().firstValue(header))
                        .as(name + ": " + header)
                        .isPresent());
        checkContent(name, at, answer);
        if (answer.statusCode() < 300) {
            checkRequest(name, resolve(pointer + "/requestBody"), type, body);
        }
    }

    /** Beside what is described there are only the description and refusals. */
    private static void checkUndescribed(String name, HttpResponse<String> answer) {
        if (answer.statusCode() >= 400) {
            assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                    .as(name)
                    .startsWith("application/problem+json");
        } else {
            assertThat(name).matches("GET (/openapi.json|/docs|/docs/redoc.js) -> (200|304)");
        }
    }

    private void checkContent(String name, String at, HttpResponse<String> answer) {
        JsonNode content = document.at(at).path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).as(name + " has no body").isEmpty();
            return;
        }
        String type = essence(answer.headers().firstValue("Content-Type").orElse(""));
        assertThat(content.propertyNames()).as(name).contains(type);
        if (type.endsWith("json")) {
            validate(name, at + "/content/" + escape(type) + "/schema", JSON.readTree(answer.body()));
        }
    }

    private void checkRequest(String name, String at, @Nullable String type, @Nullable String body) {
        JsonNode content = document.at(at).path("content");
        if (body == null || content.isMissingNode()) {
            return;
        }
        String essence = essence(type == null ? "" : type);
        assertThat(content.propertyNames()).as("the request of " + name).contains(essence);
        if (essence.equals(FORM) || essence.endsWith("json")) {
            validate(
                    "the request of " + name,
                    at + "/content/" + escape(essence) + "/schema",
                    essence.equals(FORM) ? form(body) : JSON.readTree(body));
        }
    }

    private static JsonNode form(String body) {
        ObjectNode form = JSON.createObjectNode();
        for (String pair : body.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private void validate(String name, String pointer, JsonNode value) {
        Schema schema = schemas.getSchema(SchemaLocation.of(DOCUMENT + "#" + pointer));
        List<Error> errors = schema.validate(value);
        assertThat(errors.stream().map(Error::toString).collect(Collectors.joining("\n")))
                .as(name)
                .isEmpty();
    }

    /** Follows references; the description has them for whole responses. */
    private String resolve(String pointer) {
        JsonNode reference = document.at(pointer).path("$ref");
        return reference.isMissingNode()
                ? pointer
                : resolve(reference.asString().substring(1));
    }

    private Optional<String> template(String path) {
        String bare = path.split("\\?", 2)[0];
        return StreamSupport.stream(document.get("paths").propertyNames().spliterator(), false)
                .filter(template -> Pattern.matches(template.replaceAll("\\{[a-z]+}", "[^/]+"), bare))
                .min(java.util.Comparator.comparing(template -> template.contains("{")));
    }

    private static String essence(String type) {
        return type.split(";", 2)[0].strip();
    }

    private static String escape(String segment) {
        return segment.replace("~", "~0").replace("/", "~1");
    }
}
