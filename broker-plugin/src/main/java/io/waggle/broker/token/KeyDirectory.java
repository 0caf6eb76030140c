package io.waggle.broker.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import io.waggle.broker.secret.OwnerOnly;
import io.waggle.broker.secret.SecretException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The directory of signing keys: one JWK (RFC 7517, RFC 8037) per {@code .jwk} file; other files are none of its business.
 * The broker and the command that makes tokens open the same one, possibly at the same first moment, so a lock file
 * keeps them from making two first keys. Refuses a key file that others may read or write, and one that is not a key, rather
 * than going on with fewer keys than the operator thinks there are.
 */
final class KeyDirectory {

    private static final long MAX_FILE_BYTES = 8_192;
    private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

    private final Path directory;
    private final Clock clock;

    KeyDirectory(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    List<OctetKeyPair> readOrCreate() {
        return locked(() -> {
            List<OctetKeyPair> keys = read();
            return keys.isEmpty() ? List.of(create()) : keys;
        });
    }

    List<OctetKeyPair> addAndRead() {
        return locked(() -> {
            read();
            create();
            return read();
        });
    }

    private List<OctetKeyPair> locked(LockedWork work) {
        try {
            OwnerOnly.createDirectory(directory);
            try (FileChannel channel = OwnerOnly.open(directory.resolve(".lock"))) {
                channel.lock(); // until the channel closes
                return work.run();
            }
        } catch (IOException e) {
            throw new SecretException(directory, "cannot be used: " + e, e);
        }
    }

    private List<OctetKeyPair> read() throws IOException {
        List<OctetKeyPair> keys = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Path file : keyFiles()) {
            OctetKeyPair key = readKey(file);
            if (!ids.add(key.getKeyID())) {
                throw new SecretException(file, "has the same key id as another file");
            }
            keys.add(key);
        }
        return keys;
    }

    private List<Path> keyFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.jwk")) {
            entries.forEach(files::add);
        }
        Collections.sort(files);
        return files;
    }

    private static OctetKeyPair readKey(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new SecretException(file, "is larger than " + MAX_FILE_BYTES + " bytes");
        }
        OctetKeyPair key;
        try {
            key = OctetKeyPair.parse(Files.readString(file));
        } catch (ParseException | IllegalArgumentException | CharacterCodingException e) {
            // Without the cause: what a parser says of a key may quote it.
            throw new SecretException(file, "is not a JWK of an Ed25519 key");
        }
        requireUsable(file, key);
        return key;
    }

    private static void requireUsable(Path file, OctetKeyPair key) throws IOException {
        if (!Curve.Ed25519.equals(key.getCurve())) {
            throw new SecretException(file, "is a key of the curve " + key.getCurve() + "; allowed is Ed25519");
        }
        if (key.getKeyID() == null || key.getKeyID().isEmpty()) {
            throw new SecretException(file, "has no key id (kid)");
        }
        if (key.isPrivate()) {
            OwnerOnly.require(file);
            requireMatchingHalves(file, key);
        }
    }

    /** A private half that does not belong to its public one would make tokens that nobody believes. */
    private static void requireMatchingHalves(Path file, OctetKeyPair key) {
        try {
            JWSHeader header = new JWSHeader(JWSAlgorithm.EdDSA);
            boolean matching = new Ed25519Verifier(key.toPublicJWK())
                    .verify(header, PROBE, new Ed25519Signer(key).sign(header, PROBE));
            if (!matching) {
                throw new SecretException(file, "its private and public halves do not belong together");
            }
        } catch (JOSEException e) {
            throw new SecretException(file, "is not a JWK of an Ed25519 key");
        }
    }

    private OctetKeyPair create() throws IOException {
        OctetKeyPair key = generate();
        OwnerOnly.write(directory.resolve("token-" + key.getKeyID() + ".jwk"), key.toJSONString() + "\n");
        return key;
    }

    private OctetKeyPair generate() {
        try {
            return new OctetKeyPairGenerator(Curve.Ed25519)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.EdDSA)
                    .issueTime(Date.from(clock.instant()))
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("this JVM cannot make an Ed25519 key", e);
        }
    }

    private interface LockedWork {

        List<OctetKeyPair> run() throws IOException;
    }
}
