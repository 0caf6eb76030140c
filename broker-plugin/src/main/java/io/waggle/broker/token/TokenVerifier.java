package io.waggle.broker.token;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waggle.broker.config.TokenConfig;
import io.waggle.broker.token.TokenVerdict.Refusal;
import io.waggle.broker.token.TokenVerdict.Refused;
import io.waggle.broker.token.TokenVerdict.Valid;
import io.waggle.broker.token.VerifiedTokens.Verified;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a token names a device that may connect. It exists apart from the broker so that every attack on it can be
 * tried without one, and so that accounts can replace the issuer behind the same seam.
 *
 * <p>For any thread. One verdict costs about 0.1 ms of CPU, nearly all of it the signature, and some microseconds for a token that
 * was found good before; no claim is believed before that. A token that is for something else ({@link OperatorTokens}) names no device, whoever signed it.
 * It never throws on what a stranger sends.
 */
public final class TokenVerifier {

    /** Bytes of the longest token that is looked at. */
    public static final int MAX_LENGTH = 8_192;

    static final String DEVICE_CLAIM = "device";

    /** The session that a token is of (OpenID Connect Front-Channel Logout 1.0, section 3): by it the token is void at once. */
    static final String SESSION_CLAIM = "sid";

    private static final Pattern UUID_SYNTAX =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Signatures signatures;
    private final TokenConfig config;
    private final Issuers issuers;
    private final Clock clock;
    private final VerifiedTokens verified;

    /** A verifier that believes what the keys signed for the issuers. */
    public TokenVerifier(SigningKeys keys, TokenConfig config, Issuers issuers, Clock clock) {
        this.signatures = new Signatures(keys);
        this.config = config;
        this.issuers = issuers;
        this.clock = clock;
        this.verified = new VerifiedTokens(config.rememberedMax());
    }

    /** How many tokens are remembered as good, about. */
    public long remembered() {
        return verified.size();
    }

    /** The verdict on an MQTT password (MQTT 5.0, section 3.1.3.6); the buffer's position is left alone. */
    public TokenVerdict verify(ByteBuffer password) {
        return password.remaining() > MAX_LENGTH
                ? new Refused(Refusal.TOO_LONG)
                : verify(
                        StandardCharsets.ISO_8859_1.decode(password.duplicate()).toString());
    }

    /** The verdict on a token in its compact form. */
    public TokenVerdict verify(String token) {
        if (token.length() > MAX_LENGTH) {
            return new Refused(Refusal.TOO_LONG);
        }
        return verified.find(token).map(known -> again(token, known)).orElseGet(() -> verifyFirst(token));
    }

    private TokenVerdict again(String token, Verified known) {
        Refusal untimely = checkTimes(known.issuedAt(), known.valid().expiresAt(), known.notBefore());
        if (untimely == null) {
            return known.valid();
        }
        verified.remove(token);
        return new Refused(untimely);
    }

    private TokenVerdict verifyFirst(String token) {
        Signatures.Checked checked = signatures.check(token);
        if (checked instanceof Signatures.Checked.Refused refused) {
            return new Refused(refused.reason());
        }
        try {
            SignedJWT jwt = ((Signatures.Checked.Genuine) checked).jwt();
            return verify(token, jwt);
        } catch (ParseException e) {
            return new Refused(Refusal.BAD_CLAIMS);
        } catch (RuntimeException e) {
            // Closed on failure: a parser that stumbles over a stranger's bytes has refused them.
            return new Refused(Refusal.MALFORMED);
        }
    }

    private TokenVerdict verify(String token, SignedJWT genuine) throws ParseException {
        if (OperatorTokens.TYPE.equals(genuine.getHeader().getType())) {
            return new Refused(Refusal.WRONG_TYPE);
        }
        return checkAndRemember(
                token, genuine.getJWTClaimsSet(), genuine.getPayload().toJSONObject());
    }

    /** Remembers a token that this server has signed itself just now: its first use costs no more than the next ones. */
    void remember(String token, JWTClaimsSet claims) {
        var unused = checkAndRemember(token, claims, claims.toJSONObject());
    }

    private TokenVerdict checkAndRemember(String token, JWTClaimsSet claims, Map<String, Object> json) {
        TokenVerdict verdict = checkClaims(claims, json);
        if (verdict instanceof Valid valid) {
            verified.add(token, new Verified(valid, claims.getIssueTime().toInstant(), claims.getNotBeforeTime()));
        }
        return verdict;
    }

    private TokenVerdict checkClaims(JWTClaimsSet claims, Map<String, Object> json) {
        boolean ofAccount = issuers.accounts().equals(claims.getIssuer());
        if (!ofAccount && (issuers.developer() == null || !issuers.developer().equals(claims.getIssuer()))) {
            return new Refused(Refusal.WRONG_ISSUER);
        }
        if (!claims.getAudience().contains(config.audience())) {
            return new Refused(Refusal.WRONG_AUDIENCE);
        }
        if (claims.getIssueTime() == null || claims.getExpirationTime() == null) {
            return new Refused(Refusal.BAD_CLAIMS);
        }
        Instant issuedAt = claims.getIssueTime().toInstant();
        Instant expiresAt = claims.getExpirationTime().toInstant();
        Refusal untimely = checkTimes(issuedAt, expiresAt, claims.getNotBeforeTime());
        if (untimely == null && !ofAccount && isTooLong(issuedAt, expiresAt)) {
            return new Refused(Refusal.LIFETIME_TOO_LONG);
        }
        return untimely == null ? addressee(json, expiresAt, ofAccount) : new Refused(untimely);
    }

    private @Nullable Refusal checkTimes(Instant issuedAt, Instant expiresAt, @Nullable Date notBefore) {
        Instant now = clock.instant();
        Instant latestStart = now.plus(config.clockSkew());
        if (!expiresAt.isAfter(now.minus(config.clockSkew()))) {
            return Refusal.EXPIRED;
        }
        if (issuedAt.isAfter(latestStart)
                || (notBefore != null && notBefore.toInstant().isAfter(latestStart))) {
            return Refusal.NOT_YET_VALID;
        }
        return null;
    }

    private boolean isTooLong(Instant issuedAt, Instant expiresAt) {
        return Duration.between(issuedAt, expiresAt).compareTo(config.maxLifetime()) > 0;
    }

    /** From the bare JSON: the library would take a number for a name. */
    private static TokenVerdict addressee(Map<String, Object> claims, Instant expiresAt, boolean ofAccount) {
        UUID session = ofAccount ? session(claims.get(SESSION_CLAIM)) : null;
        return claims.get("sub") instanceof String account
                        && claims.get(DEVICE_CLAIM) instanceof String device
                        && AccountId.isValid(account)
                        && DeviceId.isValid(device)
                        && (session != null || !ofAccount)
                ? new Valid(Address.of(account, device), expiresAt, session)
                : new Refused(Refusal.BAD_CLAIMS);
    }

    private static @Nullable UUID session(@Nullable Object claim) {
        return claim instanceof String text && UUID_SYNTAX.matcher(text).matches() ? UUID.fromString(text) : null;
    }
}
