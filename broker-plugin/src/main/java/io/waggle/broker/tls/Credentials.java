package io.waggle.broker.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * A private key with its certificates, and the authorities of clients: checked, so that what a client would refuse for sure is
 * refused here first, with the reason (RFC 9325, sections 4.5 and 7).
 *
 * @param chain the server's certificate, then each one's issuer
 * @param clientAuthorities none if clients are not asked
 */
record Credentials(PrivateKey privateKey, List<X509Certificate> chain, List<X509Certificate> clientAuthorities) {

    /** Of the key stores that are made of this. It protects nothing: whoever can read the file can read this program. */
    static final char[] PASSWORD = "waggle".toCharArray();

    private static final String ALIAS = "server";
    private static final int MIN_RSA_BITS = 2_048;
    private static final int MIN_EC_BITS = 256;
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1"; // RFC 5280, section 4.2.1.12
    private static final String ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
    private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

    /** What the files hold. @throws ConfigException naming the file and what is wrong with it */
    static Credentials of(TlsFiles files, Instant now) {
        List<X509Certificate> chain = files.certificate().certificates();
        X509Certificate leaf = chain.get(0);
        requireStrong(files.certificate(), leaf.getPublicKey());
        requireForServers(files.certificate(), leaf);
        requireOrder(files.certificate(), chain);
        chain.forEach(certificate -> requireValid(files.certificate(), certificate, now));
        PrivateKey key = files.privateKey().privateKey(leaf.getPublicKey().getAlgorithm());
        requirePair(files.privateKey(), key, leaf.getPublicKey());
        return new Credentials(
                key, chain, files.clientCa().map(PemFile::certificates).orElse(List.of()));
    }

    /** When the first of the certificates ends. */
    Instant expires() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** The key and its certificates. */
    KeyStore keyStore() {
        return store(store -> store.setKeyEntry(ALIAS, privateKey, PASSWORD, chain.toArray(new X509Certificate[0])));
    }

    /** The authorities of clients. */
    KeyStore trustStore() {
        return store(store -> {
            for (int i = 0; i < clientAuthorities.size(); i++) {
                store.setCertificateEntry("client-ca-" + i, clientAuthorities.get(i));
            }
        });
    }

    private static KeyStore store(Entries entries) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            entries.addTo(store);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK has such key stores", e);
        }
    }

    private static void requireStrong(PemFile file, PublicKey key) {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS) {
            return;
        }
        if (key instanceof ECKey ec && ec.getParams().getCurve().getField().getFieldSize() >= MIN_EC_BITS) {
            return;
        }
        throw file.fault("its certificate is for a key of the kind " + key.getAlgorithm()
                + "; allowed are EC of at least " + MIN_EC_BITS + " bits and RSA of at least " + MIN_RSA_BITS);
    }

    private static void requireForServers(PemFile file, X509Certificate leaf) {
        try {
            List<String> usages = leaf.getExtendedKeyUsage();
            if (usages == null || usages.contains(SERVER_AUTHENTICATION) || usages.contains(ANY_EXTENDED_KEY_USAGE)) {
                return;
            }
        } catch (CertificateParsingException e) {
            // told below
        }
        throw file.fault("its certificate is not for servers (extended key usage)");
    }

    private static void requireOrder(PemFile file, List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            try {
                chain.get(i - 1).verify(chain.get(i).getPublicKey());
            } catch (GeneralSecurityException e) {
                throw file.fault("its certificate " + i + " is not signed by the one after it; allowed is the server's"
                        + " certificate, then its issuer, and so on");
            }
        }
    }

    private static void requireValid(PemFile file, X509Certificate certificate, Instant now) {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            throw file.fault("its certificate for " + certificate.getSubjectX500Principal() + " has expired, on "
                    + certificate.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            throw file.fault("its certificate for " + certificate.getSubjectX500Principal() + " is not valid before "
                    + certificate.getNotBefore().toInstant());
        }
    }

    private static void requirePair(PemFile file, PrivateKey key, PublicKey publicKey) {
        try {
            Signature signature = Signature.getInstance("SHA256with" + (key instanceof RSAKey ? "RSA" : "ECDSA"));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            // told below, without the cause
        }
        throw file.fault("it is not the key of the certificate in tls.certificate");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return chain.get(0).getSubjectX500Principal().toString();
    }

    private interface Entries {

        void addTo(KeyStore store) throws KeyStoreException;
    }
}
