package io.waggle.broker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.config.IpBlock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicAddressesTest {

    private static final PublicAddresses NONE_BESIDE = new PublicAddresses(List.of());

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254", // where clouds tell machines their secrets
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1"
            })
    void whatIsOfNoPublicNetworkIsNowhereToPostTo(String literal) throws UnknownHostException {
        assertThat(PublicAddresses.isPublic(address(literal))).isFalse();
        assertThat(NONE_BESIDE.allows(address(literal))).isFalse();
        assertThat(NONE_BESIDE.allowsPlain(address(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00::1"
            })
    void whatIsPublicIsPostedToEncryptedOnly(String literal) throws UnknownHostException {
        assertThat(NONE_BESIDE.allows(address(literal))).isTrue();
        assertThat(NONE_BESIDE.allowsPlain(address(literal))).isFalse();
    }

    @Test
    void theOperatorAllowsNetworksOfTheirOwnAndNoOthers() throws UnknownHostException {
        PublicAddresses addresses =
                new PublicAddresses(List.of(IpBlock.parse("10.1.0.0/16"), IpBlock.parse("fd00::/8")));

        assertThat(addresses.allows(address("10.1.2.3"))).isTrue();
        assertThat(addresses.allowsPlain(address("fd00::1"))).isTrue();
        assertThat(addresses.allows(address("10.2.0.1"))).isFalse();
        assertThat(addresses.allows(address("127.0.0.1"))).isFalse();
        assertThat(addresses.allowsPlain(address("1.1.1.1"))).isFalse();
    }
}
