package io.waggle.broker.http;

import io.javalin.http.Context;
import io.waggle.broker.config.IpBlock;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.limit.LimitKey;
import io.waggle.broker.limit.RateLimits;
import io.waggle.protocol.AccountId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The limits of requests: each route names its own, and whoever does too much is answered 429. For any thread. */
final class RequestLimits {

    private final RateLimits limits;
    private final ClientAddresses addresses;

    RequestLimits(RateLimits limits, List<IpBlock> trustedProxies) {
        this.limits = limits;
        addresses = new ClientAddresses(trustedProxies);
    }

    /** The key of where the request comes from. */
    LimitKey from(Context context) {
        return LimitKey.Network.of(addresses.of(context));
    }

    /** The key of an account. */
    static LimitKey of(AccountId account) {
        return new LimitKey.Account(account);
    }

    /** Lets one pass. @throws ProblemException if it is too much */
    void take(RateLimit limit, LimitKey key) {
        take(limit, key, 1);
    }

    /** Lets so many pass, or none. @throws ProblemException if it is too much */
    void take(RateLimit limit, LimitKey key, long tokens) {
        require(limit, limits.take(limit, key, tokens));
    }

    /** For a limit of failures: lets pass if there were not too many. @throws ProblemException else */
    void check(RateLimit limit, LimitKey key) {
        require(limit, limits.check(limit, key));
    }

    /** Counts a failure. */
    void charge(RateLimit limit, LimitKey key) {
        limits.charge(limit, key);
    }

    private static void require(RateLimit limit, Optional<Duration> wait) {
        if (wait.isPresent()) {
            throw new ProblemException(Problem.tooManyRequests(
                    "this is done too often (" + limit.text() + "): wait as long as Retry-After says", wait.get()));
        }
    }
}
