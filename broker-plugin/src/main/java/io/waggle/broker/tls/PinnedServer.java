package io.waggle.broker.tls;

import io.waggle.broker.config.TlsConfig;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the one certificate that this machine's configuration names, and no other: for a program beside the broker, which has the
 * file and need not ask an authority. What the certificate says of names and times does not matter then.
 */
public final class PinnedServer extends X509ExtendedTrustManager {

    private final X509Certificate expected;

    private PinnedServer(X509Certificate expected) {
        this.expected = expected;
    }

    /** The server of the certificate that comes first in a file. @throws io.waggle.broker.config.ConfigException if none does */
    public static PinnedServer of(Path certificate) {
        return new PinnedServer(PemFile.read(TlsConfig.CERTIFICATE_KEY, certificate)
                .certificates()
                .get(0));
    }

    /** What makes connections to it. */
    public SSLSocketFactory sockets() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    private void require(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || !chain[0].equals(expected)) {
            throw new CertificateException(
                    "whoever answers has another certificate than tls.certificate names; one that was just renewed is served"
                            + " within a minute");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        require(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        require(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        require(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
