package io.waggle.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {

    private static final Address PHONE = Address.of("anna", "phone");

    @Test
    void isTheClientIdentifierThatTheDeviceConnectsWith() {
        assertThat(PHONE.clientId()).isEqualTo("anna/phone");
        assertThat(PHONE).hasToString("anna/phone");
        assertThat(Address.fromClientId("anna/phone")).contains(PHONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "anna",
                "anna/",
                "/phone",
                "anna/phone/",
                "anna//phone",
                "anna/phone/in",
                "a b/c",
                "a/b c"
            })
    void isNotReadFromAnythingElse(String clientId) {
        assertThat(Address.fromClientId(clientId)).isEmpty();
    }

    @Test
    void isReadAtTheLongestAndNotBeyond() {
        String account = "a".repeat(64);
        String device = "d".repeat(32);
        assertThat(Address.fromClientId(account + '/' + device)).contains(Address.of(account, device));
        assertThat(Address.fromClientId(account + "a/" + device)).isEmpty();
        assertThat(Address.fromClientId(account + '/' + device + 'd')).isEmpty();
    }

    @Test
    void isOrderedByAccountThenDevice() {
        assertThat(PHONE).isLessThan(Address.of("anna", "tablet")).isLessThan(Address.of("bob", "a"));
    }

    @Test
    void neverThrowsWhateverTheClientIdentifier() {
        RandomGenerator random = Seed.random("AddressTest");
        for (int i = 0; i < 20_000; i++) {
            String clientId = random.ints(random.nextInt(20), 0x20, 0x180)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            Address.fromClientId(clientId)
                    .ifPresent(address -> assertThat(address.clientId()).isEqualTo(clientId));
        }
    }
}
