package io.waggle.broker.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All addresses that begin alike (RFC 4632, RFC 4291): {@code 10.0.0.0/8}, {@code fd00::/8}, or a single one.
 *
 * @param address the first of them: all bits behind the prefix are 0
 * @param prefix bits that they have in common
 */
public record IpBlock(InetAddress address, int prefix) {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    /** What is a literal by its looks; names and zones are not, and a name service is never asked. */
    private static final Pattern LITERAL =
            Pattern.compile(OCTET + "(\\." + OCTET + "){3}|(?=.{2,45}$)[0-9A-Fa-f:][0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private static final Pattern BLOCK = Pattern.compile("([^/]{1,45})(?:/([0-9]{1,3}))?");

    /** Takes a block. @throws IllegalArgumentException if the prefix is longer than the address, or bits behind it are set */
    public IpBlock {
        byte[] bytes = address.getAddress();
        if (prefix < 0 || prefix > bytes.length * Byte.SIZE) {
            throw new IllegalArgumentException("no address has " + prefix + " bits");
        }
        for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
            if (bit(bytes, bit)) {
                throw new IllegalArgumentException("the address has bits behind the prefix");
            }
        }
    }

    /** The address that the text is; nothing if it is none. An IPv4 address in the form of an IPv6 one is the IPv4 one. */
    public static Optional<InetAddress> parseAddress(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The block that the text is. @throws IllegalArgumentException if it is none */
    public static IpBlock parse(String text) {
        Matcher matcher = BLOCK.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        InetAddress address =
                parseAddress(matcher.group(1)).orElseThrow(() -> new IllegalArgumentException("no address: " + text));
        String prefix = matcher.group(2);
        return new IpBlock(
                address, prefix == null ? address.getAddress().length * Byte.SIZE : Integer.parseInt(prefix));
    }

    /** Whether the address is one of these. */
    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if (bit(ours, bit) != bit(theirs, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean bit(byte[] bytes, int index) {
        return (bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1) == 1;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
