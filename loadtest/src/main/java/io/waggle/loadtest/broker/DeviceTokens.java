package io.waggle.loadtest.broker;

import io.waggle.loadtest.device.Login;
import io.waggle.protocol.Address;
import io.waggle.testkit.TokenForge;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** What devices show to a Waggle whose signing key is at hand. For any thread. */
final class DeviceTokens {

    private static final Duration LIFETIME = Duration.ofDays(40);
    private static final int MOST_SECONDS = 10_000_000;

    private final TokenForge forge;
    private final AtomicInteger minted = new AtomicInteger();

    DeviceTokens(TokenForge forge) {
        this.forge = forge;
    }

    /** One that has not been given before: each token lives a second longer than the one before. */
    Login login(Address device) {
        Duration lifetime = LIFETIME.plusSeconds(minted.getAndIncrement() % MOST_SECONDS);
        return new Login(device.account().value(), forge.mint(device, Instant.now(), lifetime), Duration.ZERO);
    }
}
