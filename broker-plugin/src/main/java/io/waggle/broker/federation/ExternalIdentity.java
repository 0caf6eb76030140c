package io.waggle.broker.federation;

import io.waggle.broker.account.EmailAddress;
import java.util.Optional;

/** A person of the provider as this server knows them: by a keyed hash, which says nothing of who they are over there. */
public final class ExternalIdentity {

    private final byte[] key;
    private final Optional<EmailAddress> email;

    ExternalIdentity(byte[] key, Optional<EmailAddress> email) {
        this.key = key;
        this.email = email;
    }

    byte[] key() {
        return key;
    }

    Optional<EmailAddress> email() {
        return email;
    }
}
