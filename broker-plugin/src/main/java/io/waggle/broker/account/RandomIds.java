package io.waggle.broker.account;

import java.security.SecureRandom;

/** Names that mean nothing and cannot be guessed: lower case letters and digits that are not mistaken for each other. */
final class RandomIds {

    /** 32 characters: 5 bits each. */
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private final SecureRandom random = new SecureRandom();

    String next(int length) {
        StringBuilder id = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
