package io.waggle.broker.oauth;

import io.waggle.broker.federation.Logins;

/**
 * The cookie that ties a login to the browser that began it (RFC 6265). No script reads it, and another site's page sends it along only
 * when it opens a page of ours: that is what a provider does. With TLS it goes nowhere without, and its prefix keeps servers
 * of neighbouring names from setting it (draft-ietf-httpbis-rfc6265bis, section 4.1.3.2). Immutable.
 */
public final class LoginCookie {

    private static final String NAME = "waggle-login";

    private final String name;
    private final String attributes;

    /** @param encrypted whether browsers reach this server with TLS */
    LoginCookie(boolean encrypted) {
        name = encrypted ? "__Host-" + NAME : NAME;
        attributes = "; Path=/; HttpOnly; SameSite=Lax" + (encrypted ? "; Secure" : "");
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** The header that sets it, in place of an earlier one. */
    String set(String value) {
        return name + "=" + value + attributes + "; Max-Age=" + Logins.LIFETIME.toSeconds();
    }

    /** The header that removes it. */
    String clear() {
        return name + "=" + attributes + "; Max-Age=0";
    }
}
