package io.waggle.broker.call;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a device is told of relays.
 *
 * @param uris of STUN and TURN servers (RFC 7064, RFC 7065), in the operator's order; empty: there are none
 * @param credentials for those of TURN; empty if there are only those of STUN, which ask for none
 */
public record RelayAccess(List<String> uris, Optional<Credentials> credentials) {

    public RelayAccess {
        uris = List.copyOf(uris);
    }

    /**
     * Long-term credentials (RFC 8489, section 9.2).
     *
     * @param password a secret, which {@code toString} leaves out
     * @param expiresAt after which no allocation begins; those that there are go on
     */
    public record Credentials(String username, String password, Instant expiresAt) {

        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }
}
