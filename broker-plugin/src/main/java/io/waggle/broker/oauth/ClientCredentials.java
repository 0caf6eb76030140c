package io.waggle.broker.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a client that can keep a secret shows of itself in the head of a request (RFC 6749, section 2.3.1). */
final class ClientCredentials {

    private static final String SCHEME = "Basic ";

    private ClientCredentials() {}

    /**
     * The parameters of a request with what its head says of the client.
     *
     * @param authorization the header; another scheme is none of ours
     * @throws OAuthException if that is not well-formed, or the client shows itself in two ways
     */
    static Map<String, List<String>> merge(Map<String, List<String>> form, Optional<String> authorization) {
        Optional<String> basic =
                authorization.filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()));
        if (basic.isEmpty()) {
            return form;
        }
        ClientSecretBasic client = parse(SCHEME + basic.get().substring(SCHEME.length()));
        String id = client.getClientID().getValue();
        if (form.containsKey("client_secret")
                || !form.getOrDefault("client_id", List.of(id)).equals(List.of(id))) {
            throw new OAuthException(
                    OAuth2Error.INVALID_REQUEST, "the client shows itself both in the head and in the body");
        }
        Map<String, List<String>> all = new TreeMap<>(form);
        all.put("client_id", List.of(id));
        all.put("client_secret", List.of(client.getClientSecret().getValue()));
        return all;
    }

    private static ClientSecretBasic parse(String header) {
        try {
            return ClientSecretBasic.parse(header);
        } catch (ParseException | IllegalArgumentException e) {
            // Without the cause: it may quote the secret.
            throw new OAuthException(
                    OAuth2Error.INVALID_CLIENT, "the header Authorization is not client id and secret (RFC 7617)");
        }
    }
}
