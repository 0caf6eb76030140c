package io.waggle.broker.verification.sender;

import io.waggle.broker.account.Identifier;
import io.waggle.broker.config.SmtpConfig;
import io.waggle.broker.config.SmtpConfig.Encryption;
import io.waggle.broker.verification.CodeNotSent;
import io.waggle.broker.verification.CodeSender;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Hands codes to a mail server (RFC 5321), one connection each. It does not try again: a server that was reached has a queue for
 * that, and for one that was not the person asks for another code sooner. Immutable. Made on any thread; sends on those whose
 * context class loader is this class's: Jakarta Mail finds its parts through it, even those that encode a name.
 *
 * <p>Every step has {@link SmtpConfig#timeout}: the connection, each answer, each write. Answers of the server are never passed on
 * beyond their three digits.
 */
final class SmtpSender implements CodeSender {

    private final SmtpConfig config;
    private final String from;
    private final String domain;
    private final String service;
    private final @Nullable String password;
    private final Properties properties;
    private final Clock clock;

    /**
     * @param config complete
     * @param service whom the mails are from, as people read it
     * @param password of the configured user
     * @param tls who is believed to be a mail server
     */
    SmtpSender(SmtpConfig config, String service, @Nullable String password, SSLSocketFactory tls, Clock clock) {
        this.config = config;
        this.service = service;
        this.password = password;
        this.clock = clock;
        from = config.from().orElseThrow();
        domain = from.substring(from.indexOf('@') + 1);
        properties = properties(tls);
    }

    private Properties properties(SSLSocketFactory tls) {
        String timeout = Long.toString(config.timeout().toMillis());
        Properties all = new Properties();
        all.setProperty("mail.smtp.connectiontimeout", timeout);
        all.setProperty("mail.smtp.timeout", timeout);
        all.setProperty("mail.smtp.writetimeout", timeout);
        all.setProperty("mail.smtp.quitwait", "false");
        all.setProperty("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        all.setProperty("mail.smtp.ssl.enable", Boolean.toString(config.encryption() == Encryption.TLS));
        all.setProperty("mail.smtp.starttls.enable", Boolean.toString(config.encryption() == Encryption.STARTTLS));
        all.setProperty("mail.smtp.starttls.required", Boolean.toString(config.encryption() == Encryption.STARTTLS));
        all.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        all.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        all.put("mail.smtp.ssl.socketFactory", tls);
        // Else a certificate that is not believed is asked for again.
        all.setProperty("mail.smtp.socketFactory.fallback", "false");
        // Else this machine's name is looked up, for as long as that takes, and told.
        all.setProperty("mail.smtp.localhost", domain);
        return all;
    }

    @Override
    public Set<Identifier.Kind> kinds() {
        return Set.of(Identifier.Kind.EMAIL);
    }

    @Override
    public void send(Identifier to, String code, Duration validFor) throws CodeNotSent {
        if (!kinds().contains(to.kind())) {
            throw new IllegalArgumentException("no mail goes to a " + to.kind());
        }
        CodeText text = new CodeText(service, code, validFor);
        try {
            Session session = Session.getInstance(properties);
            MimeMessage mail = mail(session, new InternetAddress(to.value(), true), text);
            Transport transport = session.getTransport("smtp");
            try {
                transport.connect(config.host(), config.port(), config.user().orElse(null), password);
                transport.sendMessage(mail, mail.getAllRecipients());
            } finally {
                close(transport);
            }
        } catch (MessagingException e) {
            throw SmtpFailure.of(e, config.host() + ":" + config.port());
        }
    }

    /** What goes wrong now changes nothing: the mail was taken, or is known not to be. */
    private static void close(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            // as said above
        }
    }

    private MimeMessage mail(Session session, Address to, CodeText text) throws MessagingException {
        MimeMessage mail = new Mail(session, "<" + UUID.randomUUID() + "@" + domain + ">");
        mail.setFrom(named(from, service));
        mail.setRecipient(MimeMessage.RecipientType.TO, to);
        mail.setSubject(config.subject(), StandardCharsets.UTF_8.name());
        mail.setSentDate(Date.from(clock.instant()));
        // RFC 3834, section 5: nobody's automatic reply to this is wanted.
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setText(text.mail(), StandardCharsets.UTF_8.name());
        mail.saveChanges();
        return mail;
    }

    private static InternetAddress named(String address, String name) {
        try {
            return new InternetAddress(address, name, StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every JVM has UTF-8", e);
        }
    }

    /** A mail whose id does not tell the name of this machine and of its user. */
    private static final class Mail extends MimeMessage {

        private final String id;

        Mail(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
