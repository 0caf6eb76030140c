package io.waggle.broker.config;

import java.time.Duration;
import java.util.List;

/**
 * How somebody shows that a phone number or an e-mail address is theirs.
 *
 * @param codeDigits decimal digits of a code
 * @param codeLifetime how long a code can be used
 * @param triesPerCode wrong codes before the right one is refused too
 */
public record VerificationConfig(int codeDigits, Duration codeLifetime, int triesPerCode) {

    private static final Setting<Integer> CODE_DIGITS = Setting.count("verification.code-digits", 6, 6, 10);
    private static final Setting<Duration> CODE_LIFETIME = Setting.duration(
            "verification.code-lifetime", Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofHours(1));
    private static final Setting<Integer> TRIES = Setting.count("verification.tries-per-code", 5, 1, 20);

    static final List<Setting<?>> SETTINGS = List.of(CODE_DIGITS, CODE_LIFETIME, TRIES);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public VerificationConfig {
        CODE_DIGITS.require(codeDigits);
        CODE_LIFETIME.require(codeLifetime);
        TRIES.require(triesPerCode);
    }

    static VerificationConfig from(Values values) {
        return new VerificationConfig(values.get(CODE_DIGITS), values.get(CODE_LIFETIME), values.get(TRIES));
    }
}
