package io.waggle.broker.verification.sender;

import io.waggle.broker.event.Event.CodeNotSent.NotSentReason;
import io.waggle.broker.verification.CodeNotSent;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/**
 * What the mail library says went wrong, in words without the person: of its exceptions only the types and the three digits of
 * the server's reply (RFC 5321, section 4.2) are looked at. Their texts quote the server, and servers quote addresses.
 */
final class SmtpFailure {

    /** The library has no type for it; a test sees to it that this stays how it begins. */
    private static final String NO_STARTTLS = "STARTTLS is required";

    private static final int MAX_DEPTH = 8;

    private SmtpFailure() {}

    /** @param server host and port, for the operator */
    static CodeNotSent of(MessagingException failure, String server) {
        Throwable told = failure;
        for (int depth = 0; told != null && depth < MAX_DEPTH; depth++) {
            CodeNotSent known = known(told, server);
            if (known != null) {
                return known;
            }
            told = told.getCause();
        }
        return new CodeNotSent(
                NotSentReason.UNREACHABLE, "the mail server " + server + " ended the conversation, or never began it");
    }

    private static @Nullable CodeNotSent known(Throwable failure, String server) {
        if (failure instanceof SMTPAddressFailedException refused) {
            return refused(NotSentReason.RECIPIENT_REFUSED, server, "the recipient", refused.getReturnCode());
        }
        if (failure instanceof SMTPSenderFailedException refused) {
            return refused(NotSentReason.REFUSED, server, "the sender", refused.getReturnCode());
        }
        // With a cause it is the cause that tells.
        if (failure instanceof SMTPSendFailedException refused && refused.getCause() == null) {
            return refused(NotSentReason.REFUSED, server, "the mail", refused.getReturnCode());
        }
        if (failure instanceof AuthenticationFailedException) {
            return new CodeNotSent(
                    NotSentReason.LOGIN_REFUSED, "the mail server " + server + " refuses the user or the password");
        }
        return transport(failure, server);
    }

    /** @param reply negative where the connection ended instead of one */
    private static @Nullable CodeNotSent refused(NotSentReason reason, String server, String what, int reply) {
        return reply < 0
                ? null
                : new CodeNotSent(reason, "the mail server " + server + " refuses " + what + " with reply " + reply);
    }

    private static @Nullable CodeNotSent transport(Throwable failure, String server) {
        String message = failure.getMessage();
        if (failure instanceof MessagingException && message != null && message.startsWith(NO_STARTTLS)) {
            return new CodeNotSent(
                    NotSentReason.NOT_ENCRYPTED,
                    "the mail server " + server + " does not offer STARTTLS, and is told nothing without");
        }
        if (failure instanceof SocketTimeoutException) {
            return new CodeNotSent(NotSentReason.TIMED_OUT, "the mail server " + server + " did not answer in time");
        }
        if (failure instanceof SSLException) {
            return new CodeNotSent(
                    NotSentReason.NOT_ENCRYPTED,
                    "no TLS with the mail server " + server
                            + ": its certificate is not trusted, is another host's, or it"
                            + " does not speak TLS there");
        }
        // With a cause it is the cause that tells.
        if (failure instanceof IOException && failure.getCause() == null) {
            return new CodeNotSent(
                    NotSentReason.UNREACHABLE,
                    "the mail server " + server + " cannot be reached, or the connection was lost");
        }
        return null;
    }
}
