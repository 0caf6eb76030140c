package io.waggle.broker.verification.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.waggle.broker.config.ConfigException;
import io.waggle.broker.secret.OwnerOnly;
import io.waggle.broker.secret.SecretException;
import io.waggle.broker.secret.SecretFile;
import io.waggle.broker.secret.WebhookSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretFileTest {

    private static final String KEY = "some.password-file";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"p\u00e4ss word ", "p\u00e4ss word \n", "p\u00e4ss word \r\n", "p\u00e4ss word \n\n"})
    void aPasswordIsTheLineOfItsFile(String content) throws IOException {
        assertThat(SecretFile.password(file(content), KEY)).isEqualTo("p\u00e4ss word ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "hunter2\nhunter2", "\nhunter2"})
    void whatIsNotOneLineIsRefusedAndNotQuoted(String content) throws IOException {
        Path file = file(content);

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> SecretFile.password(file, KEY))
                .withMessageContaining(file.toString())
                .matches(failure -> !failure.toString().contains("hunter2"));
    }

    @Test
    void whatIsNotTextOrTooLongIsRefused() throws IOException {
        Path binary = file("x");
        Files.write(binary, new byte[] {(byte) 0xC3, (byte) 0x28});
        Path endless = file("x".repeat(5_000));

        assertThatExceptionOfType(SecretException.class).isThrownBy(() -> SecretFile.password(binary, KEY));
        assertThatExceptionOfType(SecretException.class).isThrownBy(() -> SecretFile.password(endless, KEY));
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        Path file = file("hunter2");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> SecretFile.password(file, KEY))
                .withMessageContaining("chmod 600");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> WebhookSecret.open(file))
                .withMessageContaining("chmod 600");
    }

    @Test
    void aPasswordInPlaceOfThePathIsNotQuoted() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> SecretFile.password(folder.resolve("hunter2"), KEY))
                .withMessageStartingWith(KEY + ": ")
                .matches(failure -> !failure.toString().contains("hunter2"));
    }

    @Test
    void aWebhooksSecretIsMadeOnceForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("keys/webhook.key");

        String first = WebhookSecret.open(file).signature("id", 1, "body".getBytes(StandardCharsets.UTF_8));

        assertThat(Files.readString(file)).matches("whsec_[A-Za-z0-9+/]{43}=\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(WebhookSecret.open(file).signature("id", 1, "body".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "whsec_c2hvcnQ=",
                "whsec_hunter2!!",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8I",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\nwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            })
    void whatIsNoSecretOfAWebhookIsRefusedAndNotQuoted(String content) throws IOException {
        Path file = file(content);

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> WebhookSecret.open(file))
                .matches(failure -> !failure.toString().contains("hunter2"));
    }

    private Path file(String content) throws IOException {
        Path file = folder.resolve("secret");
        OwnerOnly.write(file, content);
        return file;
    }
}
