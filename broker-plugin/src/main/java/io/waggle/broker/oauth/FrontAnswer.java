package io.waggle.broker.oauth;

import java.net.URI;
import java.util.Optional;

/** What a browser is answered that is on its way through a login. */
public sealed interface FrontAnswer {

    /** The value of a {@code Set-Cookie} header that goes with it. */
    Optional<String> setCookie();

    /** It is sent on. */
    record Redirect(URI to, Optional<String> setCookie) implements FrontAnswer {

        /** The way has codes in it. */
        @Override
        public String toString() {
            return "Redirect[hidden]";
        }
    }

    /**
     * It stays, and shows its person what went wrong.
     *
     * @param text what happened and what to do; nothing of what was sent
     */
    record Page(int status, String title, String text, Optional<String> setCookie) implements FrontAnswer {}
}
