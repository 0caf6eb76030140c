package io.waggle.broker.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where clients come in.
 *
 * @param name what an operator knows it by
 * @param address an IP address, or the name of one
 * @param encrypted whether TLS is spoken there, and nothing else
 */
public record Entrance(String name, String address, boolean encrypted) {

    /** Whether only this machine reaches it. A name that nobody knows might be anything. */
    public boolean isLoopback() {
        try {
            return Arrays.stream(InetAddress.getAllByName(address)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
