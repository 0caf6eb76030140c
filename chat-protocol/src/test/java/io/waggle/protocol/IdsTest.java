package io.waggle.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "anna", "a.b_c-d", "a-", "a..", "9lives", "0.0"})
    void acceptsLettersDigitsAndInnerPunctuation(String value) {
        assertThat(AccountId.isValid(value)).isTrue();
        assertThat(DeviceId.isValid(value)).isTrue();
        assertThat(new AccountId(value)).hasToString(value);
        assertThat(new DeviceId(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "-a",
                "_a",
                ".a",
                "a b",
                " a",
                "a ",
                "a/b",
                "a+",
                "#",
                "+",
                "$SYS",
                "a\0",
                "a\n",
                "a\u007f",
                "é",
                "a\u0660",
                "\u0430nna",
                "a@b",
                "a:b",
                "a\\b",
                "a\ud83d\ude00"
            })
    void refusesEverythingElse(String value) {
        assertThat(AccountId.isValid(value)).isFalse();
        assertThat(DeviceId.isValid(value)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new AccountId(value));
        assertThatIllegalArgumentException().isThrownBy(() -> new DeviceId(value));
    }

    @Test
    void accountsHaveUpTo64Characters() {
        assertThat(AccountId.isValid("a".repeat(64))).isTrue();
        assertThat(AccountId.isValid("a".repeat(65))).isFalse();
    }

    @Test
    void devicesHaveUpTo32Characters() {
        assertThat(DeviceId.isValid("a".repeat(32))).isTrue();
        assertThat(DeviceId.isValid("a".repeat(33))).isFalse();
    }

    @Test
    void aRefusalRepeatsOnlyTheStartOfALongValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccountId("x".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250).contains("1 to 64"));
    }

    @Test
    void caseMatters() {
        assertThat(new AccountId("Anna")).isNotEqualTo(new AccountId("anna"));
        assertThat(new AccountId("Anna")).isLessThan(new AccountId("anna"));
        assertThat(new DeviceId("Phone")).isLessThan(new DeviceId("phone"));
    }
}
