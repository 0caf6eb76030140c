package io.waggle.broker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://bot.example.org, bot.example.org, 443, /",
        "https://bot.example.org/in?key=a%20b, bot.example.org, 443, /in?key=a%20b",
        "HTTPS://bot.example.org:8443/, bot.example.org, 8443, /",
        "http://10.1.2.3/x, 10.1.2.3, 80, /x",
        "https://[2a00::1]:444/a/../b, 2a00::1, 444, /a/../b"
    })
    void saysWhereToConnectToAndWhatToAskFor(String text, String host, int port, String target) {
        WebhookUrl url = WebhookUrl.parse(text).orElseThrow();

        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.target()).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/in",
                "bot.example.org",
                "https:///in",
                "https://",
                "ftp://bot.example.org",
                "file:///etc/passwd",
                "https:bot.example.org",
                "https://user@bot.example.org",
                "https://user:password@bot.example.org",
                "https://bot.example.org/#here",
                "https://bot.example.org:0",
                "https://bot.example.org:65536",
                "https://bot.example.org:x",
                "https://bot example.org",
                "https://bot.example.org/a b",
                "https://bot.example.org/\r\nHost: other",
                "https://bot.example.org/ä",
                "https://bööt.example.org",
                "https://bot.example.org/\ud800",
                "\ud800"
            })
    void whatIsNoSuchUrlIsNone(String text) {
        assertThat(WebhookUrl.parse(text)).isEmpty();
    }

    @Test
    void aUrlHasABoundAndTellsNoSecretThatIsInIt() {
        String longest = "https://bot.example.org/" + "x".repeat(1_000);
        assertThat(WebhookUrl.parse(longest).orElseThrow().toString())
                .contains("bot.example.org")
                .doesNotContain("xx");
        assertThat(WebhookUrl.parse(longest + "x")).isEmpty();
    }
}
