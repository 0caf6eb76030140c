package io.waggle.broker.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import io.waggle.broker.token.TokenVerdict.Refusal;
import java.text.ParseException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Decides whether this server signed a token, and nothing else about it. The key is found by {@code kid} among the server's own:
 * whatever key a token carries or points to is ignored. Immutable, for any thread; never throws on what a stranger sends.
 */
final class Signatures {

    /** Compact serialization (RFC 7515, section 7.1), stricter than the parser: no padding, no stray characters. */
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    private final SigningKeys keys;

    Signatures(SigningKeys keys) {
        this.keys = keys;
    }

    /** What became of the signature. */
    sealed interface Checked {

        /** It is ours; what is claimed is still to be looked at. */
        record Genuine(SignedJWT jwt) implements Checked {}

        record Refused(Refusal reason) implements Checked {}
    }

    /** Whether a token in its compact form is signed by this server. */
    Checked check(String token) {
        if (token.length() > TokenVerifier.MAX_LENGTH) {
            return new Checked.Refused(Refusal.TOO_LONG);
        }
        if (!COMPACT.matcher(token).matches()) {
            return new Checked.Refused(Refusal.MALFORMED);
        }
        try {
            return isEdDsa(token) ? check(SignedJWT.parse(token)) : new Checked.Refused(Refusal.WRONG_ALGORITHM);
        } catch (ParseException | RuntimeException e) {
            // Closed on failure: a parser that stumbles over a stranger's bytes has refused them.
            return new Checked.Refused(Refusal.MALFORMED);
        }
    }

    /** Asked of the bare JSON, before any library chooses what to do by the algorithm's name. */
    private static boolean isEdDsa(String token) throws ParseException {
        String header = new Base64URL(token.substring(0, token.indexOf('.'))).decodeToString();
        Map<String, Object> members = JSONObjectUtils.parse(header);
        return members != null && JWSAlgorithm.EdDSA.getName().equals(members.get("alg"));
    }

    private Checked check(SignedJWT jwt) {
        JWSHeader header = jwt.getHeader();
        if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            return new Checked.Refused(Refusal.MALFORMED);
        }
        String keyId = header.getKeyID();
        if (keyId == null || !keys.has(keyId)) {
            return new Checked.Refused(Refusal.UNKNOWN_KEY);
        }
        return isSignedBy(keyId, jwt) ? new Checked.Genuine(jwt) : new Checked.Refused(Refusal.BAD_SIGNATURE);
    }

    /** Only in its one spelling: the last character of 64 bytes in base64url has four bits that a decoder ignores. */
    private boolean isSignedBy(String keyId, SignedJWT jwt) {
        Base64URL signature = jwt.getSignature();
        if (!Base64URL.encode(signature.decode()).equals(signature)) {
            return false;
        }
        try {
            return jwt.verify(keys.verifier(keyId));
        } catch (JOSEException e) {
            return false;
        }
    }
}
