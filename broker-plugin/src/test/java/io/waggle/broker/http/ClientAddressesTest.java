package io.waggle.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.config.IpBlock;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientAddressesTest {

    private static final InetAddress PROXY = address("10.0.0.1");
    private static final ClientAddresses BEHIND_PROXIES =
            new ClientAddresses(List.of(new IpBlock(address("10.0.0.0"), 8), new IpBlock(address("fd00::"), 8)));

    private static InetAddress address(String text) {
        return IpBlock.parseAddress(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | 192.0.2.1",
                "' 192.0.2.1 ' | 192.0.2.1",
                "2001:db8::1 | 2001:db8::1",
                "1.1.1.1, 192.0.2.1 | 192.0.2.1",
                "1.1.1.1, 192.0.2.1, 10.3.2.1, fd00::7 | 192.0.2.1",
                "10.0.0.2, 10.0.0.3 | 10.0.0.2",
                "1.1.1.1, unknown | 10.0.0.1",
                "1.1.1.1, 10.0.0.2, | 10.0.0.1",
                "1.1.1.1, 'evil', 10.0.0.2 | 10.0.0.2",
                "192.0.2.1:4711 | 10.0.0.1",
                "[2001:db8::1] | 10.0.0.1",
                "256.0.0.1 | 10.0.0.1",
                "example.org | 10.0.0.1"
            })
    void theRightMostAddressThatIsNoProxysCounts(String header, String client) {
        assertThat(BEHIND_PROXIES.of(PROXY, List.of(header))).isEqualTo(address(client));
    }

    @Test
    void severalHeadersAreOneListInTheirOrder() {
        assertThat(BEHIND_PROXIES.of(PROXY, List.of("1.1.1.1", "192.0.2.1, 10.0.0.2")))
                .isEqualTo(address("192.0.2.1"));
        assertThat(BEHIND_PROXIES.of(PROXY, List.of("192.0.2.1", "1.1.1.1"))).isEqualTo(address("1.1.1.1"));
        assertThat(BEHIND_PROXIES.of(PROXY, List.of())).isEqualTo(PROXY);
        String[] many = new String[8_000];
        Arrays.fill(many, "10.0.0.9");
        assertThat(BEHIND_PROXIES.of(PROXY, List.of(many))).isEqualTo(address("10.0.0.9"));
    }

    @Test
    void nobodyElseIsBelieved() {
        assertThat(BEHIND_PROXIES.of(address("192.0.2.9"), List.of("1.1.1.1"))).isEqualTo(address("192.0.2.9"));
        assertThat(new ClientAddresses(List.of()).of(PROXY, List.of("1.1.1.1"))).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "0:0:0:0:0:0:0:1, ::1",
        "[::1], ::1",
        "fe80::1%eth0, fe80::1",
        "[fe80::1%2], fe80::1",
        "'', 0.0.0.0",
        "unknown, 0.0.0.0"
    })
    void theOtherEndIsReadAsTheServerWritesIt(String text, String peer) {
        assertThat(ClientAddresses.peer(text)).isEqualTo(address(peer));
    }
}
