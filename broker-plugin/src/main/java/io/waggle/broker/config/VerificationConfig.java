package io.waggle.broker.config;

import java.time.Duration;
import java.util.List;

/**
 * How somebody shows that a phone number or an e-mail address is theirs.
 *
 * @param codeDigits decimal digits of a code
 * @param codeLifetime how long a code can be used
 * @param triesPerCode wrong codes before the right one is refused too
 * @param codesPerHour codes that go to one identifier within an hour
 * @param codesPerDay codes that go to one identifier within a day
 */
public record VerificationConfig(
        int codeDigits, Duration codeLifetime, int triesPerCode, int codesPerHour, int codesPerDay) {

    private static final Setting<Integer> CODE_DIGITS = Setting.count("verification.code-digits", 6, 6, 10);
    private static final Setting<Duration> CODE_LIFETIME = Setting.duration(
            "verification.code-lifetime", Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofHours(1));
    private static final Setting<Integer> TRIES = Setting.count("verification.tries-per-code", 5, 1, 20);
    private static final Setting<Integer> PER_HOUR = Setting.count("verification.codes-per-hour", 5, 1, 1_000_000);
    private static final Setting<Integer> PER_DAY = Setting.count("verification.codes-per-day", 10, 1, 1_000_000);

    static final List<Setting<?>> SETTINGS = List.of(CODE_DIGITS, CODE_LIFETIME, TRIES, PER_HOUR, PER_DAY);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public VerificationConfig {
        CODE_DIGITS.require(codeDigits);
        CODE_LIFETIME.require(codeLifetime);
        TRIES.require(triesPerCode);
        PER_HOUR.require(codesPerHour);
        PER_DAY.require(codesPerDay);
        Setting.requireAtMost(PER_HOUR, codesPerHour, PER_DAY, codesPerDay);
    }

    static VerificationConfig from(Values values) {
        return new VerificationConfig(
                values.get(CODE_DIGITS),
                values.get(CODE_LIFETIME),
                values.get(TRIES),
                values.get(PER_HOUR),
                values.get(PER_DAY));
    }
}
