package io.waggle.broker.webhook;

import java.util.Map;
import java.util.Optional;

/** The way to whoever takes what is posted. For any thread. */
interface Receiver {

    /**
     * What was answered.
     *
     * @param retryAfter the value of the header of this name (RFC 9110, section 10.2.3)
     */
    record Answer(int status, Optional<String> retryAfter) {}

    /**
     * Posts a body and waits for the answer, within a bounded time.
     *
     * @throws PostFailed if there is no answer
     */
    Answer post(WebhookUrl url, Map<String, String> headers, byte[] body) throws PostFailed;
}
