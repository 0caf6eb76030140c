package io.waggle.broker.tls;

import io.waggle.broker.secret.SecretException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;

/** What {@code waggle-broker --tls} runs before the broker: makes the {@link LocalCertificate} of a directory. */
public final class LocalCertificateCommand {

    private LocalCertificateCommand() {}

    /** Runs the command and exits: 0 with a certificate, 1 if none could be made, 2 if the arguments were wrong. */
    public static void main(String[] args) {
        System.exit(run(args, Clock.systemUTC(), System.err));
    }

    static int run(String[] args, Clock clock, PrintStream err) {
        if (args.length != 1) {
            err.println("usage: DIRECTORY");
            return 2;
        }
        LocalCertificate certificate = new LocalCertificate(Path.of(args[0]).toAbsolutePath(), clock);
        try {
            certificate
                    .ensure()
                    .ifPresent(expires -> err.println("Made a certificate for localhost, valid until " + expires
                            + "; clients trust " + certificate.authority()));
            return 0;
        } catch (SecretException e) {
            err.println(e.getMessage());
            return 1;
        }
    }
}
