package io.waggle.broker.federation;

import io.waggle.broker.account.EmailAddress;
import java.util.Optional;

/**
 * Who has signed in at the provider. Personal: {@code toString} shows nothing of it.
 *
 * @param subject what the provider calls them, and never calls anybody else (OpenID Connect Core 1.0, section 2)
 * @param email an address that counts as shown to be theirs
 */
public record Person(String issuer, String subject, Optional<EmailAddress> email) {

    @Override
    public String toString() {
        return "Person[hidden]";
    }
}
