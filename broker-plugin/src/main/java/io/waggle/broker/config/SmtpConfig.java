package io.waggle.broker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The mail server that codes are handed to (RFC 5321, RFC 6409), and who they are from.
 *
 * @param user nobody: no login
 * @param passwordFile absolute; there if and only if there is a user
 * @param from the sender's address, and where a mail that cannot be delivered comes back
 * @param subject of every mail
 * @param timeout the longest wait for the connection, for every answer and for every write
 */
public record SmtpConfig(
        String host,
        int port,
        Encryption encryption,
        Optional<String> user,
        Optional<Path> passwordFile,
        Optional<String> from,
        String subject,
        Duration timeout) {

    /** How the way to the server is encrypted. Its certificate is checked, with its host name. */
    public enum Encryption {
        /** Asked for before anything else is said (RFC 3207); a server that does not offer it gets nothing. */
        STARTTLS,
        /** From the first byte (RFC 8314). */
        TLS,
        /** Not at all: only on this machine. */
        NONE
    }

    /** The key of the password's file, for messages about what is in it. */
    public static final String PASSWORD_FILE_KEY = "verification.smtp.password-file";

    private static final Setting<String> HOST = Setting.host("verification.smtp.host", "localhost");
    private static final Setting<Integer> PORT = Setting.count("verification.smtp.port", 587, 1, 65_535);
    private static final Setting<Encryption> ENCRYPTION =
            Setting.choice("verification.smtp.encryption", Encryption.STARTTLS);
    private static final Setting<Optional<String>> USER = Setting.optionalText("verification.smtp.user");
    private static final Setting<Optional<Path>> PASSWORD_FILE = Setting.optionalPath(PASSWORD_FILE_KEY);
    private static final Setting<Optional<String>> FROM = Setting.optionalEmail("verification.smtp.from");
    private static final Setting<String> SUBJECT = Setting.line("verification.smtp.subject", "Your code");
    private static final Setting<Duration> TIMEOUT = Setting.duration(
            "verification.smtp.timeout", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(2));

    static final List<Setting<?>> SETTINGS =
            List.of(HOST, PORT, ENCRYPTION, USER, PASSWORD_FILE, FROM, SUBJECT, TIMEOUT);

    /** Takes values within their bounds that do not contradict each other. @throws ConfigException otherwise */
    public SmtpConfig {
        HOST.require(host);
        PORT.require(port);
        USER.require(user);
        FROM.require(from);
        SUBJECT.require(subject);
        TIMEOUT.require(timeout);
        if (encryption == Encryption.NONE && !Loopback.isName(host)) {
            throw ENCRYPTION.contradiction(encryption, "starttls or tls where " + HOST.key() + " is another machine");
        }
        if (user.isPresent() != passwordFile.isPresent()) {
            throw user.isPresent()
                    ? PASSWORD_FILE.contradiction(passwordFile, "the file with the password of " + USER.key())
                    : USER.contradiction(user, "the name that the password of " + PASSWORD_FILE_KEY + " belongs to");
        }
    }

    /** Refuses to do without what a mail cannot do without. */
    void requireComplete(String because) {
        if (from.isEmpty()) {
            throw FROM.contradiction(from, "the sender's address where " + because);
        }
    }

    static SmtpConfig from(Values values, Path dataDirectory) {
        return new SmtpConfig(
                values.get(HOST),
                values.get(PORT),
                values.get(ENCRYPTION),
                values.get(USER),
                values.get(PASSWORD_FILE)
                        .map(path -> dataDirectory.resolve(path).normalize()),
                values.get(FROM),
                values.get(SUBJECT),
                values.get(TIMEOUT));
    }
}
