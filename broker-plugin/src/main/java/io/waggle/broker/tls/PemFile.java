package io.waggle.broker.tls;

import io.waggle.broker.config.ConfigException;
import io.waggle.broker.secret.OwnerOnly;
import io.waggle.broker.secret.SecretException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of the configuration in the textual encoding of RFC 7468, read once. What stands between its blocks is not looked at.
 * Every fault names the key, the file and what is allowed, and has no cause: what a parser says of a key may quote it.
 *
 * @param key the key of the configuration that names it
 */
record PemFile(String key, Path path, String text) {

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_CERTIFICATES = 1_000;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    /** Reads a file that anybody may read. @throws ConfigException if it cannot be read */
    static PemFile read(String key, Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw fault(key, path, "it is larger than " + MAX_BYTES + " bytes");
            }
            return new PemFile(key, path, new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw fault(key, path, "it cannot be read: " + e);
        }
    }

    /** Reads a file that its owner alone may read. @throws ConfigException if others may, or it cannot be read */
    static PemFile readSecret(String key, Path path) {
        try {
            OwnerOnly.require(path);
        } catch (SecretException e) {
            throw new ConfigException(List.of(key + ": " + e.getMessage()));
        } catch (IOException e) {
            throw fault(key, path, "it cannot be read: " + e);
        }
        return read(key, path);
    }

    /** Its certificates in the order of the file. @throws ConfigException if there is none, or something that is none */
    List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (byte[] block : blocks(CERTIFICATE)) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block)));
            }
        } catch (CertificateException e) {
            throw fault("its certificate " + (certificates.size() + 1) + " is not one (X.509)");
        }
        if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
            throw fault("it has " + certificates.size() + " blocks \"BEGIN " + CERTIFICATE + "\"; allowed are 1 to "
                    + MAX_CERTIFICATES);
        }
        return List.copyOf(certificates);
    }

    /**
     * Its private key.
     *
     * @param algorithm the kind that it must be of: that of the certificate's key
     * @throws ConfigException if it is of another, in another encoding, encrypted, or not the only one
     */
    PrivateKey privateKey(String algorithm) {
        List<byte[]> blocks = blocks(PRIVATE_KEY);
        if (blocks.size() != 1) {
            throw fault(
                    otherKeyEncoding()
                            ? convert()
                            : "it has " + blocks.size() + " blocks \"BEGIN PRIVATE KEY\"; allowed is 1");
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(blocks.get(0)));
        } catch (GeneralSecurityException e) {
            throw fault("it is not a private key (PKCS#8) of the kind of the certificate's, " + algorithm);
        }
    }

    ConfigException fault(String problem) {
        return fault(key, path, problem);
    }

    private static ConfigException fault(String key, Path path, String problem) {
        return new ConfigException(List.of(key + " = '" + path + "': " + problem));
    }

    private boolean otherKeyEncoding() {
        Matcher matcher = BEGIN.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).endsWith(" " + PRIVATE_KEY)) {
                return true;
            }
        }
        return false;
    }

    private static String convert() {
        return "its key is encrypted or in an older encoding; allowed is PKCS#8 without a password, \"BEGIN PRIVATE KEY\""
                + " (openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW)";
    }

    private List<byte[]> blocks(String label) {
        List<byte[]> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(label)) {
                blocks.add(decoded(matcher.group(2)));
            }
        }
        return blocks;
    }

    private byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw fault("it has a block that is not Base64");
        }
    }

    /** Without the text, which may be a key. */
    @Override
    public String toString() {
        return key + " = " + path;
    }
}
