package io.waggle.broker.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Which names are this machine's own. No name service is asked: it could say anything, and a start must not depend on one. */
final class Loopback {

    private static final Pattern LITERAL = Pattern.compile("127(\\.[0-9]{1,3}){3}|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");

    private Loopback() {}

    /** Whether what goes to the URL is encrypted, or stays on this machine. */
    static boolean isEncryptedOrHere(URI url) {
        return !"http".equals(url.getScheme()) || isName(url.getHost());
    }

    /** Whether the host is {@code localhost} (RFC 6761, section 6.3) or a loopback address; in brackets, as URLs have it, too. */
    static boolean isName(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return LITERAL.matcher(host).matches()
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
