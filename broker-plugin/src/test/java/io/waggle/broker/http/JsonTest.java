package io.waggle.broker.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {

    private record Body(@Nullable String someName, int count, boolean really) {}

    private final Json json = new Json();

    @Test
    void readsWhatItIsTold() {
        assertThat(read("{\"some_name\":\"true\",\"count\":-1,\"really\":true}"))
                .isEqualTo(new Body("true", -1, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"some_name\":true,\"count\":1,\"really\":true}",
                "{\"some_name\":1,\"count\":1,\"really\":true}",
                "{\"some_name\":1.5,\"count\":1,\"really\":true}",
                "{\"some_name\":{},\"count\":1,\"really\":true}",
                "{\"some_name\":[\"x\"],\"count\":1,\"really\":true}",
                "{\"some_name\":\"x\",\"count\":\"1\",\"really\":true}",
                "{\"some_name\":\"x\",\"count\":1.5,\"really\":true}",
                "{\"some_name\":\"x\",\"count\":true,\"really\":true}",
                "{\"some_name\":\"x\",\"count\":null,\"really\":true}",
                "{\"some_name\":\"x\",\"count\":1,\"really\":1}",
                "{\"some_name\":\"x\",\"count\":1,\"really\":\"true\"}",
                "{\"some_name\":\"x\",\"count\":1,\"really\":\"\"}",
                "{\"some_name\":\"x\",\"count\":1,\"really\":true,\"more\":1}",
                "{\"some_name\":\"x\",\"count\":1,\"really\":true} {}",
                "null",
                "",
                "{",
                "[]"
            })
    void takesNothingOfAnotherKind(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        it -> assertThat(it.problem().status()).isEqualTo(400));
    }

    private Body read(String text) {
        return json.read(text.getBytes(UTF_8), Body.class);
    }
}
