package io.waggle.broker.verification.sender;

import io.waggle.broker.account.Identifier;
import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.SenderConfig;
import io.waggle.broker.config.SenderConfig.Email;
import io.waggle.broker.config.SenderConfig.Sms;
import io.waggle.broker.config.SmtpConfig;
import io.waggle.broker.config.WebhookConfig;
import io.waggle.broker.event.Events;
import io.waggle.broker.secret.SecretFile;
import io.waggle.broker.secret.WebhookSecret;
import io.waggle.broker.verification.CodeDispatch;
import io.waggle.broker.verification.CodeSender;
import java.io.PrintStream;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * The ways that codes go, by what they go to. Each has threads and a queue of its own: a mail server that hangs holds no text
 * message up. For any thread.
 */
public final class CodeSenders implements CodeDispatch, AutoCloseable {

    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final Map<Identifier.Kind, SendingLane> lanes = new EnumMap<>(Identifier.Kind.class);
    private final List<SendingLane> all = new ArrayList<>();

    CodeSenders(List<CodeSender> senders, SendingLane.Bounds bounds, Events events) {
        for (CodeSender sender : senders) {
            SendingLane lane = new SendingLane(sender, bounds, events);
            all.add(lane);
            sender.kinds().forEach(kind -> lanes.put(kind, lane));
        }
    }

    /**
     * The ways that the configuration names.
     *
     * @param loopbackOnly whether no other machine reaches this server: all listeners are on loopback, and nothing on this
     *     machine passes others on to them as far as the configuration says
     * @param console what a developer looks at
     * @throws ConfigException if codes would go to the console of a server that others reach, or a file is not there
     * @throws io.waggle.broker.secret.SecretException if a file with a password or secret cannot be used
     */
    public static CodeSenders open(
            SenderConfig config, boolean loopbackOnly, PrintStream console, Clock clock, Events events) {
        List<CodeSender> senders = new ArrayList<>();
        Set<Identifier.Kind> shown = EnumSet.noneOf(Identifier.Kind.class);
        if (config.email() == Email.CONSOLE) {
            shown.add(Identifier.Kind.EMAIL);
        } else if (config.email() == Email.SMTP) {
            senders.add(smtp(config, clock));
        }
        if (config.sms() == Sms.CONSOLE) {
            shown.add(Identifier.Kind.PHONE);
        } else if (config.sms() == Sms.WEBHOOK) {
            senders.add(webhook(config, clock));
        }
        if (!shown.isEmpty()) {
            senders.add(new ConsoleSender(shown, loopbackOnly, console));
        }
        return new CodeSenders(senders, new SendingLane.Bounds(config.threads(), config.queue()), events);
    }

    private static CodeSender smtp(SenderConfig config, Clock clock) {
        SmtpConfig smtp = config.smtp();
        String password = smtp.passwordFile()
                .map(file -> SecretFile.password(file, SmtpConfig.PASSWORD_FILE_KEY))
                .orElse(null);
        return new SmtpSender(smtp, config.serviceName(), password, trusted().getSocketFactory(), clock);
    }

    private static CodeSender webhook(SenderConfig config, Clock clock) {
        WebhookConfig webhook = config.webhook();
        WebhookSecret secret = WebhookSecret.open(webhook.secretFile());
        return new WebhookSender(webhook, config.serviceName(), secret, trusted(), clock);
    }

    /** Whom the JVM trusts: {@code -Djavax.net.ssl.trustStore} adds an authority of one's own. */
    private static SSLContext trusted() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    @Override
    public boolean reaches(Identifier.Kind kind) {
        return lanes.containsKey(kind);
    }

    /**
     * Has the code sent, soon, and returns at once.
     *
     * @return false if too many wait, or this was closed; this one is then not sent
     * @throws IllegalStateException if nothing {@link #reaches} identifiers of the kind
     */
    @Override
    public boolean offer(Identifier to, String code, Duration validFor) {
        SendingLane lane = lanes.get(to.kind());
        if (lane == null) {
            throw new IllegalStateException("no sender reaches a " + to.kind());
        }
        return lane.offer(to, code, validFor);
    }

    /** Sends what waits, for three seconds at the most; what is not sent then is told as an event, and its person asks again. */
    @Override
    public void close() {
        all.forEach(SendingLane::stop);
        long deadline = System.nanoTime() + DRAIN.toNanos();
        all.forEach(lane -> lane.close(deadline));
    }
}
