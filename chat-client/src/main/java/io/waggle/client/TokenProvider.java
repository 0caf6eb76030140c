package io.waggle.client;

import java.io.IOException;

/** Where the client gets the token it connects with. */
@FunctionalInterface
public interface TokenProvider {

    /**
     * The token to connect with now. Asked before every attempt, so that it can be renewed, on a thread that may wait.
     *
     * @throws IOException if there is none at present; the client tries again later
     */
    String token() throws IOException;
}
