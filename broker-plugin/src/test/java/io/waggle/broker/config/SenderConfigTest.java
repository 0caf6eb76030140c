package io.waggle.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SenderConfigTest {

    private static final String HIDDEN = "hunter2";

    @TempDir
    private Path folder;

    @Test
    void everythingCanBeSet() throws IOException {
        SenderConfig config = load("""
                verification.email = smtp
                verification.sms = webhook
                verification.service-name = Bienenkorb \uD83D\uDC1D & S\u00f6hne
                verification.send-threads = 1
                verification.send-queue = 2
                verification.smtp.host = mail.example.org
                verification.smtp.port = 465
                verification.smtp.encryption = tls
                verification.smtp.user = waggle@example.org
                verification.smtp.password-file = keys/mail.password
                verification.smtp.from = no-reply@example.org
                verification.smtp.subject = Dein Code
                verification.smtp.timeout = 5s
                verification.webhook.url = https://sms.example.org:8443/v1/codes
                verification.webhook.secret-file = /etc/waggle/webhook.key
                verification.webhook.timeout = 1s
                """);

        assertThat(config)
                .isEqualTo(new SenderConfig(
                        SenderConfig.Email.SMTP,
                        SenderConfig.Sms.WEBHOOK,
                        "Bienenkorb \uD83D\uDC1D & S\u00f6hne",
                        1,
                        2,
                        new SmtpConfig(
                                "mail.example.org",
                                465,
                                SmtpConfig.Encryption.TLS,
                                Optional.of("waggle@example.org"),
                                Optional.of(folder.resolve("waggle/keys/mail.password")),
                                Optional.of("no-reply@example.org"),
                                "Dein Code",
                                Duration.ofSeconds(5)),
                        new WebhookConfig(
                                Optional.of(URI.create("https://sms.example.org:8443/v1/codes")),
                                Path.of("/etc/waggle/webhook.key"),
                                Duration.ofSeconds(1))));
    }

    @ParameterizedTest
    @CsvSource({
        "verification.email, webhook",
        "verification.email, ''",
        "verification.sms, smtp",
        "verification.service-name, ''",
        "verification.service-name, Wag\\u000d\\u000aBcc: x",
        "verification.service-name, a\\u0000b",
        "verification.service-name, a\\u2028b",
        "verification.service-name, a\\u202eb",
        "verification.service-name, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "verification.send-threads, 0",
        "verification.send-queue, 0",
        "verification.smtp.host, ''",
        "verification.smtp.host, mail server",
        "verification.smtp.host, mail.example.org:25",
        "verification.smtp.port, 0",
        "verification.smtp.encryption, ssl",
        "verification.smtp.user, two words",
        "verification.smtp.from, nobody",
        "verification.smtp.from, Waggle <a@example.org>",
        "verification.smtp.from, 'a@example.org,b@example.org'",
        "verification.smtp.from, a@example.org\\u000d\\u000aBcc: x",
        "verification.smtp.from, a@example..org",
        "verification.smtp.subject, code\\nBcc: bob@example.org",
        "verification.smtp.subject, code\\u0085x",
        "verification.smtp.timeout, 99ms",
        "verification.webhook.url, ''",
        "verification.webhook.url, ftp://sms.example.org/",
        "verification.webhook.url, https:///codes",
        "verification.webhook.url, https://sms.example.org:99999/",
        "verification.webhook.url, https://sms.example.org/a b",
        "verification.webhook.url, https://sms.example.org/%zz",
        "verification.webhook.secret-file, ''",
        "verification.webhook.timeout, 0s",
    })
    void refusesWhatIsNotAllowed(String key, String value) {
        assertThat(faultsOf(key + " = " + value)).singleElement().asString().startsWith(key + " = '");
    }

    @ParameterizedTest
    @CsvSource({
        "verification.email = smtp, verification.smtp.from = 'none'",
        "verification.sms = webhook, verification.webhook.url = 'none'",
        "verification.smtp.user = waggle, verification.smtp.password-file = 'none'",
        "verification.smtp.password-file = pw, verification.smtp.user = 'none'",
        "verification.smtp.host = mail.example.org\\nverification.smtp.encryption = none, verification.smtp.encryption = 'none'",
        "verification.smtp.host = 192.0.2.1\\nverification.smtp.encryption = none, verification.smtp.encryption = 'none'",
        "verification.smtp.host = 127.0.0.1.example.org\\nverification.smtp.encryption = none, verification.smtp.encryption = 'none'",
        "verification.webhook.url = http://sms.example.org/, verification.webhook.url = 'http://sms.example.org/'",
        "verification.webhook.url = http://192.0.2.1/, verification.webhook.url = 'http://192.0.2.1/'",
        "verification.webhook.url = http://localhost.example.org/, verification.webhook.url = 'http://localhost.example.org/'",
        "verification.webhook.url = http://[2001:db8::1]/, verification.webhook.url = 'http://[2001:db8::1]/'",
    })
    void refusesWhatContradictsItself(String lines, String fault) {
        assertThat(faultsOf(lines.replace("\\n", "\n")))
                .singleElement()
                .asString()
                .startsWith(fault + ": allowed is ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verification.webhook.url = http://localhost:9000/codes",
                "verification.webhook.url = http://127.0.0.1:9000/codes",
                "verification.webhook.url = http://[::1]:9000/codes",
                "verification.smtp.encryption = none",
                "verification.smtp.encryption = none\nverification.smtp.host = 127.0.0.2",
                "verification.smtp.encryption = none\nverification.smtp.host = ::1",
            })
    void onThisMachineNothingNeedsToBeEncrypted(String lines) throws IOException {
        assertThat(load(lines)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verification.smtp.password = hunter2",
                "verification.webhook.secret = hunter2",
                "verification.webhook.url = https://waggle:hunter2@sms.example.org/",
                "verification.webhook.url = https://waggle:p/hunter2@sms.example.org/",
                "verification.webhook.url = https://sms.example.org/codes?key=hunter2",
                "verification.webhook.url = https://sms.example.org/codes?a=b&token=hunter2",
                "verification.webhook.url = https://sms.example.org/#hunter2",
                "verification.webhook.url = https://a/?k=hunter2\nverification.webhook.url = https://b/?k=hunter2",
            })
    void aSecretThatIsWrittenWhereNoneBelongsIsRefusedAndNotQuoted(String lines) {
        List<String> faults = faultsOf(lines);

        assertThat(faults).isNotEmpty().noneMatch(fault -> fault.contains(HIDDEN));
    }

    @Test
    void aRecordMadeInCodeHoldsNothingThatAFileCouldNot() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> smtp("a@example.org\r\nBcc: b@example.org", "x"));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> smtp("a@example.org", "x\r\nBcc: b@example.org"));
        assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> smtp("none", "x"));
        assertThat(smtp("a@example.org", "x").subject()).isEqualTo("x");
    }

    private static SmtpConfig smtp(String from, String subject) {
        return new SmtpConfig(
                "localhost",
                25,
                SmtpConfig.Encryption.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.of(from),
                subject,
                Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, , true",
        "::1, , true",
        "127.0.0.1, http://localhost:8080, true",
        "127.0.0.1, https://chat.example.org, false",
        "127.0.0.1, http://192.0.2.1:8080, false",
        "192.0.2.1, , false",
        "0.0.0.0, http://localhost:8080, false",
    })
    void anApiBehindAProxyIsReachedByOthers(String address, String publicUrl, boolean loopbackOnly) throws IOException {
        HttpConfig config = new HttpConfig(
                InetAddress.getByName(address),
                8080,
                Optional.ofNullable(publicUrl).map(URI::create),
                List.of(),
                Duration.ofSeconds(30));

        assertThat(config.isLoopbackOnly()).isEqualTo(loopbackOnly);
    }

    private SenderConfig load(String content) throws IOException {
        return WaggleConfig.load(Files.writeString(folder.resolve("waggle.properties"), content), folder)
                .senders();
    }

    private List<String> faultsOf(String content) {
        return catchThrowableOfType(ConfigException.class, () -> load(content)).faults();
    }
}
