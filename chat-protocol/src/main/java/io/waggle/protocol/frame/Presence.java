package io.waggle.protocol.frame;

import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.Optional;

/**
 * How an account that the connection watches is now, as far as it may be seen.
 *
 * @param online a person is looking at one of its devices
 * @param lastSeen when somebody last was, to the millisecond; empty while one is, and if it is not known or not told
 */
public record Presence(AccountId account, boolean online, Optional<Instant> lastSeen) {

    /** Of an account that is not seen, for whatever reason. */
    public static Presence hidden(AccountId account) {
        return new Presence(account, false, Optional.empty());
    }
}
