package io.waggle.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpBlockTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, 9.255.255.255, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.4/31, 192.0.2.5, true",
        "192.0.2.4/31, 192.0.2.6, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "::/0, ::1, true",
        "::/0, 127.0.0.1, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fc00::1, false",
        "::1, ::1, true",
        "::1, ::2, false",
        "::ffff:192.0.2.7, 192.0.2.7, true"
    })
    void hasTheAddressesThatBeginAlike(String block, String address, boolean contained) throws Exception {
        assertThat(IpBlock.parse(block).contains(InetAddress.getByName(address)))
                .isEqualTo(contained);
        assertThat(IpBlock.parse(IpBlock.parse(block).toString())).isEqualTo(IpBlock.parse(block));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.1/8",
                "fd00::/129",
                "fd00::1/8",
                "localhost",
                "10.0.0/8",
                "10.0.0.0/8/8",
                "10.0.0.0 /8",
                "*"
            })
    void whatIsNoBlockIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpBlock.parse(text));
    }

    /** A name would be looked up at a name service, by the word of whoever sends it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "localhost",
                "_hidden",
                "example.org",
                "256.1.1.1",
                "1.1.1",
                "01.1.1.1",
                "1.1.1.1.1",
                "1.1.1.1:80",
                "[::1]",
                "[::1]:80",
                "fe80::1%eth0",
                "::1%1",
                ":",
                "::::",
                "1::2::3",
                "12345::",
                "::1.2.3",
                ".:",
                "cafe",
                "0x7f000001",
                "2130706433",
                "::ffff:1.2.3.256",
                "1.1.1.1\u0000"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(IpBlock.parseAddress(text)).isEmpty();
    }
}
