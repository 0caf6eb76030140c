package io.waggle.broker.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How codes travel to people.
 *
 * @param email to e-mail addresses
 * @param sms to phone numbers
 * @param serviceName what this service is called in what people read
 * @param threads codes of one sender that are on their way at a time
 * @param queue codes that wait for those of one sender; beyond it whoever asks for one is told "busy"
 * @param smtp the mail server; complete where {@code email} is {@link Email#SMTP}
 * @param webhook the SMS gateway; complete where {@code sms} is {@link Sms#WEBHOOK}
 */
public record SenderConfig(
        Email email, Sms sms, String serviceName, int threads, int queue, SmtpConfig smtp, WebhookConfig webhook) {

    /** The ways to an e-mail address. */
    public enum Email {
        /** There is none: nobody signs up with one. */
        NONE,
        /** A mail server. */
        SMTP,
        /** The standard error output: for developers, only where everything listens on loopback. */
        CONSOLE
    }

    /** The ways to a phone number. */
    public enum Sms {
        /** There is none: nobody signs up with one. */
        NONE,
        /** An SMS gateway. */
        WEBHOOK,
        /** The standard error output: for developers, only where everything listens on loopback. */
        CONSOLE
    }

    /** The key of the way to e-mail addresses, for messages about it. */
    public static final String EMAIL_KEY = "verification.email";

    /** The key of the way to phone numbers, for messages about it. */
    public static final String SMS_KEY = "verification.sms";

    private static final Setting<Email> EMAIL = Setting.choice(EMAIL_KEY, Email.CONSOLE);
    private static final Setting<Sms> SMS = Setting.choice(SMS_KEY, Sms.CONSOLE);
    private static final Setting<String> SERVICE_NAME = Setting.line("verification.service-name", "Waggle");
    private static final Setting<Integer> THREADS = Setting.count("verification.send-threads", 4, 1, 64);
    private static final Setting<Integer> QUEUE = Setting.count("verification.send-queue", 1_000, 1, 100_000);

    private static final List<Setting<?>> OWN = List.of(EMAIL, SMS, SERVICE_NAME, THREADS, QUEUE);

    static final List<Setting<?>> SETTINGS = Stream.of(OWN, SmtpConfig.SETTINGS, WebhookConfig.SETTINGS)
            .<Setting<?>>flatMap(List::stream)
            .toList();

    /** Takes values within their bounds that do not contradict each other. @throws ConfigException otherwise */
    public SenderConfig {
        SERVICE_NAME.require(serviceName);
        THREADS.require(threads);
        QUEUE.require(queue);
        if (email == Email.SMTP) {
            smtp.requireComplete(EMAIL_KEY + " is smtp");
        }
        if (sms == Sms.WEBHOOK) {
            webhook.requireComplete(SMS_KEY + " is webhook");
        }
    }

    static SenderConfig from(Values values, Path dataDirectory) {
        return new SenderConfig(
                values.get(EMAIL),
                values.get(SMS),
                values.get(SERVICE_NAME),
                values.get(THREADS),
                values.get(QUEUE),
                SmtpConfig.from(values, dataDirectory),
                WebhookConfig.from(values, dataDirectory));
    }
}
