package io.waggle.broker.verification.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.PhoneNumber;
import io.waggle.broker.config.SmtpConfig;
import io.waggle.broker.config.SmtpConfig.Encryption;
import io.waggle.broker.event.Event.CodeNotSent.NotSentReason;
import io.waggle.broker.verification.CodeNotSent;
import io.waggle.testkit.TestAuthority;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class SmtpSenderTest {

    private static final EmailAddress ALICE = new EmailAddress("alice@example.org");
    private static final String CODE = "246810";
    private static final Duration VALID = Duration.ofMinutes(10);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-08-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private static Path folder;

    private static SSLSocketFactory trusting;
    private static SSLContext context;

    private GreenMail greenMail;

    /** GreenMail takes its certificate from where these properties say, once. */
    @BeforeAll
    static void makeCertificate() {
        TestAuthority authority = new TestAuthority(folder.resolve("authority"));
        var unused = authority.server("localhost", "dns:localhost");
        context = authority.serving("localhost");
        trusting = context.getSocketFactory();
        System.setProperty(
                "greenmail.tls.keystore.file", authority.keystore("localhost").toString());
        System.setProperty("greenmail.tls.keystore.password", TestAuthority.KEYSTORE_PASSWORD);
    }

    @BeforeEach
    void startServer() {
        greenMail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
        });
        greenMail.start();
    }

    @AfterEach
    void stopServer() {
        greenMail.stop();
    }

    @Test
    void aMailSaysTheCodeAndWhoItIsFrom() throws Exception {
        plain(greenMail.getSmtp().getPort()).send(ALICE, CODE, VALID);

        MimeMessage mail = onlyMail();
        assertThat(mail.getHeader("From")).containsExactly("Waggle <no-reply@waggle.example>");
        assertThat(mail.getHeader("To")).containsExactly("alice@example.org");
        assertThat(mail.getSubject()).isEqualTo("Your code");
        assertThat(mail.getSentDate()).isEqualTo(Date.from(CLOCK.instant()));
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(text(mail)).isEqualTo("""
                        Your Waggle code is 246810

                        It can be used for 10 minutes. Do not give it to anybody:
                        nobody from Waggle will ever ask you for it.

                        If you did not ask for a code, there is nothing that you need to do.
                        """.strip());
    }

    @Test
    void theMailTellsNeitherItsRecipientInTheTextNorThisMachine() throws Exception {
        plain(greenMail.getSmtp().getPort()).send(ALICE, CODE, VALID);

        MimeMessage mail = onlyMail();
        String source = GreenMailUtil.getWholeMessage(mail);
        assertThat(text(mail)).doesNotContainIgnoringCase("alice").doesNotContain("example.org");
        assertThat(mail.getMessageID()).matches("<[0-9a-f-]{36}@waggle\\.example>");
        assertThat(source)
                .doesNotContain(System.getProperty("user.name") + "@")
                .doesNotContain("@" + InetAddress.getLocalHost().getHostName())
                .doesNotContain("X-Mailer");
    }

    @Test
    void aNameAndASubjectOfAnyLanguageArrive() throws Exception {
        SmtpConfig config =
                config(greenMail.getSmtp().getPort(), Encryption.NONE, "localhost", "D\u00e9jouez \uD83D\uDC1D");
        new SmtpSender(config, "Bienenkorb \uD83D\uDC1D, S\u00f6hne & <Co>", null, trusting, CLOCK)
                .send(ALICE, CODE, VALID);

        MimeMessage mail = onlyMail();
        assertThat(mail.getSubject()).isEqualTo("D\u00e9jouez \uD83D\uDC1D");
        assertThat(mail.getFrom()).hasSize(1);
        assertThat(mail.getFrom()[0].toString()).endsWith("<no-reply@waggle.example>");
        assertThat(text(mail)).startsWith("Your Bienenkorb \uD83D\uDC1D, S\u00f6hne & <Co> code is 246810");
    }

    /** What the configuration refuses does not get here; should it, the library folds or encodes it. */
    @ParameterizedTest
    @ValueSource(strings = {"Waggle\r\nBcc: bob@example.org", "Waggle\nX-Evil: 1", "Waggle\" <bob@example.org>, \"x"})
    void aNameCannotAddHeadersOrRecipients(String name) throws Exception {
        SmtpConfig config = config(greenMail.getSmtp().getPort(), Encryption.NONE, "localhost", "Your code");
        new SmtpSender(config, name, null, trusting, CLOCK).send(ALICE, CODE, VALID);

        MimeMessage mail = onlyMail();
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getHeader("X-Evil")).isNull();
        assertThat(mail.getFrom()).hasSize(1);
        assertThat(mail.getAllRecipients()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "12 34", "123456\r\n.\r\nMAIL FROM:<x@y.z>", "123456\n", "\u0661\u0662", "12345678901234567"
            })
    void whatIsNoCodeIsNotSentAndNotQuoted(String code) {
        SmtpSender sender = plain(greenMail.getSmtp().getPort());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sender.send(ALICE, code, VALID))
                .withMessage("a code is 1 to 16 decimal digits");
        assertThat(greenMail.getReceivedMessages()).isEmpty();
    }

    @Test
    void aPhoneNumberIsNotWrittenTo() {
        SmtpSender sender = plain(greenMail.getSmtp().getPort());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sender.send(new PhoneNumber("+4915112345678"), CODE, VALID))
                .withMessage("no mail goes to a PHONE");
    }

    @Test
    void logsInOverTls() throws Exception {
        greenMail.setUser("no-reply@waggle.example", "waggle", "right");

        tls("localhost", greenMail.getSmtps().getPort(), "right", trusting).send(ALICE, CODE, VALID);

        assertThat(text(onlyMail())).contains(CODE);
    }

    @Test
    void aRefusedLoginSendsNothing() {
        greenMail.setUser("no-reply@waggle.example", "waggle", "right");

        CodeNotSent failure = failureOf(tls("localhost", greenMail.getSmtps().getPort(), "wrong", trusting));

        assertThat(failure.reason()).isEqualTo(NotSentReason.LOGIN_REFUSED);
        assertThat(failure.getMessage()).doesNotContain("wrong");
        assertThat(greenMail.getReceivedMessages()).isEmpty();
    }

    @Test
    void aCertificateThatNobodyVouchesForIsNotBelieved() throws Exception {
        try (ScriptedMailServer server = ScriptedMailServer.encrypted(context)) {
            SSLSocketFactory others = (SSLSocketFactory) SSLSocketFactory.getDefault();

            assertThat(failureOf(tls("localhost", server.port(), "right", others))
                            .reason())
                    .isEqualTo(NotSentReason.NOT_ENCRYPTED);
            assertThat(server.heard()).isEmpty();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aCertificateOfAnotherHostIsNotBelieved() throws Exception {
        try (ScriptedMailServer server = ScriptedMailServer.encrypted(context)) {
            assertThat(failureOf(tls("127.0.0.1", server.port(), "right", trusting))
                            .reason())
                    .isEqualTo(NotSentReason.NOT_ENCRYPTED);
            assertThat(server.heard()).isEmpty();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void tlsWithAServerThatDoesNotSpeakItFails() {
        SmtpConfig config = config(greenMail.getSmtp().getPort(), Encryption.TLS, "localhost", "Your code");

        assertThat(failureOf(new SmtpSender(config, "Waggle", null, trusting, CLOCK))
                        .reason())
                .isEqualTo(NotSentReason.NOT_ENCRYPTED);
    }

    @Test
    void withStarttlsNothingButTheGreetingIsSaidInTheClear() throws Exception {
        Map<String, String> login = Map.of("TLS EHLO", "250-mail.example.org\r\n250 AUTH PLAIN", "AUTH", "235 welcome");
        try (ScriptedMailServer server = new ScriptedMailServer(login, context)) {
            starttls(server, "localhost").send(ALICE, CODE, VALID);

            assertThat(server.heard().subList(0, 2)).containsExactly("EHLO waggle.example", "STARTTLS");
            assertThat(server.heard().subList(2, server.heard().size()))
                    .allMatch(line -> line.startsWith("TLS: "))
                    .anyMatch(line -> line.startsWith("TLS: AUTH PLAIN"))
                    .contains("TLS: MAIL FROM:<no-reply@waggle.example>", "TLS: RCPT TO:<alice@example.org>")
                    .contains("TLS: Your Waggle code is 246810");
        }
    }

    @Test
    void aServerThatOffersNoStarttlsIsToldNothing() throws Exception {
        Map<String, String> plain = Map.of("EHLO", "250-mail.example.org\r\n250 AUTH PLAIN", "AUTH", "235 welcome");
        try (ScriptedMailServer server = new ScriptedMailServer(plain, null)) {
            assertThat(failureOf(starttls(server, "localhost")).reason()).isEqualTo(NotSentReason.NOT_ENCRYPTED);

            assertThat(server.heard()).first().isEqualTo("EHLO waggle.example");
            assertThat(server.heard()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    @Test
    void starttlsChecksTheHostToo() throws Exception {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of(), context)) {
            assertThat(failureOf(starttls(server, "127.0.0.1")).reason()).isEqualTo(NotSentReason.NOT_ENCRYPTED);
        }
    }

    /** Servers quote addresses, and what a server says is not for a log. */
    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 5.1.1 <alice@example.org>: user unknown, RECIPIENT_REFUSED, the recipient with reply 550",
        "RCPT, 452 4.2.2 <alice@example.org>: mailbox full, RECIPIENT_REFUSED, the recipient with reply 452",
        "RCPT, 599 alice@example.org, RECIPIENT_REFUSED, the recipient with reply 599",
        "MAIL, 550 not from no-reply@waggle.example to alice@example.org, REFUSED, the sender with reply 550",
        "MAIL, 451 try later alice@example.org, REFUSED, the mail with reply 451",
        "DATA, 554 alice@example.org, REFUSED, the mail with reply 554",
        "., 552 too big for alice@example.org: 246810, REFUSED, the mail with reply 552",
        "'', 554 go away, UNREACHABLE, never began it",
        "EHLO, 550 alice@example.org, UNREACHABLE, never began it",
    })
    void whatAServerRefusesIsToldByItsDigitsAlone(String verb, String reply, NotSentReason reason, String told)
            throws Exception {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of(verb, reply), null)) {
            CodeNotSent failure = failureOf(plain(server.port()));

            assertThat(failure.reason()).isEqualTo(reason);
            assertThat(failure.getMessage()).endsWith(told);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EHLO", "MAIL", "RCPT", "DATA", "."})
    void aServerThatFallsSilentIsGivenUp(String verb) throws Exception {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of(verb, ScriptedMailServer.SILENCE), null)) {
            assertThat(failureOf(plain(server.port())).reason()).isEqualTo(NotSentReason.TIMED_OUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EHLO", "MAIL", "RCPT", "DATA", "."})
    void aServerThatHangsUpIsNotReached(String verb) throws Exception {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of(verb, ScriptedMailServer.HANG_UP), null)) {
            assertThat(failureOf(plain(server.port())).reason()).isEqualTo(NotSentReason.UNREACHABLE);
        }
    }

    @Test
    void aServerThatIsSilentInsteadOfEncryptingIsGivenUp() throws Exception {
        try (ScriptedMailServer server = new ScriptedMailServer(Map.of("", ScriptedMailServer.SILENCE), null)) {
            SmtpConfig config = config(server.port(), Encryption.TLS, "localhost", "Your code");

            assertThat(failureOf(new SmtpSender(config, "Waggle", null, trusting, CLOCK))
                            .reason())
                    .isEqualTo(NotSentReason.TIMED_OUT);
        }
    }

    @Test
    void aServerThatIsGoneIsNotReached() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket()) {
            gone.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            port = gone.getLocalPort();
        }

        assertThat(failureOf(plain(port)).reason()).isEqualTo(NotSentReason.UNREACHABLE);
    }

    /** Nobody accepts, and the queue of those that wait for it is full: further ones get no answer, as from a firewall. */
    @Test
    void aServerThatDoesNotEvenTakeTheConnectionIsGivenUp() throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) {
                SocketChannel one = SocketChannel.open();
                waiting.add(one);
                one.configureBlocking(false);
                one.connect(full.getLocalSocketAddress());
            }
            long begun = System.nanoTime();

            assertThat(failureOf(plain(full.getLocalPort())).reason()).isEqualTo(NotSentReason.TIMED_OUT);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        } finally {
            for (SocketChannel one : waiting) {
                one.close();
            }
        }
    }

    private static SmtpSender plain(int port) {
        return new SmtpSender(config(port, Encryption.NONE, "localhost", "Your code"), "Waggle", null, trusting, CLOCK);
    }

    private static SmtpSender tls(String host, int port, String password, SSLSocketFactory factory) {
        SmtpConfig config = config(port, Encryption.TLS, host, "Your code");
        return new SmtpSender(withUser(config), "Waggle", password, factory, CLOCK);
    }

    private static SmtpSender starttls(ScriptedMailServer server, String host) {
        SmtpConfig config = config(server.port(), Encryption.STARTTLS, host, "Your code");
        return new SmtpSender(withUser(config), "Waggle", "secret", trusting, CLOCK);
    }

    private static SmtpConfig config(int port, Encryption encryption, String host, String subject) {
        return new SmtpConfig(
                host,
                port,
                encryption,
                Optional.empty(),
                Optional.empty(),
                Optional.of("no-reply@waggle.example"),
                subject,
                Duration.ofSeconds(1));
    }

    private static SmtpConfig withUser(SmtpConfig config) {
        return new SmtpConfig(
                config.host(),
                config.port(),
                config.encryption(),
                Optional.of("waggle"),
                Optional.of(folder.resolve("unused")),
                config.from(),
                config.subject(),
                config.timeout());
    }

    /** Every failure is also looked at for what must not be in it, causes included. */
    private static CodeNotSent failureOf(SmtpSender sender) {
        CodeNotSent failure = catchThrowableOfType(CodeNotSent.class, () -> sender.send(ALICE, CODE, VALID));
        for (@Nullable Throwable told = failure; told != null; told = told.getCause()) {
            assertThat(told.toString())
                    .doesNotContain("alice")
                    .doesNotContain("example.org")
                    .doesNotContain(CODE);
        }
        return failure;
    }

    private MimeMessage onlyMail() {
        MimeMessage[] mails = greenMail.getReceivedMessages();
        assertThat(Arrays.asList(mails)).hasSize(1);
        return mails[0];
    }

    private static String text(MimeMessage mail) throws MessagingException, IOException {
        return ((String) mail.getContent()).replace("\r\n", "\n").strip();
    }
}
