package io.waggle.broker.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What the API says of itself (OpenAPI 3.1): written by hand, a file for each domain, and put together here. Tests hold every answer
 * of the server against it. Immutable.
 */
public final class ApiDescription {

    /** The files; the order is that of the document. */
    private static final List<String> PARTS = List.of(
            "base",
            "sign-in",
            "devices",
            "contacts",
            "blocks",
            "profiles",
            "privacy",
            "groups",
            "calls",
            "bots",
            "account",
            "operator");

    private final byte[] json;

    private ApiDescription(byte[] json) {
        this.json = json;
    }

    /**
     * The description of a server.
     *
     * @param url how clients reach it
     * @param version of the software that runs there
     */
    public static ApiDescription of(URI url, String version) {
        YAMLMapper yaml = YAMLMapper.builder().build();
        ObjectNode whole = yaml.createObjectNode();
        PARTS.forEach(part -> merge(whole, read(yaml, part), part));
        whole.withObject("/info").put("version", version);
        whole.putArray("servers").addObject().put("url", url.toString());
        return new ApiDescription(new Json().write(whole));
    }

    private static ObjectNode read(YAMLMapper yaml, String part) {
        try (InputStream in = ApiDescription.class.getResourceAsStream("openapi/" + part + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi/" + part + ".yaml is not there");
            }
            return (ObjectNode) yaml.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi/" + part + ".yaml cannot be read", e);
        }
    }

    private static void merge(ObjectNode whole, ObjectNode part, String name) {
        part.properties().forEach(member -> {
            JsonNode there = whole.get(member.getKey());
            if (there instanceof ObjectNode object && member.getValue() instanceof ObjectNode more) {
                merge(object, more, name);
            } else if (there == null) {
                whole.set(member.getKey(), member.getValue());
            } else {
                throw new IllegalStateException(
                        "openapi/" + name + ".yaml: " + member.getKey() + " is in another file already");
            }
        });
    }

    /** The document. */
    byte[] json() {
        return json;
    }
}
