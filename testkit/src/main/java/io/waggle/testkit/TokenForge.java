package io.waggle.testkit;

import io.waggle.protocol.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes tokens with a broker's own signing key: good ones quickly, and validly signed ones that are wrong in some way. Built on
 * the JDK alone, so that it is also a second opinion on the format.
 */
public final class TokenForge {

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final String keyId;
    private final PrivateKey key;

    private TokenForge(String keyId, PrivateKey key) {
        this.keyId = keyId;
        this.key = key;
    }

    /** A forge with the newest key of a directory. @throws IllegalStateException if it holds none yet */
    public static TokenForge of(Path keyDirectory) {
        try (Stream<Path> files = Files.list(keyDirectory)) {
            return files.filter(file -> file.toString().endsWith(".jwk"))
                    .map(TokenForge::read)
                    .max(Comparator.comparingLong(jwk -> Long.parseLong(field(jwk, "iat"))))
                    .map(TokenForge::fromJwk)
                    .orElseThrow(() -> new IllegalStateException("no signing key in " + keyDirectory));
        } catch (IOException e) {
            throw new IllegalStateException("no signing key in " + keyDirectory, e);
        }
    }

    /** A token as the broker would make it. */
    public String mint(Address device, Instant issuedAt, Duration lifetime) {
        return sign(String.format(
                "{\"iss\":\"waggle\",\"aud\":\"waggle-mqtt\",\"sub\":\"%s\",\"device\":\"%s\",\"iat\":%d,\"exp\":%d}",
                device.account(),
                device.device(),
                issuedAt.getEpochSecond(),
                issuedAt.plus(lifetime).getEpochSecond()));
    }

    /** A token with these very claims, whatever they are. */
    public String sign(String claims) {
        String header = "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"" + keyId + "\"}";
        String input =
                encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims.getBytes(StandardCharsets.UTF_8));
        return input + "." + encode(signature(input));
    }

    private byte[] signature(String input) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TokenForge fromJwk(String jwk) {
        byte[] secret = Base64.getUrlDecoder().decode(field(jwk, "d"));
        try {
            return new TokenForge(
                    field(jwk, "kid"),
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String field(String jwk, String name) {
        Matcher matcher =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"?([A-Za-z0-9_-]+)").matcher(jwk);
        if (!matcher.find()) {
            throw new IllegalStateException("a signing key without \"" + name + "\"");
        }
        return matcher.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String encode(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }
}
