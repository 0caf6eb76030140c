package io.waggle.broker.http;

import io.javalin.http.Context;
import io.waggle.broker.config.IpBlock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;

/**
 * Where a request comes from: the other end of the connection; where that is a proxy that is trusted, what the proxy says. Each
 * proxy adds what it sees at the right end of {@code X-Forwarded-For}, and what is further left anybody may have written: so the
 * right-most address that is not of a trusted proxy counts, and what is no address ends the search. Immutable; for any thread.
 */
final class ClientAddresses {

    private static final String HEADER = "X-Forwarded-For";

    private static final InetAddress NOBODY = new InetSocketAddress(0).getAddress();

    private final List<IpBlock> trusted;

    ClientAddresses(List<IpBlock> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    InetAddress of(Context context) {
        return of(
                peer(context.req().getRemoteAddr()),
                Collections.list(context.req().getHeaders(HEADER)));
    }

    /**
     * The address of the other end as the server writes it: one of IPv6 may be in brackets, and have a zone. What cannot be read is an
     * address that nobody has.
     */
    static InetAddress peer(String text) {
        return IpBlock.parseAddress(text.replaceAll("[\\[\\]]|%[^\\]]*", "")).orElse(NOBODY);
    }

    /** @param forwarded the values of the header, in their order */
    InetAddress of(InetAddress peer, List<String> forwarded) {
        InetAddress known = peer;
        String[] hops = String.join(",", forwarded).split(",", -1);
        for (int hop = hops.length - 1; hop >= 0 && isTrusted(known); hop--) {
            InetAddress before = IpBlock.parseAddress(hops[hop].strip()).orElse(null);
            if (before == null) {
                return known;
            }
            known = before;
        }
        return known;
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(block -> block.contains(address));
    }
}
