package io.waggle.broker.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verifier against the vectors of RFC 8032, forgeries, and the JDK as a second opinion. */
class Ed25519VerifierTest {

    private static final JWSHeader HEADER = new JWSHeader(JWSAlgorithm.EdDSA);
    private static final HexFormat HEX = HexFormat.of();

    /** The order of the base point (RFC 8032, section 5.1). */
    private static final BigInteger L =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private static Ed25519Verifier verifier(byte[] publicKey) throws JOSEException {
        return new Ed25519Verifier(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(publicKey)).build());
    }

    /** RFC 8032, section 7.1: tests 1 to 3. */
    @ParameterizedTest
    @CsvSource({
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    })
    void theVectorsOfTheSpecificationAreGood(String key, String message, String signature) throws JOSEException {
        Ed25519Verifier verifier = verifier(HEX.parseHex(key));
        byte[] signed = HEX.parseHex(message);
        byte[] bytes = HEX.parseHex(signature);

        assertThat(verifier.verify(HEADER, signed, Base64URL.encode(bytes))).isTrue();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(verifier.verify(HEADER, signed, Base64URL.encode(changed)))
                    .as("bit %d", bit)
                    .isFalse();
        }
        assertThat(verifier.verify(HEADER, Arrays.copyOf(signed, signed.length + 1), Base64URL.encode(bytes)))
                .isFalse();
        for (int length : new int[] {0, 1, 63, 65, 128}) {
            assertThat(verifier.verify(HEADER, signed, Base64URL.encode(Arrays.copyOf(bytes, length))))
                    .as("%d bytes", length)
                    .isFalse();
        }
    }

    /** RFC 8032, section 5.1.7: S is below L, or there would be a second signature for everything that was signed. */
    @Test
    void aSecondSpellingOfASignatureIsNone() throws JOSEException {
        byte[] signature = HEX.parseHex(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        byte[] s = reversed(Arrays.copyOfRange(signature, 32, 64));
        byte[] larger = reversed(fixed(new BigInteger(1, s).add(L)));
        byte[] second = signature.clone();
        System.arraycopy(larger, 0, second, 32, 32);

        Ed25519Verifier verifier =
                verifier(HEX.parseHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
        assertThat(verifier.verify(HEADER, new byte[] {0x72}, Base64URL.encode(signature)))
                .isTrue();
        assertThat(verifier.verify(HEADER, new byte[] {0x72}, Base64URL.encode(second)))
                .isFalse();
    }

    @Test
    void itIsOfOneMindWithTheJdk() throws GeneralSecurityException, JOSEException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            Ed25519Verifier verifier = verifier(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
            byte[] message = new byte[random.nextInt(400)];
            random.nextBytes(message);
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(message);
            byte[] signature = signer.sign();
            if (i % 2 == 1) {
                signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            }
            boolean good;
            try {
                signer.initVerify(pair.getPublic());
                signer.update(message);
                good = signer.verify(signature);
            } catch (GeneralSecurityException e) {
                good = false; // it says of some bytes that they are no signature at all
            }

            assertThat(verifier.verify(HEADER, message, Base64URL.encode(signature)))
                    .as("seed %d, %d", seed, i)
                    .isEqualTo(good);
        }
    }

    /** With a key of small order anybody could sign. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "d75a98"
            })
    void whatIsNoKeyIsRefused(String key) {
        assertThatThrownBy(() -> verifier(HEX.parseHex(key))).isInstanceOf(JOSEException.class);
    }

    private static byte[] fixed(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] all = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, all, 32 - length, length);
        return all;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = bytes[bytes.length - 1 - i];
        }
        return turned;
    }
}
