package io.waggle.broker.monitoring;

import java.nio.charset.StandardCharsets;

/** What one request gets: a status, a content type and a body. */
record Answer(int status, String contentType, String body) {

    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    static Answer json(int status, String body) {
        return new Answer(status, JSON, body);
    }

    /** A problem that its status says everything about (RFC 9457, section 4.2.1). */
    static Answer problem(int status, String title) {
        return new Answer(
                status,
                PROBLEM,
                "{\"type\":\"about:blank\",\"title\":" + Json.quote(title) + ",\"status\":" + status + "}\n");
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
