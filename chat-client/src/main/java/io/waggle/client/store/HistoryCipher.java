package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.protocol.TransferId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;

/**
 * Encrypts the parts of history to the device that asked for them, each by itself: HPKE (RFC 9180) in base mode, with X25519,
 * HKDF-SHA256 and AES-256-GCM. What it binds to a part is its transfer, its number and whether it is the last.
 */
final class HistoryCipher {

    private static final byte[] INFO = "waggle history 1".getBytes(StandardCharsets.US_ASCII);
    private static final int ENCAPSULATED_BYTES = 32;
    private static final int CODE_GROUPS = 4;
    private static final int GROUP_MODULUS = 100_000;

    private final HPKE hpke =
            new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);

    /** A key pair as it is kept. */
    record Keys(ByteString privateKey, ByteString publicKey) {}

    Keys newKeys() {
        AsymmetricCipherKeyPair pair = hpke.generatePrivateKey();
        return new Keys(
                ByteString.copyFrom(hpke.serializePrivateKey(pair.getPrivate())),
                ByteString.copyFrom(hpke.serializePublicKey(pair.getPublic())));
    }

    /** Nothing if the key is none. */
    Optional<ByteString> seal(ByteString publicKey, TransferId transfer, int number, boolean last, byte[] part) {
        try {
            byte[][] sealed = hpke.seal(
                    hpke.deserializePublicKey(publicKey.toByteArray()),
                    INFO,
                    boundTo(transfer, number, last),
                    part,
                    null,
                    null,
                    null);
            return Optional.of(ByteString.copyFrom(sealed[1]).concat(ByteString.copyFrom(sealed[0])));
        } catch (InvalidCipherTextException | RuntimeException e) {
            return Optional.empty(); // a point of low order is a key of 32 bytes, too
        }
    }

    /** Nothing if it was not sealed for this key, or for another place. */
    Optional<byte[]> open(Keys keys, TransferId transfer, int number, boolean last, ByteString sealed) {
        if (sealed.size() <= ENCAPSULATED_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(hpke.open(
                    sealed.substring(0, ENCAPSULATED_BYTES).toByteArray(),
                    hpke.deserializePrivateKey(
                            keys.privateKey().toByteArray(), keys.publicKey().toByteArray()),
                    INFO,
                    boundTo(transfer, number, last),
                    sealed.substring(ENCAPSULATED_BYTES).toByteArray(),
                    null,
                    null,
                    null));
        } catch (InvalidCipherTextException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** What people compare: four groups of five digits. */
    static String code(TransferId transfer, ByteString publicKey) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(INFO);
            digest.update(transfer.toBytes().toByteArray());
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(publicKey.toByteArray()));
            StringBuilder code = new StringBuilder();
            for (int i = 0; i < CODE_GROUPS; i++) {
                String digits = Integer.toString((int) Long.remainderUnsigned(hash.getLong(), GROUP_MODULUS));
                code.append(i == 0 ? "" : " ")
                        .append("00000".substring(digits.length()))
                        .append(digits);
            }
            return code.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every platform has SHA-256", e);
        }
    }

    private static byte[] boundTo(TransferId transfer, int number, boolean last) {
        byte[] id = transfer.toBytes().toByteArray();
        return ByteBuffer.allocate(id.length + Integer.BYTES + 1)
                .put(id)
                .putInt(number)
                .put((byte) (last ? 1 : 0))
                .array();
    }
}
