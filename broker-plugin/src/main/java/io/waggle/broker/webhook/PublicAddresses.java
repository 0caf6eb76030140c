package io.waggle.broker.webhook;

import io.waggle.broker.config.IpBlock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are of the public Internet (IANA's registries of special-purpose addresses, RFC 6890), and which others the
 * operator allows. Whoever has a bot chooses where this server connects to: to nothing that only this server can reach. Immutable,
 * for any thread.
 */
final class PublicAddresses {

    /** Of IPv4 everything is public that is not here. */
    private static final List<IpBlock> SPECIAL = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            // Of global unicast: protocol assignments with Teredo, documentation, and 6to4, which has IPv4 addresses
            // inside.
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20");

    /** Of IPv6 nothing is public that is not here. */
    private static final IpBlock GLOBAL_UNICAST = blocks("2000::/3").get(0);

    private final List<IpBlock> allowed;

    /** @param allowed others */
    PublicAddresses(List<IpBlock> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    private static List<IpBlock> blocks(String... texts) {
        return Arrays.stream(texts).map(IpBlock::parse).toList();
    }

    /** Whether it is of the public Internet. */
    static boolean isPublic(InetAddress address) {
        return SPECIAL.stream().noneMatch(block -> block.contains(address))
                && (!(address instanceof Inet6Address) || GLOBAL_UNICAST.contains(address));
    }

    /** Whether a webhook may be there, though everything on the way can be read: on the operator's own networks. */
    boolean allowsPlain(InetAddress address) {
        return allowed.stream().anyMatch(block -> block.contains(address));
    }

    /** Whether a webhook may be there that is encrypted. */
    boolean allows(InetAddress address) {
        return isPublic(address) || allowsPlain(address);
    }
}
