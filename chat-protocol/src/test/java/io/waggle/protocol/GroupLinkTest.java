package io.waggle.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GroupLinkTest {

    private static final GroupLink LINK = new GroupLink(
            ConversationId.parse("b8f3a1d2-5c6e-4f70-8192-a3b4c5d6e7f8"),
            new GroupSecret(0x0001020304050607L, 0x08090a0b0c0d0e0fL));
    private static final String TEXT = "waggle://join/uPOh0lxuT3CBkqO0xdbn-AABAgMEBQYHCAkKCwwNDg8";

    private static final RandomGenerator RANDOM = Seed.random("GroupLinkTest");

    @Test
    void isTheTextOfTheProtocolsPage() {
        assertThat(LINK.text()).isEqualTo(TEXT);
        assertThat(GroupLink.parse(TEXT)).contains(LINK);
    }

    @RepeatedTest(100)
    void comesBackAsItWas() {
        GroupLink link = new GroupLink(new ConversationId(RANDOM.nextLong(), RANDOM.nextLong()), GroupSecret.create());

        assertThat(GroupLink.parse(link.text())).contains(link);
    }

    @Test
    void isReadAsPeoplePasteItAndScannersShout() {
        assertThat(GroupLink.parse("  " + TEXT + "\n")).contains(LINK);
        assertThat(GroupLink.parse("WAGGLE://JOIN/" + TEXT.substring("waggle://join/".length())))
                .contains(LINK);
    }

    @Test
    void letsNoSecretIntoLogs() {
        String secret = TEXT.substring(TEXT.length() - 21);

        assertThat(LINK.toString()).contains(LINK.group().toString()).doesNotContain(secret);
        assertThat(LINK.secret().toString()).doesNotContain("0", "1");
        assertThat("joined by " + LINK).doesNotContain("waggle://").doesNotContain(secret.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "waggle://join/",
                "waggle://join",
                "uPOh0lxuT3CBkqO0xdbn-AABAgMEBQYHCAkKCwwNDg8",
                "https://join/uPOh0lxuT3CBkqO0xdbn-AABAgMEBQYHCAkKCwwNDg8",
                "waggle://joinuPOh0lxuT3CBkqO0xdbn-AABAgMEBQYHCAkKCwwNDg8x",
                "waggle://join/uPOh0lxuT3CBkqO0xdbn-AABAgMEBQYHCAkKCwwNDg",
                "waggle://join/uPOh0lxuT3CBkqO0xdbn-AABAgMEBQYHCAkKCwwNDg8A",
                "waggle://join/uPOh0lxuT3CBkqO0xdbn-AABAgMEBQYHCAkKCwwNDg8=",
                "waggle://join/uPOh0lxuT3CBkqO0xdbn-AABAgMEBQYHCAkKCwwNDg=",
                "waggle://join/uPOh0lxuT3CBkqO0xdbn+AABAgMEBQYHCAkKCwwNDg8",
                "waggle://join/uPOh0lxuT3CBkqO0xdbn-AABAgMEBQYHCAkKCwwNDg9",
                "waggle://join/uPOh0lxuT3CBkqO0xdbn-AABAgMEBQYHCAkKCwwNDg8/",
                "waggle://join/uPOh0lxuT3CBkqO0 dbn-AABAgMEBQYHCAkKCwwNDg8",
                "waggle://join/uPOh0lxuT3CBkqO0xdbn-AABAgMEBQYHCAkKCwwNDé8"
            })
    void nothingElseIsALink(String text) {
        assertThat(GroupLink.parse(text)).isEmpty();
    }
}
