package io.waggle.broker.tls;

import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.TlsConfig;
import io.waggle.broker.config.TlsConfig.ClientAuthentication;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of TLS, the same for every listener: TLS 1.3 and 1.2 (RFC 8446, RFC 5246) with the suites that RFC 9325,
 * section 4.2, recommends. Follows the files of the certificate: what has changed and is whole is used for new connections,
 * what is not whole is refused, told once, and looked at again.
 *
 * <p>Thread-safe. One thread of its own looks at the files and owns everything but {@link #current}.
 */
public final class ServerTls implements AutoCloseable {

    /** The versions, the best first. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** The suites, the best first: forward secret, with authenticated encryption. */
    public static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final TlsConfig config;
    private final HostKeystores keystores;
    private final Clock clock;
    private final Events events;
    private final SSLContext context;
    private final ScheduledExecutorService watcher =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "waggle-tls"));
    private volatile SSLContext current;
    private TlsFiles inUse;
    private @Nullable String refused;

    private ServerTls(TlsConfig config, HostKeystores keystores, Clock clock, Events events) throws IOException {
        this.config = config;
        this.keystores = keystores;
        this.clock = clock;
        this.events = events;
        this.inUse = TlsFiles.read(config);
        Credentials credentials = Credentials.of(inUse, clock.instant());
        keystores.write(credentials);
        this.current = FollowingContext.fixed(credentials);
        this.context = FollowingContext.of(() -> current, this::parameters);
        events.publish(new Event.CertificateInUse(credentials.expires()));
    }

    /**
     * TLS with the certificate of the configuration, which must have one; its files are followed until this is closed.
     *
     * @param hostKeystores the directory where the host finds the certificate
     * @throws ConfigException if the certificate cannot be used, naming the file and the fault
     */
    public static ServerTls open(TlsConfig config, Path hostKeystores, Clock clock, Events events) {
        try {
            ServerTls opened = new ServerTls(config, new HostKeystores(hostKeystores), clock, events);
            opened.watch();
            return opened;
        } catch (IOException e) {
            throw new ConfigException(List.of("cannot write the key stores for HiveMQ in " + hostKeystores + ": " + e));
        }
    }

    /** Removes what an earlier start left for the host. */
    public static void clear(Path hostKeystores) {
        try {
            new HostKeystores(hostKeystores).remove();
        } catch (IOException e) {
            throw new ConfigException(List.of("cannot remove the key stores of HiveMQ in " + hostKeystores + ": " + e));
        }
    }

    /**
     * For servers; the same one for ever. Its engines are in server mode, have {@link #parameters} and the certificate that is in
     * use when they are made. It makes no sockets.
     */
    public SSLContext context() {
        return context;
    }

    /** What every connection is held to: versions, suites in the server's order, and client certificates; a new object. */
    public SSLParameters parameters() {
        SSLParameters parameters =
                new SSLParameters(CIPHER_SUITES.toArray(new String[0]), PROTOCOLS.toArray(new String[0]));
        parameters.setUseCipherSuitesOrder(true);
        // Setting either clears the other.
        if (clientAuthentication() == ClientAuthentication.REQUIRED) {
            parameters.setNeedClientAuth(true);
        } else {
            parameters.setWantClientAuth(clientAuthentication() == ClientAuthentication.OPTIONAL);
        }
        return parameters;
    }

    /** Whether clients are asked for a certificate. */
    public ClientAuthentication clientAuthentication() {
        return config.clientAuthentication();
    }

    /** Stops following the files. Connections stay as they are. */
    @Override
    public void close() {
        watcher.shutdownNow();
    }

    private void watch() {
        long interval = config.reloadInterval().toMillis();
        var unused = watcher.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            TlsFiles found = TlsFiles.read(config);
            if (!found.equals(inUse)) {
                use(found);
            }
            refused = null;
        } catch (ConfigException e) {
            refuse(String.join("; ", e.faults()));
        } catch (IOException | RuntimeException e) {
            refuse("it cannot be taken into use: " + e);
        }
    }

    private void use(TlsFiles found) throws IOException {
        Credentials credentials = Credentials.of(found, clock.instant());
        SSLContext next = FollowingContext.fixed(credentials);
        keystores.write(credentials);
        current = next;
        inUse = found;
        events.publish(new Event.CertificateInUse(credentials.expires()));
    }

    /** A fault is told once, and again if it becomes another one. */
    private void refuse(String reason) {
        if (!reason.equals(refused)) {
            refused = reason;
            events.publish(new Event.CertificateRefused(reason));
        }
    }
}
