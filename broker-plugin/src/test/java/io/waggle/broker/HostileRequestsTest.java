package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.config.RateLimit;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every place of every request of the API, as its description names them, filled with what attackers send: SQL, ways out of a folder,
 * line breaks, markup, formats, lookups, numbers that are too large, and JSON of other kinds. Each is answered as described, nothing of
 * it comes back, nothing fails inside, and nothing changes that should not.
 */
class HostileRequestsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<String> TEXTS = List.of(
            "' OR '1'='1",
            "'; DROP TABLE account; --",
            "\") UNION SELECT sealed FROM identifier --",
            "../../../../etc/passwd",
            "..\\..\\windows\\win.ini",
            "x\r\nSet-Cookie: stolen=1",
            "nul\u0000byte",
            "${jndi:ldap://127.0.0.1:1/x}",
            "<script>alert(1)</script>",
            "%n%s%x{0}",
            "\u202Egnirts\u2066",
            "\uFFFF\uD83D\uDE00",
            "9".repeat(40),
            "a".repeat(20_000));

    private static final List<String> JSONS = List.of(
            "null", "true", "-1", "1e400", "[]", "{}", "[[[[[[]]]]]]", "{\"$ref\":\"x\"}", "\"\\ud800\"", "\"\"");

    @TempDir
    private Path folder;

    private TestApi api;
    private Tokens anna;
    private HttpCaller caller;
    private final List<String> faults = new ArrayList<>();
    private int sent;

    @SuppressWarnings("NullAway.Init")
    HostileRequestsTest() {}

    @BeforeEach
    void start() {
        Map<String, String> unlimited = new TreeMap<>();
        for (RateLimit limit : RateLimit.values()) {
            unlimited.put("limit." + limit.text(), "off");
        }
        api = new TestApi(folder, unlimited);
        anna = api.signIn("anna@example.org");
        caller = api.http.as(anna);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void nothingThatIsSentAnywhereFailsComesBackOrChangesWhatItShouldNot() {
        JsonNode document = ApiContract.of(api.http).document();

        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> !member.getKey().equals("parameters"))
                        .forEach(member -> attack(
                                member.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                resolve(
                                        document,
                                        path.getValue().path("parameters"),
                                        member.getValue().path("parameters")),
                                resolve(document, member.getValue().path("requestBody")))));

        assertThat(faults).isEmpty();
        assertThat(sent).as("requests").isGreaterThan(1_000);
        assertThat(count("account WHERE account_id NOT IN (SELECT account_id FROM bot)"))
                .as("people")
                .isEqualTo(1);
        assertThat(count("bot WHERE owner_id <> '" + anna.account() + "'"))
                .as("bots of nobody")
                .isZero();
        caller.get("/v1/devices/" + anna.device()).expect(200);
        assertThat(caller.get("/v1/account").expect(200).body()).contains("anna@example.org");
    }

    private int count(String of) {
        return api.database.<Integer>read(handle -> handle.createQuery("SELECT COUNT(*) FROM " + of)
                .mapTo(Integer.class)
                .one());
    }

    private void attack(String method, String template, List<JsonNode> parameters, JsonNode body) {
        String path = template.replaceAll("\\{[a-z]+}", "somebody");
        for (String text : TEXTS) {
            for (JsonNode parameter : parameters) {
                String name = parameter.get("name").asString();
                switch (parameter.get("in").asString()) {
                    case "path" -> send(method, template.replaceAll("\\{[a-z]+}", encoded(text)), text, null, null);
                    case "query" -> send(method, path + "?" + name + "=" + encoded(text), text, null, null);
                    case "header" -> header(method, path, name, text);
                    default -> throw new AssertionError(name);
                }
            }
        }
        body.path("content")
                .properties()
                .forEach(content -> attackBody(
                        method, path, content.getKey(), content.getValue().path("schema")));
    }

    /** What cannot be sent in a header is refused by any client; a raw one is answered by the server's parser. */
    private void header(String method, String path, String name, String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 127) && text.length() < 8_000) {
            check(
                    method + " " + path + " " + name,
                    text,
                    caller.with(name, text).send(path, method, null, null));
        }
    }

    private void attackBody(String method, String path, String type, JsonNode schema) {
        if (type.startsWith("image/")) {
            TEXTS.forEach(text -> send(method, path, text, type, text));
            return;
        }
        for (Map<String, String> shape : shapes(schema)) {
            for (String member : shape.keySet()) {
                for (String text : TEXTS) {
                    Map<String, String> filled = new LinkedHashMap<>(shape);
                    filled.put(member, text);
                    send(method, path, text, type, type.endsWith("json") ? json(filled) : form(filled));
                }
                if (type.endsWith("json")) {
                    for (String json : JSONS) {
                        send(method, path, "", type, json(shape).replace("\"" + shape.get(member) + "\"", json));
                    }
                }
            }
        }
    }

    /** The members of each kind of object that the schema allows, each with a value that is nobody's. */
    private static List<Map<String, String>> shapes(JsonNode schema) {
        JsonNode kinds = schema.path("oneOf");
        if (kinds.isArray()) {
            List<Map<String, String>> all = new ArrayList<>();
            kinds.forEach(kind -> all.addAll(shapes(kind)));
            return all;
        }
        Map<String, String> shape = new LinkedHashMap<>();
        schema.path("properties")
                .properties()
                .forEach(member -> shape.put(
                        member.getKey(), member.getValue().path("const").asString("member-" + member.getKey())));
        return List.of(shape);
    }

    private static String json(Map<String, String> members) {
        ObjectNode object = JSON.createObjectNode();
        members.forEach(object::put);
        return object.toString();
    }

    private static String form(Map<String, String> members) {
        List<String> pairs = new ArrayList<>();
        members.forEach((name, value) -> pairs.add(name + "=" + encoded(value)));
        return String.join("&", pairs);
    }

    private void send(String method, String path, String text, @Nullable String type, @Nullable String body) {
        if (path.length() < 8_000) {
            check(method + " " + path, text, caller.send(path, method, type, body));
        }
    }

    private void check(String what, String text, Answer answer) {
        sent++;
        boolean comesBack =
                text.length() > 3 && !text.matches("9+") && answer.body().contains(text);
        if (answer.status() >= 500 || (answer.status() >= 400 && comesBack) || answer.header("Set-Cookie") != null) {
            faults.add(answer.status() + " " + what + ": " + answer.body());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static List<JsonNode> resolve(JsonNode document, JsonNode... lists) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode list : lists) {
            list.forEach(parameter -> all.add(resolve(document, parameter)));
        }
        return all;
    }

    /** Without references, all the way down. */
    private static JsonNode resolve(JsonNode document, JsonNode node) {
        if (node.has("$ref")) {
            return resolve(document, document.at(node.get("$ref").asString().substring(1)));
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            object.properties().forEach(member -> copy.set(member.getKey(), resolve(document, member.getValue())));
            return copy;
        }
        if (node.isArray()) {
            var copy = JSON.createArrayNode();
            node.forEach(element -> copy.add(resolve(document, element)));
            return copy;
        }
        return node;
    }
}
