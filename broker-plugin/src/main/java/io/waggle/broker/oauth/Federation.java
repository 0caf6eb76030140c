package io.waggle.broker.oauth;

import io.waggle.broker.federation.AuthorizationCodes;
import io.waggle.broker.federation.ExternalIdentities;
import io.waggle.broker.federation.Logins;
import io.waggle.broker.federation.OpenIdProvider;
import io.waggle.broker.federation.RedirectUris;

/** What sign-in by an OpenID Connect provider needs. */
public record Federation(
        OpenIdProvider provider,
        RedirectUris redirectUris,
        Logins logins,
        AuthorizationCodes codes,
        ExternalIdentities identities) {}
