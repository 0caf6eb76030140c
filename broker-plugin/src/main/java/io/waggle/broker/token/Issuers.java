package io.waggle.broker.token;

import org.jspecify.annotations.Nullable;

/**
 * Whose tokens are believed, and what each issuer's must have.
 *
 * @param accounts of the tokens that people get by signing in; each names the session that it is of
 * @param developer of the tokens that {@code waggle token} makes, which are of no session; null where they are not believed
 */
public record Issuers(String accounts, @Nullable String developer) {

    /** Takes issuers that can be told apart. @throws IllegalArgumentException if they are the same */
    public Issuers {
        if (accounts.equals(developer)) {
            throw new IllegalArgumentException("accounts and developers cannot have the same issuer: " + accounts);
        }
    }
}
