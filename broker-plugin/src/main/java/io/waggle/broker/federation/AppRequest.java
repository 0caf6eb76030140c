package io.waggle.broker.federation;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an app asked for when it began a login (RFC 6749, section 4.1.1; RFC 7636, section 4.3).
 *
 * @param clientId what the app calls itself; nobody vouches for it
 * @param redirectUri where it is called back, one of the {@link RedirectUris}
 * @param state what it wants to hear again
 * @param codeChallenge of the method S256
 */
public record AppRequest(String clientId, String redirectUri, Optional<String> state, String codeChallenge) {

    private static final Pattern CLIENT_ID = Pattern.compile("[\\x20-\\x7E]{1,128}");
    private static final Pattern STATE = Pattern.compile("[\\x20-\\x7E]{1,512}");
    private static final Pattern CODE_CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    /** Takes valid values. @throws IllegalArgumentException if one is not, without the value */
    public AppRequest {
        if (!isClientId(clientId)
                || !isCodeChallenge(codeChallenge)
                || !state.map(AppRequest::isState).orElse(true)) {
            throw new IllegalArgumentException("not what an app may ask");
        }
    }

    /** Whether the text is 1 to 128 printable ASCII characters. */
    public static boolean isClientId(String text) {
        return CLIENT_ID.matcher(text).matches();
    }

    /** Whether the text is 1 to 512 printable ASCII characters. */
    public static boolean isState(String text) {
        return STATE.matcher(text).matches();
    }

    /** Whether the text is a SHA-256 in base64url. */
    public static boolean isCodeChallenge(String text) {
        return CODE_CHALLENGE.matcher(text).matches();
    }
}
