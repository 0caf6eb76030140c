package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.waggle.broker.idempotency.IdempotencyKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a token request, each given once (RFC 6749, section 3.2). One without a value counts as left out.
 *
 * @param key by which a repetition of the request is recognized
 */
record Parameters(Map<String, List<String>> values, Optional<IdempotencyKey> key) {

    /** Of a request that does no harm when it comes again. */
    Parameters(Map<String, List<String>> values) {
        this(values, Optional.empty());
    }

    /** The parameter's value. @throws OAuthException if it is missing, or given twice */
    String require(String name) {
        return find(name)
                .orElseThrow(
                        () -> new OAuthException(OAuth2Error.INVALID_REQUEST, "the parameter " + name + " is missing"));
    }

    /** The parameter's value; nothing if it is missing. @throws OAuthException if it is given twice */
    Optional<String> find(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.size() > 1) {
            throw new OAuthException(OAuth2Error.INVALID_REQUEST, "the parameter " + name + " is given more than once");
        }
        return given.stream().filter(value -> !value.isEmpty()).findFirst();
    }
}
