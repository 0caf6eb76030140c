package io.waggle.broker.tls;

import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A context whose engines are made by whichever context is in use at that moment. One key and its certificates belong to one
 * context, so a handshake never mixes an old one with a new one, and a session ticket of an old context is worth nothing to the
 * new: whoever resumes shows a certificate again. Thread-safe.
 */
final class FollowingContext extends SSLContext {

    private FollowingContext(SSLContextSpi spi, Provider provider, String protocol) {
        super(spi, provider, protocol);
    }

    /**
     * A context that follows.
     *
     * @param current the one in use; asked for every new connection
     * @param parameters what every connection is held to, where its server does not narrow it
     */
    static SSLContext of(Supplier<SSLContext> current, Supplier<SSLParameters> parameters) {
        SSLContext first = current.get();
        return new FollowingContext(new Spi(current, parameters), first.getProvider(), first.getProtocol());
    }

    /** A context for these credentials and no other. */
    static SSLContext fixed(Credentials credentials) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(credentials.keyStore(), Credentials.PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust(credentials), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** With no authorities there is nobody to trust: not the ones that the JDK brings. */
    private static TrustManager[] trust(Credentials credentials) throws GeneralSecurityException {
        if (credentials.clientAuthorities().isEmpty()) {
            return new TrustManager[0];
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(credentials.trustStore());
        return trust.getTrustManagers();
    }

    private static final class Spi extends SSLContextSpi {

        private final Supplier<SSLContext> current;
        private final Supplier<SSLParameters> parameters;

        Spi(Supplier<SSLContext> current, Supplier<SSLParameters> parameters) {
            this.current = current;
            this.parameters = parameters;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return held(current.get().createSSLEngine());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return held(current.get().createSSLEngine(host, port));
        }

        private SSLEngine held(SSLEngine engine) {
            engine.setUseClientMode(false);
            engine.setSSLParameters(parameters.get());
            return engine;
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return parameters.get();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return parameters.get();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return current.get().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return current.get().getClientSessionContext();
        }

        /** A factory of sockets would stay with the context of its day. */
        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw new UnsupportedOperationException("servers use engines");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw new UnsupportedOperationException("this is no client");
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("it follows another context");
        }
    }
}
