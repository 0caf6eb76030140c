package io.waggle.broker.idempotency;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What makes a request a repetition of an earlier one ({@code Idempotency-Key}, draft-ietf-httpapi-idempotency-key-header): who
 * asks for what, and the key that the client made up. Whoever knows all of a request gets its answer again, so {@link #toString}
 * shows nothing of it. Immutable.
 */
public final class IdempotencyKey {

    /** What a key may be: at least as long as it takes not to be made up twice. */
    public static final String ALLOWED = "8 to 128 printable ASCII characters without a quotation mark, such as a UUID";

    private static final Pattern SYNTAX = Pattern.compile("[!#-~]{8,128}");

    private final String scope;
    private final String key;
    private final byte[] request;

    private IdempotencyKey(String scope, String key, byte[] request) {
        this.scope = scope;
        this.key = key;
        this.request = request;
    }

    /**
     * A request with its key; nothing if the key is not {@linkplain #ALLOWED allowed}. Quotation marks around it, as the draft has
     * them, do not count.
     *
     * @param scope who asks for what: the same key of another scope is another key
     * @param request all that the effect depends on, to tell a repetition from a key that is used twice
     */
    public static Optional<IdempotencyKey> parse(String scope, String text, byte[] request) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        String key = quoted ? text.substring(1, text.length() - 1) : text;
        return SYNTAX.matcher(key).matches()
                ? Optional.of(new IdempotencyKey(scope, key, Arrays.copyOf(request, request.length)))
                : Optional.empty();
    }

    /** What it is found by. Neither part can hold the separator. */
    String identity() {
        return key + " " + scope;
    }

    /** The request as text, each byte a character. */
    String request() {
        return new String(request, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return "IdempotencyKey[hidden]";
    }
}
